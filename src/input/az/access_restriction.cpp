// The access restrictions of apps: who may call them at their public address (I-233).

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "generic.h"
#include "input/types.h"
#include "site.h"
#include "subnet.h"

namespace airtight::input::az {
namespace {

// An address alone is a range of one.
Value address_range(const Call& call) {
  const Value address = text_value(call, "ip-address");
  const bool bare = address.string() != nullptr && address.string()->find('/') == std::string::npos;
  return bare ? make_string(*address.string() + "/32", address.place) : address;
}

// A rule for a subnet works by a service endpoint, so the command adds that to the subnet.
void add_service_endpoint(Call& call, const azure::ResourceId& subnet) {
  Value body = current(call.session, subnet);
  Value list = list_at(body, "properties.serviceEndpoints");
  const bool there = std::ranges::any_of(*list.array(), [](const Value& entry) {
    const Value* service = entry.find("service");
    return service != nullptr && service->string() != nullptr &&
           equal_ignoring_case(*service->string(), "Microsoft.Web");
  });
  if (there) return;
  Value entry = make_object(call.place());
  entry.set("service", make_string("Microsoft.Web", call.place()));
  list.array()->push_back(std::move(entry));
  body.set_path("properties.serviceEndpoints", std::move(list));
  put(call.session, subnet, std::move(body));
}

Result<Value> restriction(Call& call) {
  Value rule = make_object(call.place());
  if (call.has("ip-address")) {
    rule.set("ipAddress", address_range(call));
  } else if (call.has("service-tag")) {
    rule.set("ipAddress", text_value(call, "service-tag"));
    rule.set("tag", make_string("ServiceTag", call.place()));
  } else if (call.has("subnet")) {
    const auto subnet = subnet_reference(call);
    if (!subnet) return tl::unexpected<Error>(subnet.error());
    if (!is_true(call, "ignore-missing-endpoint")) add_service_endpoint(call, *subnet);
    rule.set("vnetSubnetResourceId", id_value(*subnet, call.place_of("subnet")));
  } else {
    return refuse(call, "--ip-address, --subnet or --service-tag is missing", {"I-404"});
  }
  rule.set("action", text_or(call, "action", "Allow"));
  rule.set("priority", integer_value(call, "priority"));
  if (call.has("rule-name")) rule.set("name", text_value(call, "rule-name"));
  return rule;
}

std::string list_of(const Call& call) {
  return is_true(call, "scm-site") ? "scmIpSecurityRestrictions" : "ipSecurityRestrictions";
}

// The rules as they are: in the site's configuration, or where a template wrote them.
Value rules_of(const Session& session, const azure::ResourceId& site, const std::string& list) {
  const Value config = current(session, config_of(site, "web"));
  if (config.at_path("properties." + list) != nullptr) return list_at(config, "properties." + list);
  return list_at(current(session, site), "properties.siteConfig." + list);
}

// Of an app outside the input the other rules are not known.
void note_unseen_rules(Call& call, const azure::ResourceId& site) {
  if (!is_external(call.session, site)) return;
  add_gap(call.session, call.place(),
          "the other access restrictions of " + std::string(site.name()),
          {to_lower(types::sites), to_lower(types::sites) + "/config"});
}

Result<Value> add_restriction(Call& call) {
  const auto site = existing_site(call);
  if (!site) return tl::unexpected<Error>(site.error());
  auto rule = restriction(call);
  if (!rule) return rule;
  note_unseen_rules(call, *site);
  Value rules = rules_of(call.session, *site, list_of(call));
  rules.array()->push_back(std::move(*rule));
  set_config(call.session, *site, list_of(call), std::move(rules));
  return shown(call, config_of(*site, "web"));
}

// What a rule to remove has: --rule-name, else the address, the tag or the subnet; and --action.
struct Criterion {
  std::string_view member;
  Value value;
};

Result<Criterion> criterion(Call& call) {
  if (call.has("rule-name")) return Criterion{"name", text_value(call, "rule-name")};
  if (call.has("ip-address")) return Criterion{"ipAddress", address_range(call)};
  if (call.has("service-tag")) return Criterion{"ipAddress", text_value(call, "service-tag")};
  if (!call.has("subnet"))
    return refuse(call, "--rule-name, --ip-address, --subnet or --service-tag is missing",
                  {"I-404"});
  const auto subnet = subnet_reference(call);
  if (!subnet) return tl::unexpected<Error>(subnet.error());
  return Criterion{"vnetSubnetResourceId", id_value(*subnet, call.place_of("subnet"))};
}

bool is_same(const Value* a, const Value& b) {
  return a != nullptr && a->string() != nullptr && b.string() != nullptr &&
         equal_ignoring_case(*a->string(), *b.string());
}

// The service endpoint that the rule made stays in the subnet.
Result<Value> remove_restriction(Call& call) {
  const auto site = existing_site(call);
  if (!site) return tl::unexpected<Error>(site.error());
  const auto wanted = criterion(call);
  if (!wanted) return tl::unexpected<Error>(wanted.error());
  Value rules = rules_of(call.session, *site, list_of(call));
  const Value action = text_or(call, "action", "Allow");
  const auto found = std::ranges::find_if(*rules.array(), [&](const Value& rule) {
    return is_same(rule.find(wanted->member), wanted->value) &&
           is_same(rule.find("action"), action);
  });
  const bool doubtful = find_unknown(rules) != nullptr || wanted->value.unknown() != nullptr ||
                        action.unknown() != nullptr;
  if (found == rules.array()->end() || doubtful) {
    if (!doubtful && !is_external(call.session, *site))
      return refuse(call, "no rule of \"" + std::string(site->name()) + "\" is like that",
                    {"I-422"});
    add_gap(call.session, call.place(), "az " + std::string(call.command.words),
            {to_lower(types::sites), to_lower(types::sites) + "/config"});
    return Value{};
  }
  rules.array()->erase(found);
  set_config(call.session, *site, list_of(call), std::move(rules));
  return shown(call, config_of(*site, "web"));
}

Result<Value> set_restrictions(Call& call) {
  const auto site = existing_site(call);
  if (!site) return tl::unexpected<Error>(site.error());
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> actions{
      {{"default-action", "ipSecurityRestrictionsDefaultAction"},
       {"scm-default-action", "scmIpSecurityRestrictionsDefaultAction"}}};
  if (call.has("use-same-restrictions-for-scm-site"))
    set_config(call.session, *site, "scmIpSecurityRestrictionsUseMain",
               boolean_value(call, "use-same-restrictions-for-scm-site", true));
  for (const auto& [option, member] : actions) {
    if (call.has(option)) set_config(call.session, *site, member, text_value(call, option));
  }
  return shown(call, config_of(*site, "web"));
}

Result<Value> show_restrictions(Call& call) {
  const auto site = existing_site(call);
  if (!site) return tl::unexpected<Error>(site.error());
  if (is_external(call.session, *site))
    return make_unknown("$(az " + std::string(call.command.words) + ")",
                        "the app is outside the input", call.place());
  const Value config = current(call.session, config_of(*site, "web"));
  Value answer = make_object(call.place());
  for (const char* list : {"ipSecurityRestrictions", "scmIpSecurityRestrictions"})
    answer.set(list, rules_of(call.session, *site, list));
  const Value* main = config.at_path("properties.scmIpSecurityRestrictionsUseMain");
  answer.set("scmIpSecurityRestrictionsUseMain", main != nullptr ? *main : make_bool(false));
  return answer;
}

constexpr std::string_view add_options =
    "--name -n ! ^; @G @ids; --slot -s; --priority -p !; --action {Allow|Deny}; "
    "--ip-address; --subnet; --vnet-name; --vnet-resource-group; --service-tag; "
    "--rule-name -r; --description; --scm-site ?; --http-headers *; "
    "--ignore-missing-endpoint -i ?; --skip-service-tag-validation -k ?";
constexpr std::string_view remove_options =
    "--name -n ! ^; @G @ids; --slot -s; --action {Allow|Deny}; --ip-address; --subnet; "
    "--vnet-name; --service-tag; --rule-name -r; --scm-site ?; --skip-service-tag-validation -k ?";
constexpr std::string_view access_set_options =
    "--name -n ! ^; @G @ids; --slot -s; --use-same-restrictions-for-scm-site ?; "
    "--default-action {Allow|Deny}; --scm-default-action {Allow|Deny}";
constexpr std::string_view one_app = "--name -n ! ^; @G @ids; --slot -s";

constexpr std::array access_restriction_rows{
    Command{"webapp config access-restriction add", types::sites, add_options, add_restriction},
    Command{"webapp config access-restriction remove", types::sites, remove_options,
            remove_restriction},
    Command{"webapp config access-restriction set", types::sites, access_set_options,
            set_restrictions},
    Command{"webapp config access-restriction show", types::sites, one_app, show_restrictions},
    Command{"functionapp config access-restriction add", types::sites, add_options,
            add_restriction},
    Command{"functionapp config access-restriction remove", types::sites, remove_options,
            remove_restriction},
    Command{"functionapp config access-restriction set", types::sites, access_set_options,
            set_restrictions},
    Command{"functionapp config access-restriction show", types::sites, one_app, show_restrictions},
};

}  // namespace

std::span<const Command> access_restriction_commands() { return access_restriction_rows; }

}  // namespace airtight::input::az
