#include <airtight/verify/what_if.h>

#include <algorithm>

#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;
using verify::Path;

namespace {

const auto kv = vault("kv1");

azure::Site depending(const std::string& name, const std::string& host) {
  azure::Site site = app(name);
  azure::Setting setting;
  setting.name = "URL";
  setting.hosts = {host};
  site.settings.push_back(setting);
  return site;
}

std::vector<std::string> pairs(const std::vector<Path>& paths) {
  std::vector<std::string> result;
  for (const Path& path : paths) result.push_back(path.from + " -> " + path.to);
  return result;
}

bool has(const std::vector<std::string>& list, const std::string& item) {
  return std::ranges::count(list, item) == 1;
}

Pieces town() {
  return {vnet("v", {"10.0.0.0/16"}),
          subnet("v/s", "10.0.0.0/24"),
          nic("nic1", "v/s", "10.0.0.4"),
          machine("vm1", "nic1"),
          kv,
          storage("st1"),
          depending("app1", "kv1.vault.azure.net")};
}

const Path& path_of(const std::vector<Path>& paths, const std::string& pair) {
  const auto found = std::ranges::find_if(
      paths, [&](const Path& path) { return path.from + " -> " + path.to == pair; });
  if (found == paths.end()) throw std::logic_error("no path " + pair);
  return *found;
}

}  // namespace

TEST_CASE("every sender is judged against what it depends on", "[what-if]") {
  const auto paths = verify::what_if(network(town()));
  const auto all = pairs(paths);
  CHECK(has(all, "app1 -> kv1"));
  CHECK(has(all, "internet -> kv1"));
  CHECK(has(all, "vm1 -> kv1"));
  CHECK(std::ranges::none_of(
      all, [](const std::string& pair) { return pair.starts_with("app1 -> st1"); }));
  CHECK(path_of(paths, "app1 -> kv1").needed);
  CHECK(std::ranges::is_sorted(paths, {}, [](const Path& path) {
    return std::pair{path.from, path.to};
  }));
}

TEST_CASE("an app whose dependencies nobody names is judged against all", "[what-if]") {
  const auto all = pairs(verify::what_if(network(town() + Pieces{app("app1")})));
  CHECK(has(all, "app1 -> kv1"));
  CHECK(std::ranges::any_of(
      all, [](const std::string& pair) { return pair.starts_with("app1 -> st1"); }));
}

TEST_CASE("the same network has no changes, in any order of its paths", "[what-if]") {
  const auto before = verify::what_if(network(town()));
  auto shuffled = before;
  std::ranges::reverse(shuffled);
  CHECK(verify::changes(before, before).empty());
  CHECK(verify::changes(before, shuffled).empty());
  CHECK(verify::changes(shuffled, before).empty());
}

TEST_CASE("closing a vault changes exactly the paths to it", "[what-if]") {
  const auto before = verify::what_if(network(town()));
  const auto after = verify::what_if(network(town() + Pieces{vault("kv1", closed_rules())}));
  const auto changes = verify::changes(before, after);
  REQUIRE(!changes.empty());
  std::vector<std::string> changed;
  for (const auto& change : changes) {
    CHECK(change.to == "kv1");
    REQUIRE(change.before.has_value());
    REQUIRE(change.after.has_value());
    changed.push_back(change.from);
  }
  CHECK(has(changed, "internet"));
  CHECK(has(changed, "app1"));

  auto shuffled = after;
  std::ranges::rotate(shuffled, shuffled.begin() + 1);
  const auto again = verify::changes(before, shuffled);
  REQUIRE(again.size() == changes.size());
  for (std::size_t i = 0; i < changes.size(); ++i) {
    CHECK(again[i].from == changes[i].from);
    CHECK(again[i].to == changes[i].to);
  }
}

TEST_CASE("a new back end appears with no before, a removed one with no after", "[what-if]") {
  const auto before = verify::what_if(network(town()));
  const auto after = verify::what_if(network(town() + Pieces{vault("kv2")}));
  const auto added = verify::changes(before, after);
  REQUIRE(!added.empty());
  for (const auto& change : added) {
    CHECK(change.to == "kv2");
    CHECK_FALSE(change.before.has_value());
    CHECK(change.after.has_value());
  }
  for (const auto& change : verify::changes(after, before)) {
    CHECK(change.before.has_value());
    CHECK_FALSE(change.after.has_value());
  }
}

TEST_CASE("broken is what is needed and does not work", "[what-if]") {
  const auto closed = verify::what_if(network(town() + Pieces{vault("kv1", closed_rules())}));
  CHECK(verify::is_broken(path_of(closed, "app1 -> kv1")));
  CHECK_FALSE(verify::is_broken(path_of(closed, "internet -> kv1")));
  CHECK_FALSE(verify::is_broken(path_of(verify::what_if(network(town())), "app1 -> kv1")));
}
