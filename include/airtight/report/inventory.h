#pragma once

#include <airtight/report/preamble.h>
#include <airtight/verify/inventory.h>

#include <string>
#include <vector>

namespace airtight::report {

// One resource, and one thing the model does not follow or the input does not say.
struct InventoryItem {
  std::string id;
  std::string type;
  Where where;
  std::vector<std::string> deployments{};  // around it in a template, outermost first (I-053)
};
struct InventoryUnknown {
  std::string what;
  Where where;
  bool may_matter = false;
};
struct Inventory {
  std::vector<InventoryItem> resources;
  std::vector<InventoryUnknown> unknown;
  verify::NetworkSummary network;
};

std::string json_inventory(const Preamble& preamble, const Inventory& inventory);
std::string text_inventory(const Inventory& inventory, bool colour);

}  // namespace airtight::report
