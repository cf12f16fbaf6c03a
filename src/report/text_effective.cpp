#include <airtight/base/text.h>
#include <airtight/report/text.h>

#include <algorithm>
#include <map>
#include <utility>

#include "palette.h"
#include "rules.h"
#include "text_parts.h"

namespace airtight::report {
namespace {

using verify::RouteRow;

constexpr std::size_t most_prefixes = 4;  // of a service tag, in a table

std::vector<Cell> header(const std::vector<std::string>& words) {
  std::vector<Cell> row;
  for (const std::string& word : words) row.push_back({word, Colour::strong});
  return row;
}

std::string name_of(const azure::Subnet& subnet) {
  return std::string(subnet.virtual_network.name()) + "/" + subnet.name;
}

// "vm1: interface nic1 (10.0.0.4), subnet vnet1/snet1".
std::string heading(const verify::Place& place) {
  // A subnet's own name says where it is.
  if (place.from.starts_with("subnet:") && place.at.subnet != nullptr)
    return printable("subnet " + name_of(*place.at.subnet));
  std::string text = place.from + ":";
  if (const azure::NetworkInterface* interface = place.at.interface) {
    if (interface->name != place.from) text += " interface " + interface->name;
    if (!interface->addresses.empty())
      text += " (" + net::to_string(interface->addresses.front()) + ")";
    text += ",";
  }
  text += place.at.subnet == nullptr ? " subnet not known" : " subnet " + name_of(*place.at.subnet);
  return printable(text);
}

std::string other_interfaces(const verify::Place& place) {
  std::vector<std::string> names;
  for (const azure::ResourceId& id : place.other_interfaces) names.emplace_back(id.name());
  if (names.empty()) return "";
  return "  its other interfaces, each a --from of its own: " + printable(join(names, ", ")) + "\n";
}

// What is not known and stands in no row, and what is taken for granted.
std::string rest_of(const verify::Openness& open, const std::vector<verify::Fork>& shown) {
  std::string text;
  for (const std::string& unknown : open.unknowns) {
    if (std::ranges::count(shown, unknown, &verify::Fork::question) == 0)
      text += "not known: " + printable(unknown) + "\n";
  }
  if (!open.assumptions.empty()) text += "assuming " + join(open.assumptions, ", ") + "\n";
  return text;
}

std::string prefixes_of(const RouteRow& row) {
  const std::vector<std::string> texts = texts_of(row.prefixes);
  const std::string& tag = row.route.tag;
  if (tag.empty()) return join(texts, ", ");
  if (texts.empty()) return tag;
  if (texts.size() > most_prefixes) return tag + " (" + std::to_string(texts.size()) + " prefixes)";
  return tag + " (" + join(texts, ", ") + ")";
}

Cell state_of(const RouteRow& row) {
  if (!row.open.settled()) return {"Uncertain", Colour::doubtful};
  const bool active = row.state == verify::RouteState::active;
  return {std::string(to_string(row.state)), active ? Colour::plain : Colour::faint};
}

std::string reason_of(const RouteRow& row) {
  std::string text;
  if (!row.overridden_by.empty()) text = "overridden by " + row.overridden_by + " ";
  const bool predicted = row.route.endpoint != nullptr && row.route.endpoint->predicted;
  if (predicted) text += "address predicted ";
  text += "[" + join(row.facts, ", ") + "]";
  const std::string place = line_of(row.where);
  return place.empty() ? text : text + " " + place;
}

// "?" where a route has one that is not known.
std::string address_of(const RouteRow& row) {
  const auto& address = row.route.next_hop_address;
  if (address) return net::to_string(*address);
  return row.route.unknown.empty() ? "" : "?";
}

std::vector<Cell> cells_of(const RouteRow& row) {
  return {{row.source, Colour::plain},       state_of(row),
          {prefixes_of(row), Colour::plain}, {row.hop, Colour::plain},
          {address_of(row), Colour::plain},  {row.route.name, Colour::plain},
          {reason_of(row), Colour::faint}};
}

// Rows that hang on the same thing in the same way are told of together.
std::string open_rows(const std::vector<RouteRow>& rows) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> alike;
  for (const RouteRow& row : rows) {
    if (!row.forks.empty())
      alike[{fork_lines(row.forks, "  "), row.hop}].push_back(prefixes_of(row));
  }
  std::string text;
  for (const auto& [what, prefixes] : alike)
    text += what.second + " for " + printable(join(prefixes, ", ")) + "\n" + what.first;
  return text.empty() ? "" : "\nnot settled\n" + text;
}

std::vector<verify::Fork> forks_of(const std::vector<RouteRow>& rows) {
  std::vector<verify::Fork> forks;
  for (const RouteRow& row : rows) forks.insert(forks.end(), row.forks.begin(), row.forks.end());
  return forks;
}

std::string title_of(const verify::EffectiveRoutes& routes) {
  std::string text = heading(routes.place);
  if (routes.place.is_known()) {
    text += routes.table == nullptr ? ", no route table"
                                    : ", route table " + printable(routes.table->name);
    if (!routes.takes_learned) text += ", gateway route propagation disabled [N-043]";
  }
  if (routes.to) text += "; routes for " + net::to_string(*routes.to);
  return text + "\n";
}

std::vector<Cell> cells_of(const reach::EffectiveRule& effective, std::string_view access,
                           const Where& where, std::string_view fact) {
  const azure::SecurityRule& rule = effective.rule;
  const bool denies = access == "Deny";
  std::string reason = "[" + std::string(fact) + "]";
  if (!rule.unknown.empty()) reason += " not known in full";
  const std::string place = line_of(where);
  if (!place.empty()) reason += " " + place;
  return {{std::string(to_string(rule.direction)), Colour::plain},
          {std::to_string(rule.priority), Colour::plain},
          {rule.name, Colour::plain},
          {std::string(access), denies ? Colour::bad : Colour::good},
          {protocol_of(rule), Colour::plain},
          {join(parts_of(rule.source), ", "), Colour::plain},
          {join(texts_of(rule.source_ports), ", "), Colour::plain},
          {join(parts_of(rule.destination), ", "), Colour::plain},
          {join(texts_of(rule.destination_ports), ", "), Colour::plain},
          {reason, Colour::faint}};
}

std::vector<Cell> rule_header() {
  return header({"Direction", "Priority", "Name", "Access", "Protocol", "Source", "Source Ports",
                 "Destination", "Ports", "Why"});
}

std::string admin_table(const verify::EffectiveRules& rules, bool colour) {
  if (rules.exempt_from_admin_rules) return "\nno admin rule acts in this subnet [N-138, N-139]\n";
  if (rules.admin_rules.empty()) return "";
  std::vector<std::vector<Cell>> rows{rule_header()};
  for (const reach::EffectiveAdminRule& admin : rules.admin_rules)
    rows.push_back(cells_of(admin.rule, to_string(admin.access), admin.rule.rule.where, "N-136"));
  return "\nadmin rules, before any network security group\n" + ruled_table(rows, colour);
}

std::string group_table(const verify::EffectiveGroup& group, bool colour) {
  const bool at_subnet = group.at == verify::EffectiveGroup::At::subnet;
  const std::string heading =
      "\n" + printable(std::string(at_subnet ? "subnet " : "interface ") +
                       std::string(group.attached_to.name()) + ": network security group " +
                       std::string(group.group.name()));
  if (!group.shown) return heading + ", whose rules are not in the input\n";
  std::vector<std::vector<Cell>> rows{rule_header()};
  for (const reach::EffectiveRule& rule : group.rules)
    rows.push_back(cells_of(rule, to_string(rule.rule.access),
                            rule.by_default ? group.where : rule.rule.where, fact_of(rule)));
  return heading + "\n" + ruled_table(rows, colour);
}

bool is_attached(const verify::EffectiveRules& rules, verify::EffectiveGroup::At at) {
  return std::ranges::count(rules.groups, at, &verify::EffectiveGroup::at) > 0;
}

std::string unfiltered(const verify::EffectiveRules& rules) {
  using At = verify::EffectiveGroup::At;
  std::string text;
  const verify::Place& place = rules.place;
  if (place.is_known() && !is_attached(rules, At::subnet) &&
      place.at.subnet->network_security_group.absent())
    text += "\nsubnet " + printable(place.at.subnet->name) +
            ": no network security group, everything passes there [N-090]\n";
  if (place.at.interface != nullptr && !is_attached(rules, At::interface) &&
      place.at.interface->network_security_group.absent())
    text += "\ninterface " + printable(place.at.interface->name) +
            ": no network security group, everything passes there [N-090]\n";
  if (is_bare_public(rules))
    text += "\nits public address, if Standard, is closed to the Internet all the same [N-104]\n";
  return text;
}

// What each side with a tag or a group stands for, in order of the sides.
std::string expansions(const verify::EffectiveRules& rules) {
  std::map<std::string, std::map<std::string, std::string>> by_side;  // by expansion: directions
  const auto add = [&](const azure::RuleSide& side, const reach::Expansion& expansion,
                       azure::Direction direction) {
    if (expansion.prefixes.empty()) return;
    std::string& ways =
        by_side[join(parts_of(side), ", ")][join(texts_of(expansion.prefixes), ", ")];
    const std::string way = to_lower(to_string(direction));
    if (ways.find(way) == std::string::npos) ways += (ways.empty() ? "" : " and ") + way;
  };
  const auto add_rule = [&](const reach::EffectiveRule& rule) {
    add(rule.rule.source, rule.source, rule.rule.direction);
    add(rule.rule.destination, rule.destination, rule.rule.direction);
  };
  for (const reach::EffectiveAdminRule& rule : rules.admin_rules) add_rule(rule.rule);
  for (const verify::EffectiveGroup& group : rules.groups)
    std::ranges::for_each(group.rules, add_rule);
  std::vector<std::vector<Cell>> rows;
  for (const auto& [side, expanded] : by_side) {
    for (const auto& [prefixes, ways] : expanded)
      rows.push_back(
          {{"  " + side, Colour::plain}, {ways, Colour::faint}, {prefixes, Colour::plain}});
  }
  return rows.empty()
             ? ""
             : "\nexpanded address prefixes here [N-103, N-108, N-117]\n" + table(rows, false);
}

std::string exemptions(const verify::EffectiveRules& rules) {
  if (!rules.place.is_known()) return "";
  std::string text =
      "\nnot filtered: DNS, DHCP, metadata and health at 168.63.129.16 and 169.254.169.254 [N-125]";
  text +=
      rules.platform_rules.empty() ? "" : ", but by " + printable(join(rules.platform_rules, ", "));
  text += "\n";
  if (rules.integration)
    text += "inbound rules do nothing to an integrated app, outbound ones count [N-244]\n";
  if (rules.has_endpoints && rules.filters_endpoints)
    text += *rules.filters_endpoints
                ? "private endpoints in this subnet are filtered too [N-130]\n"
                : "private endpoints in this subnet are not filtered: its network policies leave "
                  "them out [N-130]\n";
  return text;
}

std::string order_of(const verify::EffectiveRules& rules) {
  std::string text = printable(heading(rules.place)) + "\n" + other_interfaces(rules.place);
  text += rules.to ? "only outbound rules that may cover " + net::to_string(*rules.to) + "\n" : "";
  if (rules.groups.size() > 1)
    text +=
        "inbound the subnet's group is asked first, outbound the interface's; both must allow "
        "[N-096]\n";
  return text;
}

}  // namespace

std::string text_effective_routes(const verify::EffectiveRoutes& routes, bool colour) {
  std::vector<std::vector<Cell>> rows{header({"Source", "State", "Address Prefix", "Next Hop Type",
                                              "Next Hop IP", "User-defined Route", "Why"})};
  for (const RouteRow& row : routes.rows) rows.push_back(cells_of(row));
  std::string text = title_of(routes) + other_interfaces(routes.place);
  if (!routes.rows.empty()) text += "\n" + ruled_table(rows, colour);
  const std::string rest = rest_of(routes.open, forks_of(routes.rows));
  return text + open_rows(routes.rows) + (rest.empty() ? "" : "\n" + rest);
}

std::string text_effective_nsg(const verify::EffectiveRules& rules, bool colour) {
  std::string text = order_of(rules) + admin_table(rules, colour);
  for (const verify::EffectiveGroup& group : rules.groups) text += group_table(group, colour);
  text += unfiltered(rules) + expansions(rules) + exemptions(rules);
  const std::string rest = rest_of(rules.open, {});
  return text + (rest.empty() ? "" : "\n" + rest);
}

std::string text_next_hop(const verify::NextHop& next_hop, bool colour) {
  const std::string hop = next_hop.hop.empty() ? "not known" : next_hop.hop;
  std::string text = heading(next_hop.place) + "; to " + net::to_string(next_hop.to) + "\n" +
                     other_interfaces(next_hop.place) + "\n";
  std::vector<std::vector<Cell>> rows{
      header({"Next Hop Type", "Next Hop IP", "Route Table", "Route"})};
  const bool user = !next_hop.table.empty();
  rows.push_back({{hop, next_hop.open.settled() ? Colour::plain : Colour::doubtful},
                  {next_hop.route ? address_of(*next_hop.route) : "", Colour::plain},
                  {user ? std::string(next_hop.table.name()) : "System Route", Colour::plain},
                  {next_hop.route ? prefixes_of(*next_hop.route) +
                                        (user ? " " + next_hop.route->route.name : "")
                                  : "",
                   Colour::plain}});
  text += ruled_table(rows, colour) + "\n" + trace_lines(next_hop.trace, colour);
  if (!next_hop.open.settled()) text += "\nnot settled: above is the nominal reading\n";
  return text + fork_lines(next_hop.forks, "  ") + rest_of(next_hop.open, next_hop.forks);
}

}  // namespace airtight::report
