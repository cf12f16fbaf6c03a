#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/input/value.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

// A plan or a state as `terraform show -json` writes it, or a raw state file (I-300…I-305), brought
// to one list of resources.
namespace airtight::input::terraform {

// "module.net[\"a\"].data.azurerm_subnet.app[0]" in its parts (I-301).
struct Address {
  std::string text;
  std::string module;  // "module.net[\"a\"]"; empty in the root module
  std::string type;
  std::string name;
  std::string key;  // between the brackets, as written: "0" or "\"a\""; empty if there is none
  bool data = false;
};
Address parse_address(std::string_view text);

// The parts between the dots that stand in no brackets: "a.b[\"x.y\"].c" has three.
std::vector<std::string> parts_of(std::string_view text);

// The part without its brackets, and what stands in the first of them.
std::string_view name_of(std::string_view part);
std::string_view key_of(std::string_view part);

// One resource or data source. Unknowns stand in `values` where the plan has none yet (I-303); for
// those that the configuration fills by references, `references` has them by path, such as
// "ip_configuration.0.subnet_id".
struct Instance {
  Address address;
  std::string provider;  // "azurerm"
  Value values;
  std::map<std::string, std::vector<std::string>, std::less<>> references;
  const Value* written = nullptr;  // its block in the configuration; null if there is none
  bool deleted = false;            // the plan takes it away; `values` are those before
};

struct Document {
  Value root;                       // the whole file; `written` points into it
  std::vector<Instance> instances;  // managed resources first, then data sources, by address
  bool is_plan = false;
};

// What to read of a plan: what will be, or what is (its prior state, I-302). A state is both.
enum class Side { after, before };

Document read_document(Value root, Side side, Diagnostics& diagnostics);

}  // namespace airtight::input::terraform
