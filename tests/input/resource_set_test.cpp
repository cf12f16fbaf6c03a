#include <airtight/input/resource_set.h>

#include <nlohmann/json.hpp>

using namespace airtight::input;
using airtight::azure::make_id;
using airtight::azure::ResourceId;

namespace {

const ResourceId vnet = make_id("s", "g", "Microsoft.Network/virtualNetworks", "v");
const ResourceId twin = make_id("s", "g", "Microsoft.Network/virtualNetworks", "v-2");
const ResourceId subnet = vnet.child("subnets", "s");

Value located(const std::string& location) {
  Value value = make_object();
  value.set("location", make_string(location));
  return value;
}

}  // namespace

TEST_CASE("a resource says its id, type and name and is found without case", "[I-001][I-121]") {
  ResourceSet set;
  set.put(vnet, located("west"));
  const Value* found = set.find(make_id("S", "G", "microsoft.network/VIRTUALNETWORKS", "V"));
  REQUIRE(found != nullptr);
  CHECK(*found->find("type")->string() == "Microsoft.Network/virtualNetworks");
  CHECK(*found->find("name")->string() == "v");
  CHECK(set.of_type("microsoft.network/virtualnetworks").size() == 1);
}

TEST_CASE("put replaces and patch merges", "[I-004]") {
  ResourceSet set;
  set.put(vnet, located("west"));
  Value tags = make_object();
  tags.set_path("tags.a", make_string("b"));
  set.patch(vnet, tags);
  CHECK(*set.find(vnet)->find("location")->string() == "west");
  set.put(vnet, tags);
  CHECK(set.find(vnet)->find("location") == nullptr);
}

TEST_CASE("erasing takes the children along and nothing else", "[I-003]") {
  ResourceSet set;
  for (const ResourceId& id : {vnet, twin, subnet}) set.put(id, make_object());
  CHECK(set.erase(vnet));
  CHECK(set.find(subnet) == nullptr);
  CHECK(set.find(twin) != nullptr);
  CHECK_FALSE(set.erase(vnet));
}

TEST_CASE("erasing a resource group erases what is in it", "[T-120]") {
  ResourceSet set;
  const ResourceId other = make_id("s", "g2", "Microsoft.Network/virtualNetworks", "v");
  for (const ResourceId& id : {vnet, subnet, other}) set.put(id, make_object());
  CHECK(set.erase(ResourceId("/subscriptions/s/resourceGroups/g")));
  CHECK(set.all().size() == 1);
}

TEST_CASE("copies of a set do not see later changes") {
  ResourceSet set;
  set.put(vnet, located("west"));
  const ResourceSet before = set;
  set.put(vnet, located("north"));
  CHECK(*before.find(vnet)->find("location")->string() == "west");
}

TEST_CASE("the list of resources is JSON in order of id and keeps gaps", "[I-002]") {
  ResourceSet set;
  set.put(subnet, make_object());
  set.put(vnet, make_object());
  set.add_gap({"az network front-door create", {"microsoft.network"}, {}});
  const auto list = nlohmann::json::parse(to_resource_list(set));
  REQUIRE(list.size() == 3);
  CHECK(list[0]["id"] == vnet.text());
  CHECK(list[1]["id"] == subnet.text());
  CHECK(list[2]["$gap"] == "az network front-door create");
  CHECK(list[2]["scope"][0] == "microsoft.network");
}
