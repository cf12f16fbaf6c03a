#include <airtight/input/two_threads.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "../../../bench/estate.h"
#include "input/json.h"
#include "input/list/entries.h"
#include "input/reading.h"
#include "input/resources/known_members.h"
#include "input/resources/outlines.h"
#include "input/resources/reading.h"

using namespace airtight;
using namespace airtight::input;
using namespace airtight::input::test;

namespace {

namespace fs = std::filesystem;

Source listed(std::string text) { return {"in.json", std::move(text), Kind::resource_list, ""}; }

// Everything a value says, with every place, in the order written.
void describe(const Value& value, std::string& out) {
  const Where where = to_where(value.place);
  out += where.file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column) + ":" +
         where.pointer + " ";
  if (const Array* items = value.array()) {
    out += "[\n";
    for (const Value& item : *items) describe(item, out);
    out += "]\n";
  } else if (const Object* members = value.object()) {
    out += "{\n";
    for (const Member& member : *members) {
      out += member.key + " = ";
      describe(member.value, out);
    }
    out += "}\n";
  } else {
    out += to_json(value) + "\n";
  }
}

std::string described(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& each : diagnostics)
    out += to_string(each) + " " + std::to_string(each.where.column) + "\n";
  return out;
}

struct Seen {
  std::string values;
  std::string diagnostics;
  bool operator==(const Seen&) const = default;
};

Seen seen(const list::Entries& entries, const Diagnostics& diagnostics) {
  Seen all;
  for (const auto* list : {&entries.inline_children, &entries.resources}) {
    for (const list::Entry& entry : *list) {
      all.values += entry.id.text() + "\n";
      describe(*identified(entry.id, entry.resource), all.values);
    }
  }
  for (const ResourceSet::Gap& gap : entries.gaps)
    all.values += "gap " + gap.what + " " + to_string(to_where(gap.place)) + "\n";
  all.diagnostics = described(diagnostics);
  return all;
}

Seen at_once(const Source& source) {
  Diagnostics diagnostics;
  list::Entries entries = list::read_entries_at_once(source, diagnostics);
  return seen(entries, diagnostics);
}

Seen as_read(const Source& source) {
  Diagnostics diagnostics;
  list::Entries entries = list::read_entries(source, diagnostics);
  return seen(entries, diagnostics);
}

bool takes_parts(const Source& source) {
  Diagnostics diagnostics;
  const bool taken =
      list::read_entries_in_parts(source, list::Bodies::all, diagnostics).has_value();
  CHECK((taken || diagnostics.empty()));
  return taken;
}

// What is known of a source when its bodies are kept, or not.
struct Known {
  ResourceSet set;
  azure::Resources resources;
  Diagnostics diagnostics;
};

Known known(const Source& source, list::Bodies bodies) {
  Known all;
  list::add_as_set(all.set, list::read_entries(source, all.diagnostics, bodies), all.diagnostics);
  all.resources = to_resources(all.set, all.diagnostics);
  return all;
}

template <class T>
void check_list(const std::vector<T>& a, const std::vector<T>& b) {
  REQUIRE(a.size() == b.size());
  CHECK((a == b));
}

void check_same(const azure::Resources& a, const azure::Resources& b) {
  check_list(a.virtual_networks, b.virtual_networks);
  check_list(a.subnets, b.subnets);
  check_list(a.peerings, b.peerings);
  check_list(a.service_endpoint_policies, b.service_endpoint_policies);
  check_list(a.network_security_groups, b.network_security_groups);
  check_list(a.route_tables, b.route_tables);
  check_list(a.network_interfaces, b.network_interfaces);
  check_list(a.virtual_machines, b.virtual_machines);
  check_list(a.gateways, b.gateways);
  check_list(a.local_network_gateways, b.local_network_gateways);
  check_list(a.gateway_connections, b.gateway_connections);
  check_list(a.virtual_hubs, b.virtual_hubs);
  check_list(a.hub_connections, b.hub_connections);
  check_list(a.firewalls, b.firewalls);
  check_list(a.firewall_policies, b.firewall_policies);
  check_list(a.rule_collection_groups, b.rule_collection_groups);
  check_list(a.ip_groups, b.ip_groups);
  check_list(a.public_addresses, b.public_addresses);
  check_list(a.public_prefixes, b.public_prefixes);
  check_list(a.nat_gateways, b.nat_gateways);
  check_list(a.load_balancers, b.load_balancers);
  check_list(a.admin_rule_collections, b.admin_rule_collections);
  check_list(a.network_groups, b.network_groups);
  check_list(a.perimeter_profiles, b.perimeter_profiles);
  check_list(a.perimeter_associations, b.perimeter_associations);
  check_list(a.private_endpoints, b.private_endpoints);
  check_list(a.private_link_services, b.private_link_services);
  check_list(a.zone_groups, b.zone_groups);
  check_list(a.private_dns_zones, b.private_dns_zones);
  check_list(a.links, b.links);
  check_list(a.record_sets, b.record_sets);
  check_list(a.dns_resolvers, b.dns_resolvers);
  check_list(a.inbound_endpoints, b.inbound_endpoints);
  check_list(a.outbound_endpoints, b.outbound_endpoints);
  check_list(a.forwarding_rulesets, b.forwarding_rulesets);
  check_list(a.dns_security_policies, b.dns_security_policies);
  check_list(a.hosted_workloads, b.hosted_workloads);
  check_list(a.relays, b.relays);
  check_list(a.services, b.services);
  check_list(a.plans, b.plans);
  check_list(a.sites, b.sites);
  check_list(a.role_assignments, b.role_assignments);
  check_list(a.secrets, b.secrets);
  check_list(a.others, b.others);
  check_list(a.gaps, b.gaps);
}

void check_left_out(const azure::Resources& a, const azure::Resources& b);

void check_bodies(const Source& source) {
  const Known whole = known(source, list::Bodies::all);
  const Known part = known(source, list::Bodies::that_are_read);
  CHECK(described(whole.diagnostics) == described(part.diagnostics));
  REQUIRE(whole.set.all().size() == part.set.all().size());
  auto other = part.set.all().begin();
  for (const auto& [id, value] : whole.set.all()) {
    REQUIRE(id.text() == other->first.text());
    std::string a;
    std::string b;
    for (const char* member : {"id", "type", "name", "location", "tags"}) {
      if (const Value* found = value->find(member)) describe(*found, a);
      if (const Value* found = other->second->find(member)) describe(*found, b);
    }
    CHECK(a == b);
    ++other;
  }
  check_same(whole.resources, part.resources);
  check_left_out(whole.resources, part.resources);
}

// Beyond what every resource has, of the types that properties are left out of.
void check_left_out(const azure::Resources& a, const azure::Resources& b) {
  for (std::size_t i = 0; i < a.virtual_machines.size(); ++i)
    CHECK(a.virtual_machines[i].network_interfaces == b.virtual_machines[i].network_interfaces);
  for (std::size_t i = 0; i < a.role_assignments.size(); ++i) {
    CHECK(a.role_assignments[i].scope == b.role_assignments[i].scope);
    CHECK(a.role_assignments[i].role == b.role_assignments[i].role);
    CHECK(a.role_assignments[i].principal == b.role_assignments[i].principal);
    CHECK(a.role_assignments[i].principal_type == b.role_assignments[i].principal_type);
  }
  for (std::size_t i = 0; i < a.network_interfaces.size(); ++i) {
    const azure::NetworkInterface& x = a.network_interfaces[i];
    const azure::NetworkInterface& y = b.network_interfaces[i];
    CHECK((x.subnet == y.subnet && x.addresses == y.addresses && x.public_ip == y.public_ip));
    CHECK(x.network_security_group == y.network_security_group);
    CHECK((x.dns_servers == y.dns_servers && x.ip_forwarding == y.ip_forwarding));
    CHECK((x.private_endpoint == y.private_endpoint && x.pools == y.pools));
  }
  for (std::size_t i = 0; i < a.private_endpoints.size(); ++i) {
    CHECK(a.private_endpoints[i].target == b.private_endpoints[i].target);
    CHECK(a.private_endpoints[i].addresses == b.private_endpoints[i].addresses);
  }
  for (std::size_t i = 0; i < a.services.size(); ++i)
    CHECK(a.services[i].placeholders == b.services[i].placeholders);
}

std::string estate(std::size_t rows) {
  std::ostringstream text;
  bench::write_estate(text, rows, 11);
  return text.str();
}

// The first rows of an estate, one of each type, so that a test may try every byte.
std::string small_estate(std::size_t rows) {
  std::istringstream lines(estate(1));
  std::string line;
  std::string text = "{\"data\":[";
  std::set<std::string> types;
  std::getline(lines, line);
  while (types.size() < rows && std::getline(lines, line)) {
    const auto at = line.find("\"type\":\"");
    if (at == line.npos || !types.insert(line.substr(at, line.find('"', at + 8) - at)).second)
      continue;
    if (line.ends_with(',')) line.pop_back();
    text += (types.size() == 1 ? "\n" : ",\n") + line;
  }
  return text + "\n],\"count\":" + std::to_string(types.size()) + "}\n";
}

std::vector<std::string> files_below(const fs::path& root) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator next(root, error), end; !error && next != end;
       next.increment(error)) {
    if (next->is_regular_file() && next->path().extension() == ".json")
      files.push_back(next->path().string());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

TEST_CASE("a list is read in parts as it is read at once", "[list][I-013]") {
  std::size_t in_parts = 0;
  for (const fs::path& root : {fs::path(AIRTIGHT_SOURCE_DIR) / "fuzz/corpus/resource_list",
                               fs::path(AIRTIGHT_SOURCE_DIR) / "scenarios",
                               fs::path(AIRTIGHT_SOURCE_DIR) / "../shared/data/live",
                               fs::path(AIRTIGHT_SOURCE_DIR) / "../shared/data/resourcegraph"}) {
    for (const std::string& file : files_below(root)) {
      CAPTURE(file);
      const auto source = read_source(file);
      if (!source.has_value() || source.value().kind != Kind::resource_list) continue;
      CHECK(as_read(source.value()) == at_once(source.value()));
      if (!takes_parts(source.value())) continue;
      ++in_parts;
      check_bodies(source.value());
    }
  }
  CHECK(in_parts >= 4);  // of the corpus alone
}

TEST_CASE("an estate of many parts is read as at once", "[list]") {
  const Source source = listed(estate(3000));
  REQUIRE(takes_parts(source));
  CHECK(as_read(source) == at_once(source));
  check_bodies(source);
}

TEST_CASE("what only an account's own endpoints tell is not left out", "[list][D-117]") {
  const std::string id =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st1";
  const Source source = listed(R"([{"id":")" + id +
                               R"(","type":"Microsoft.Storage/storageAccounts","name":"st1",
    "properties":{"primaryEndpoints":{"web":"https://st1.z6.web.core.windows.net/"}}}])");
  REQUIRE(takes_parts(source));
  check_bodies(source);
  const Known read = known(source, list::Bodies::that_are_read);
  CHECK(read.resources.services.front().placeholders.at("zoneNumber") == "6");
}

TEST_CASE("a list that was cut when it was opened is read the same", "[list]") {
  const auto opened = make_source("in.json", estate(2000));
  REQUIRE(opened.has_value());
  CHECK(opened.value().kind == Kind::resource_list);
  REQUIRE(opened.value().cut != nullptr);
  // A copy's text has no room behind it.
  // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
  const Source copy = opened.value();
  CHECK(as_read(copy) == at_once(copy));
}

TEST_CASE("what stands around a list that is read in parts is looked at", "[list][I-010]") {
  const std::string id = R"("id":"/subscriptions/s/resourceGroups/g/providers/A.B/c/)";
  const std::string one = "{" + id + R"(one","properties":{"a":"]}\\\"[{","b":[[],{}]}})";
  const std::string list = "[" + one + " ,\n{" + id + "two\"}]";
  struct Case {
    std::string text;
    bool in_parts;
  };
  const std::vector<Case> cases{
      {list, true},
      {" \n" + list + "\t", true},
      {R"({"count":2,"a\\\"b":[1,"]"],)"
       "\n"
       R"("data": )" +
           list + ",\n\"total_records\":3}",
       true},
      {R"({"value":1,"resources":)" + list + R"(,"nextLink":"x"})", true},
      {R"({"other":{"value":[1]},"value":)" + list + "}", true},
      {R"({"data":)" + list + R"(,"DATA":[]})", false},     // twice, in another case
      {R"({"value":)" + list + R"(,"a":1,"a":2})", false},  // twice
      {R"({"val\u0075e":)" + list + "}", false},            // an escape in the name
      {R"({"val\u0075e":[1],"data":)" + list + "}", false},
      {R"({"other":)" + list + "}", false},
      {R"({"value":)" + list + ",}", false},
      {R"({"value":)" + list + R"(,"a":tru})", false},
      {list + "]", false},
      {list + " x", false},
      {"[" + one + ",]", false},
      {"[" + one + " " + one + "]", false},
      {"[" + one + ",1]", false},
      {"[{\"a\":\"b]", false},
  };
  for (const auto& [text, in_parts] : cases) {
    CAPTURE(text);
    CHECK(takes_parts(listed(text)) == in_parts);
    CHECK(as_read(listed(text)) == at_once(listed(text)));
  }
}

TEST_CASE("an estate that breaks off at any byte is an error at the same place", "[list][I-010]") {
  const std::string whole = small_estate(12);
  REQUIRE(at_once(listed(whole)).diagnostics.empty());
  for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
    const Source cut = listed(whole.substr(0, size));
    const Seen expected = at_once(cut);
    const Seen found = as_read(cut);
    if (found == expected && !expected.diagnostics.empty()) continue;
    CAPTURE(size, expected.diagnostics, found.diagnostics);
    CHECK(false);
    break;
  }
}

namespace {

// One byte at a time is replaced, `step` apart.
void check_wrong_bytes(const std::string& whole, std::size_t step) {
  std::size_t errors = 0;
  for (std::size_t at = 0; at < whole.size(); at += step) {
    for (const char wrong : {'"', '}', ']', ',', '\\', 'N', '\x01'}) {
      std::string text = whole;
      text[at] = wrong;
      const Source source = listed(text);
      Diagnostics expected;
      list::read_entries_at_once(source, expected);
      Diagnostics found;
      list::read_entries(source, found, list::Bodies::that_are_read);
      if (!expected.empty()) ++errors;
      if (described(found) == described(expected)) continue;
      CAPTURE(at, wrong, described(expected), described(found));
      CHECK(false);
      return;
    }
  }
  CHECK(errors > whole.size() / step);
}

}  // namespace

TEST_CASE("a byte that is wrong is found in what is left out too", "[list][I-010]") {
  check_wrong_bytes(small_estate(12), 37);
}

TEST_CASE("every thirteenth byte that is wrong is found", "[.thorough][I-010]") {
  check_wrong_bytes(small_estate(40), 13);
}

TEST_CASE("hostile bodies that nobody looks into are refused or reported", "[list][I-010][I-012]") {
  struct Hostile {
    std::string body;
    std::string message;
  };
  const std::string deep(10'000, '[');
  for (const Hostile& hostile :
       {Hostile{"\"a\": " + deep + std::string(10'000, ']'), "nested deeper than 128"},
        Hostile{"\"a\": " + deep, "nested deeper than 128"},
        Hostile{"\"a\": NaN", "expected a value"}, Hostile{R"("a": "\ud800")", "surrogate"},
        Hostile{R"("a": 01)", "leading zeros"},
        Hostile{R"("a": {"b": 1, "B": 2})", "\"b\" is given again"},
        Hostile{R"("a": 1, "A": 2)", "\"a\" is given again"},
        Hostile{"\"a\": 1e999", "a double can hold"}}) {
    CAPTURE(hostile.body.substr(0, 40));
    const Source source =
        listed(R"([{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d",)"
               R"("type":"microsoft.compute/disks","properties":{)" +
               hostile.body + "}}]");
    Diagnostics found;
    list::read_entries(source, found, list::Bodies::that_are_read);
    REQUIRE(found.size() == 1);
    CHECK_THAT(found.front().message, Catch::Contains(hostile.message));
    Diagnostics expected;
    list::read_entries_at_once(source, expected);
    CHECK(described(found) == described(expected));
  }
}

TEST_CASE("what is left out still counts where a resource is listed again", "[list][I-004]") {
  const auto disk = [](const std::string& size) {
    return R"({"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d",)"
           R"("type":"microsoft.compute/disks","name":"d","properties":{"diskSizeGB":)" +
           size + "}}";
  };
  for (const auto& [second, said] : {std::pair("30", 0U), std::pair("31", 1U)}) {
    const Known twice =
        known(listed("[" + disk("30") + "," + disk(second) + "]"), list::Bodies::that_are_read);
    CHECK(twice.diagnostics.size() == said);
  }
}

TEST_CASE("an id of another type than its row says keeps its body", "[list][I-120]") {
  const Source source = listed(
      R"([{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/routeTables/r",)"
      R"("type":"microsoft.compute/disks","properties":{"disableBgpRoutePropagation":true}}])");
  const Known table = known(source, list::Bodies::that_are_read);
  REQUIRE(table.resources.route_tables.size() == 1);
  CHECK(table.resources.route_tables.front().disable_bgp_propagation);
}

TEST_CASE("what is left out is nothing that would be reported as strange", "[list][I-200]") {
  for (const resources::LeftOut& each : resources::left_out_of_types()) {
    CAPTURE(each.type, each.property);
    Value resource = make_object();
    resource.set_path("properties." + std::string(each.property), make_bool(true));
    CHECK(resources::strange_members(each.type, "r", resource).empty());
    CHECK(resources::looks_into(each.type));
  }
}

TEST_CASE("a resource given the same member twice says so, left out or not", "[list][I-012]") {
  for (const char* twice : {R"("sku":1,"SKU":2)", R"("zones":[],"zones":[])",
                            R"("properties":{"a":1},"properties":{"b":{"c":1,"c":2}})"}) {
    const Source source =
        listed(R"([{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d",)"
               R"("type":"microsoft.compute/disks",)" +
               std::string(twice) + "}]");
    Diagnostics found;
    list::read_entries(source, found, list::Bodies::that_are_read);
    Diagnostics expected;
    list::read_entries_at_once(source, expected);
    CHECK_FALSE(expected.empty());
    CHECK(described(found) == described(expected));
  }
}

TEST_CASE("resources are the same however the set is divided", "[list]") {
  const Known all = known(listed(estate(1000)), list::Bodies::all);
  Diagnostics once;
  const azure::Resources expected = resources::read_in_runs(all.set, 1, once);
  for (const std::size_t runs : {2U, 7U}) {
    Diagnostics again;
    const azure::Resources found = resources::read_in_runs(all.set, runs, again);
    CHECK(described(again) == described(once));
    check_same(found, expected);
  }
}

TEST_CASE("two threads do each part once and give on what is thrown", "[list]") {
  std::vector<int> done(1000);
  in_two_threads(done.size(), [&] { return [&](std::size_t i) { ++done[i]; }; });
  CHECK(std::ranges::count(done, 1) == 1000);
  CHECK_THROWS_AS(in_two_threads(1000,
                                 [] {
                                   return [](std::size_t i) {
                                     if (i == 500) throw std::runtime_error("part");
                                   };
                                 }),
                  std::runtime_error);
}

TEST_CASE("lines and columns are counted across blocks and characters", "[json]") {
  std::string text;
  for (int i = 0; i < 300; ++i) text += i % 7 == 0 ? "\n" : i % 3 == 0 ? "é" : "x";
  text += std::string(10'000, 'y') + "ü" + std::string(5'000, 'z') + "\n" + std::string(70, 'z');
  for (const std::size_t step : {1U, 5U, 9U, 64U, 3000U, 9999U}) {
    CAPTURE(step);
    int line = 1;
    int column = 1;
    TextPosition position(text);
    for (std::size_t offset = 0; offset < text.size(); ++offset) {
      if (offset % step == 0) {
        position.advance_to(offset);
        REQUIRE((position.line() == line && position.column() == column));
      }
      const auto byte = static_cast<unsigned char>(text[offset]);
      column = byte == '\n' ? 1 : column + ((byte & 0xc0U) != 0x80U ? 1 : 0);
      line += byte == '\n' ? 1 : 0;
    }
  }
}
