#include <airtight/base/text.h>
#include <airtight/scenario/policy.h>
#include <airtight/verify/policy_groups.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

#include "yaml.h"

namespace airtight::scenario {
namespace {

using Words = std::vector<std::string>;

constexpr std::string_view schema = "airtight/policy/1";

using verify::Promise;

// What an assertion may promise, by its key, with the keys of what it promises it of.
struct PromiseRow {
  std::string_view key;
  Promise promise;
  const char* from;
  const char* to;
  bool of_packets;                 // takes ports, protocols and exceptions
  std::string_view default_title;  // "{from}" and "{to}" stand for the ends
};
constexpr std::array promises{
    PromiseRow{"isolated", Promise::isolated, "app", "backend", false,
               "{to} is isolated for {from}"},
    PromiseRow{"privatePath", Promise::private_path, "app", "backend", false,
               "{from} reaches {to} through a private endpoint"},
    PromiseRow{"privateName", Promise::private_name, "app", "backend", false,
               "the name of {to} is answered privately for {from}"},
    PromiseRow{"selectedNetworks", Promise::selected_networks, "from", "to", false,
               "{to} lets in selected networks at most"},
    PromiseRow{"unreachable", Promise::unreachable, "from", "to", true,
               "{from} does not reach {to}"},
    PromiseRow{"reachable", Promise::reachable, "from", "to", true, "{from} reaches {to}"},
    PromiseRow{"inspected", Promise::inspected, "from", "to", true,
               "what {from} sends to {to} is inspected"}};

constexpr std::array protocols{net::Protocol::tcp,     net::Protocol::udp, net::Protocol::icmp,
                               net::Protocol::esp,     net::Protocol::ah,  net::Protocol::gre,
                               net::Protocol::ip_in_ip};

std::string filled(std::string_view title, const std::string& from, const std::string& to) {
  std::string text(title);
  for (const auto& [blank, name] :
       {std::pair<std::string_view, const std::string&>{"{from}", from}, {"{to}", to}}) {
    const auto at = text.find(blank);
    if (at != std::string::npos) text.replace(at, blank.size(), name);
  }
  return text;
}

std::string meant(std::string_view word, const Words& known) {
  const Words near = nearest(word, known);
  if (!near.empty()) return "; did you mean " + in_quotes(near.front()) + "?";
  return known.empty() ? "" : "; expected one of " + join(known, ", ");
}

// A node with its JSON pointer.
struct Node {
  YAML::Node yaml;
  std::string pointer;
};

std::string pointer_part(const std::string& key) {
  std::string part = "/";
  for (const char c : key) part += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return part;
}

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failed != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// Reads and complains, all in one go: each reading function gives what there is.
class Reader {
 public:
  Reader(const std::string& path, Diagnostics& diagnostics)
      : path_(path), diagnostics_(diagnostics) {}

  verify::Policy read(const YAML::Node& yaml);

 private:
  Where where(const Node& node) const {
    const int line = node.yaml.Mark().line;
    return {path_, line < 0 ? 1 : line + 1, 0, node.pointer};
  }
  void complain(const Node& node, std::string message) {
    diagnostics_.push_back({Severity::error, where(node), std::move(message), {}});
  }

  bool is_map(const Node& node, const Words& keys);
  std::optional<Node> member(const Node& node, const char* key) const;
  std::vector<Node> items(const Node& node, const char* key);
  std::string text(const Node& node, const char* what);
  std::string text_of(const Node& node, const char* key, bool required);
  bool flag_of(const Node& node, const char* key);
  std::string word_of(const Node& node, const char* key, const Words& known);

  verify::Severity severity(const Node& node);
  verify::Assertion assertion(const Node& node);
  std::string end(const Node& node, const char* key, std::optional<verify::Group::Kind> kind);
  void promise(const PromiseRow& row, const Node& node, verify::Assertion& assertion);
  void packets(const Node& node, verify::Assertion& assertion);
  verify::Owner owner(const Node& node);
  verify::Selector selector(const Node& node, verify::Group::Kind kind);
  std::optional<verify::Group> group(const Node& node, const std::string& name);
  void groups(const Node& root);
  verify::Waiver waiver(const Node& node);
  std::chrono::year_month_day date(const Node& node);

  const std::string& path_;
  Diagnostics& diagnostics_;
  verify::Policy policy_;
};

bool Reader::is_map(const Node& node, const Words& keys) {
  if (!node.yaml.IsMap()) {
    complain(node,
             keys.empty() ? "expected a map" : "expected a map with the keys " + join(keys, ", "));
    return false;
  }
  std::set<std::string> seen;
  for (const auto& item : node.yaml) {
    if (!item.first.IsScalar()) {
      complain({item.first, node.pointer}, "a key must be a word");
      continue;
    }
    const std::string& key = item.first.Scalar();
    const Node place{item.first, node.pointer + pointer_part(key)};
    if (!seen.insert(key).second) complain(place, "the key " + in_quotes(key) + " is here twice");
    if (!keys.empty() && std::ranges::count(keys, key) == 0)
      complain(place, "unknown key " + in_quotes(key) + meant(key, keys));
  }
  return true;
}

std::optional<Node> Reader::member(const Node& node, const char* key) const {
  if (!node.yaml.IsMap()) return std::nullopt;
  const YAML::Node found = node.yaml[key];
  if (!found) return std::nullopt;
  return Node{found, node.pointer + pointer_part(key)};
}

std::vector<Node> Reader::items(const Node& node, const char* key) {
  std::vector<Node> found;
  const auto list = member(node, key);
  if (!list) return found;
  if (!list->yaml.IsSequence() || list->yaml.size() == 0) {
    complain(*list, "expected a list for " + in_quotes(key) + " with something in it");
    return found;
  }
  for (const YAML::Node& item : list->yaml)
    found.push_back({item, list->pointer + "/" + std::to_string(found.size())});
  return found;
}

std::string Reader::text(const Node& node, const char* what) {
  if (node.yaml.IsScalar() && !node.yaml.Scalar().empty()) return node.yaml.Scalar();
  complain(node, "expected a text for " + in_quotes(what));
  return {};
}

std::string Reader::text_of(const Node& node, const char* key, bool required) {
  const auto found = member(node, key);
  if (found) return text(*found, key);
  if (required) complain(node, "the key " + in_quotes(key) + " is missing");
  return {};
}

bool Reader::flag_of(const Node& node, const char* key) {
  const auto found = member(node, key);
  if (!found) return false;
  const std::string word = found->yaml.IsScalar() ? found->yaml.Scalar() : "";
  if (word != "true" && word != "false")
    complain(*found,
             "found " + in_quotes(word) + " for " + in_quotes(key) + ", expected true or false");
  return word == "true";
}

std::string Reader::word_of(const Node& node, const char* key, const Words& known) {
  const auto found = member(node, key);
  if (!found) return {};
  std::string word = text(*found, key);
  if (!word.empty() && std::ranges::count(known, word) == 0)
    complain(*found, "unknown " + std::string(key) + " " + in_quotes(word) + meant(word, known));
  return word;
}

verify::Severity Reader::severity(const Node& node) {
  const std::string word = word_of(node, "severity", {"low", "medium", "high"});
  for (const auto one : {verify::Severity::low, verify::Severity::medium}) {
    if (word == to_string(one)) return one;
  }
  return verify::Severity::high;
}

std::string kind_of_group(verify::Group::Kind kind) {
  return kind == verify::Group::Kind::workloads ? "workloads" : "targets";
}

// A sender or a target, or "group:" with the name of a group: of that kind, or of any.
std::string Reader::end(const Node& node, const char* key,
                        std::optional<verify::Group::Kind> kind) {
  std::string name = text_of(node, key, true);
  const auto place = member(node, key);
  if (!place || !name.starts_with(verify::group_prefix)) return name;
  Words known;
  for (const verify::Group& one : policy_.groups) {
    const std::string called = std::string(verify::group_prefix) + one.name;
    const bool fits = !kind || one.kind == *kind;
    if (called == name && fits) return name;
    if (called == name && kind) {
      complain(*place, in_quotes(name) + " is a group of " + kind_of_group(one.kind) + "; " +
                           (std::string_view(key) == "app" ? "an " : "a ") + key +
                           " must be of a group of " + kind_of_group(*kind));
      return name;
    }
    if (fits) known.push_back(called);
  }
  complain(*place, "there is no group " + in_quotes(name) + meant(name, known));
  return name;
}

void Reader::packets(const Node& node, verify::Assertion& assertion) {
  for (const Node& item : items(node, "ports")) {
    const auto range = net::parse_port_range(text(item, "ports"));
    if (range)
      assertion.ports.push_back(*range);
    else
      complain(item, range.error().message);
  }
  Words names;
  for (const net::Protocol one : protocols) names.emplace_back(to_string(one));
  for (const Node& item : items(node, "protocols")) {
    const std::string word = text(item, "protocols");
    const auto found = std::ranges::find(names, word);
    if (found != names.end())
      assertion.protocols.push_back(protocols.at(static_cast<std::size_t>(found - names.begin())));
    else
      complain(item, "unknown protocol " + in_quotes(word) + meant(word, names));
  }
  for (const Node& item : items(node, "except")) assertion.except.push_back(text(item, "except"));
}

void Reader::promise(const PromiseRow& row, const Node& node, verify::Assertion& assertion) {
  Words keys{row.from, row.to};
  if (row.of_packets) keys.insert(keys.end(), {"ports", "protocols", "except"});
  const bool by = row.promise == Promise::inspected;
  if (by) keys.emplace_back("by");
  if (!is_map(node, keys)) return;
  using Kind = verify::Group::Kind;
  assertion.promise = row.promise;
  assertion.app = end(node, row.from, Kind::workloads);
  assertion.back_end =
      end(node, row.to, row.of_packets ? std::nullopt : std::optional(Kind::targets));
  if (row.of_packets) packets(node, assertion);
  if (by) assertion.through = text_of(node, "by", false);
  if (assertion.title.empty())
    assertion.title = filled(row.default_title, assertion.app, assertion.back_end);
}

verify::Assertion Reader::assertion(const Node& node) {
  verify::Assertion assertion;
  assertion.where = where(node);
  Words keys{"id", "title", "severity", "controls"};
  Words asserted;
  for (const PromiseRow& row : promises) keys.emplace_back(row.key);
  if (!is_map(node, keys)) return assertion;
  assertion.id = text_of(node, "id", true);
  assertion.title = text_of(node, "title", false);
  assertion.severity = severity(node);
  for (const Node& control : items(node, "controls"))
    assertion.controls.push_back(text(control, "controls"));
  for (const PromiseRow& row : promises) {
    const auto found = member(node, std::string(row.key).c_str());
    if (!found) continue;
    asserted.emplace_back(row.key);
    if (asserted.size() == 1) promise(row, *found, assertion);
  }
  if (asserted.empty())
    complain(node, "nothing is asserted: expected one of the keys " +
                       join(Words(keys.begin() + 4, keys.end()), ", "));
  if (asserted.size() > 1)
    complain(node, "an assertion is one promise; found " + join(asserted, " and "));
  return assertion;
}

verify::Selector Reader::selector(const Node& node, verify::Group::Kind kind) {
  verify::Selector selector;
  selector.where = where(node);
  const bool targets = kind == verify::Group::Kind::targets;
  Words keys{"type", "name", "id", "tags"};
  if (targets) keys.emplace_back("used");
  if (!is_map(node, keys)) return selector;
  if (node.yaml.size() == 0) complain(node, "a selector must say something; \"*\" is every name");
  selector.type = text_of(node, "type", false);
  selector.name = text_of(node, "name", false);
  selector.id = text_of(node, "id", false);
  if (targets) selector.used = flag_of(node, "used");
  const auto tags = member(node, "tags");
  if (!tags || !is_map(*tags, {})) return selector;
  for (const auto& item : tags->yaml) {
    if (!item.first.IsScalar()) continue;
    const std::string& key = item.first.Scalar();
    if (item.second.IsScalar())
      selector.tags[key] = item.second.Scalar();
    else
      complain({item.second, tags->pointer + pointer_part(key)},
               "expected a text for the tag " + in_quotes(key));
  }
  return selector;
}

std::optional<verify::Group> Reader::group(const Node& node, const std::string& name) {
  if (!is_map(node, {"workloads", "targets"})) return std::nullopt;
  const bool workloads = member(node, "workloads").has_value();
  if (workloads == member(node, "targets").has_value()) {
    complain(node, "a group is of either \"workloads\" or \"targets\"");
    return std::nullopt;
  }
  verify::Group group;
  group.name = name;
  group.kind = workloads ? verify::Group::Kind::workloads : verify::Group::Kind::targets;
  group.where = where(node);
  for (const Node& item : items(node, workloads ? "workloads" : "targets"))
    group.selectors.push_back(selector(item, group.kind));
  return group;
}

void Reader::groups(const Node& root) {
  const auto all = member(root, "groups");
  if (!all || !is_map(*all, {})) return;
  for (const auto& item : all->yaml) {
    if (!item.first.IsScalar()) continue;
    const std::string& name = item.first.Scalar();
    if (auto one = group({item.second, all->pointer + pointer_part(name)}, name))
      policy_.groups.push_back(std::move(*one));
  }
}

std::chrono::year_month_day Reader::date(const Node& node) {
  const auto found = member(node, "expires");
  if (!found) {
    complain(node, "the key \"expires\" is missing: a waiver ends on some day");
    return {};
  }
  const auto day = read_date(found->yaml.IsScalar() ? found->yaml.Scalar() : "");
  if (day) return *day;
  complain(*found, day.error().message);
  return {};
}

verify::Waiver Reader::waiver(const Node& node) {
  verify::Waiver waiver;
  waiver.where = where(node);
  if (!is_map(node, {"id", "subject", "reason", "owner", "expires"})) return waiver;
  waiver.id = text_of(node, "id", false);
  waiver.subject = text_of(node, "subject", false);
  waiver.reason = text_of(node, "reason", true);
  waiver.owner = text_of(node, "owner", false);
  waiver.expires = date(node);
  if (!member(node, "id") && !member(node, "subject"))
    complain(node, "a waiver says what it is for: an \"id\", a \"subject\" or both");
  if (waiver.id.empty() || waiver.id.find_first_of("*?/") != std::string::npos) return waiver;
  Words ids;
  for (const verify::Assertion& one : policy_.assertions) ids.push_back(one.id);
  if (std::ranges::count(ids, waiver.id) == 0)
    complain(member(node, "id").value_or(node),
             "no assertion has the id " + in_quotes(waiver.id) + meant(waiver.id, ids));
  return waiver;
}

verify::Owner Reader::owner(const Node& node) {
  verify::Owner owner;
  owner.where = where(node);
  if (!is_map(node, {"id", "subject", "owner"})) return owner;
  owner.id = text_of(node, "id", false);
  owner.subject = text_of(node, "subject", false);
  owner.owner = text_of(node, "owner", true);
  if (!member(node, "id") && !member(node, "subject"))
    complain(node, "say what is owned: an \"id\", a \"subject\" or both; \"*\" is all");
  return owner;
}

verify::Policy Reader::read(const YAML::Node& yaml) {
  const Node root{yaml, ""};
  if (!is_map(root, {"schema", "packs", "groups", "assertions", "waivers", "owners"}))
    return policy_;
  const std::string written = text_of(root, "schema", true);
  if (!written.empty() && written != schema)
    complain(member(root, "schema").value_or(root),
             "found the schema " + in_quotes(written) + ", expected " + in_quotes(schema));
  for (const Node& pack : items(root, "packs")) {
    policy_.packs.push_back(text(pack, "packs"));
    const std::string& name = policy_.packs.back();
    if (!name.empty() && std::ranges::count(verify::pack_names(), name) == 0)
      complain(pack, "there is no pack " + in_quotes(name) + meant(name, verify::pack_names()));
  }
  groups(root);
  std::set<std::string> ids;
  for (const Node& item : items(root, "assertions")) {
    policy_.assertions.push_back(assertion(item));
    const std::string& id = policy_.assertions.back().id;
    if (!id.empty() && !ids.insert(id).second)
      complain(member(item, "id").value_or(item), "a second assertion has the id " + in_quotes(id));
  }
  for (const Node& item : items(root, "waivers")) policy_.waivers.push_back(waiver(item));
  for (const Node& item : items(root, "owners")) policy_.owners.push_back(owner(item));
  if (!member(root, "assertions") && !member(root, "packs"))
    complain(root, "nothing is promised: give \"assertions\" or \"packs\"");
  return policy_;
}

}  // namespace

Result<std::chrono::year_month_day> read_date(const std::string& text) {
  const auto parts = split(text, '-');
  const bool shaped =
      parts.size() == 3 && parts[0].size() == 4 && parts[1].size() == 2 && parts[2].size() == 2;
  const auto year = shaped ? number(parts[0]) : std::nullopt;
  const auto month = shaped ? number(parts[1]) : std::nullopt;
  const auto day = shaped ? number(parts[2]) : std::nullopt;
  if (!year || !month || !day || *year < 0 || *month < 0 || *day < 0)
    return fail("found the date " + in_quotes(text) + ", expected one such as 2027-03-31");
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return fail("found the date " + in_quotes(text) + ", which no calendar has");
  return date;
}

verify::Policy read_policy(const std::string& text, const std::string& path,
                           Diagnostics& diagnostics) {
  try {
    return Reader(path, diagnostics).read(parse_yaml(text, path));
  } catch (const Unreadable& unreadable) {
    const Error& error = unreadable.error;
    diagnostics.push_back({Severity::error, error.where, error.message, error.facts});
  } catch (const YAML::Exception& error) {
    diagnostics.push_back(
        {Severity::error, {path, error.mark.line + 1, 0, ""}, "YAML: " + error.msg, {}});
  }
  return {};
}

}  // namespace airtight::scenario
