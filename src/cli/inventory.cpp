#include <airtight/base/text.h>
#include <airtight/report/inventory.h>
#include <airtight/verify/inventory.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <tuple>

#include "common.h"

namespace airtight::cli {
namespace {

std::string text_member(const input::Value& resource, const char* key) {
  const input::Value* member = resource.find(key);
  const std::string* text = member == nullptr ? nullptr : member->string();
  return text == nullptr ? std::string() : *text;
}

std::vector<std::string> deployments_around(const input::Value& resource) {
  std::vector<std::string> names;
  const input::Value* chain = resource.find("$deployments");
  if (chain == nullptr || chain->array() == nullptr) return names;
  for (const input::Value& name : *chain->array()) {
    if (name.string() != nullptr) names.push_back(*name.string());
  }
  return names;
}

// Members of a resource that decide nothing about names and packets.
constexpr std::array<std::string_view, 4> idle_members{"tags", "etag", "systemData", "managedBy"};

// Every unknown below a value, with the place it was written.
void add_unknowns(const input::Value& value, bool may_matter, report::Inventory& inventory) {
  if (const input::Unknown* unknown = value.unknown())
    inventory.unknown.push_back(
        {unknown->name + " (" + unknown->reason + ")", to_where(value.place), may_matter});
  if (const input::Array* items = value.array()) {
    for (const input::Value& item : *items) add_unknowns(item, may_matter, inventory);
  }
  if (const input::Object* members = value.object()) {
    for (const input::Member& member : *members) {
      const bool idle = std::ranges::find(idle_members, member.key) != idle_members.end();
      add_unknowns(member.value, may_matter && !idle, inventory);
    }
  }
}

void add_resources(const Loaded& loaded, report::Inventory& inventory) {
  std::set<azure::ResourceId> unread;
  for (const azure::OtherResource& other : loaded.network.written().others) {
    if (equal_ignoring_case(other.type, "Microsoft.Resources/resourceGroups")) continue;
    const bool may_matter = verify::may_matter(other.type);
    if (!may_matter) unread.insert(other.id);
    inventory.unknown.push_back(
        {"resources of type " + other.type + ": " + other.name, other.where, may_matter});
  }
  for (const auto& [id, resource] : loaded.inputs.resources.all()) {
    inventory.resources.push_back({id.text(), text_member(*resource, "type"),
                                   to_where(resource->place), deployments_around(*resource)});
    add_unknowns(*resource, !unread.contains(id), inventory);
  }
}

report::Inventory take(const Loaded& loaded) {
  report::Inventory inventory;
  add_resources(loaded, inventory);
  // What is not known of a value is listed already, at its place.
  std::set<std::string> listed;
  for (const report::InventoryUnknown& unknown : inventory.unknown)
    listed.insert(to_string(unknown.where));
  for (const azure::Gap& gap : loaded.network.written().gaps) {
    if (gap.where.line == 0 || !listed.contains(to_string(gap.where)))
      inventory.unknown.push_back({gap.what, gap.where, true});
  }
  inventory.network = verify::summarize(loaded.network);
  if (!inventory.network.readers_complete)
    inventory.unknown.push_back(
        {"who is answered from the zones: there are too many clients and zones to ask all",
         {},
         false});
  std::ranges::stable_sort(inventory.unknown, {}, [](const report::InventoryUnknown& unknown) {
    return std::tie(unknown.where.file, unknown.where.line, unknown.where.pointer, unknown.what);
  });
  return inventory;
}

int run_inventory(const Context& context, const std::vector<std::string>& inputs) {
  const Loaded loaded = load(context, inputs);
  report::Preamble preamble = loaded.preamble("inventory");
  if (has_errors(loaded.diagnostics)) return refuse(context, preamble);
  add_lints(loaded.network, preamble.diagnostics);
  print(context, preamble.diagnostics);
  const report::Inventory inventory = take(loaded);
  return write(context,
               {report::text_inventory(inventory, context.colour()),
                report::json_inventory(preamble, inventory)},
               holds);
}

}  // namespace

void add_inventory(CLI::App& app, Context& context, int& code) {
  CLI::App* verb =
      app.add_subcommand("inventory", "what was read, what is not followed, what is not known");
  const auto inputs = std::make_shared<std::vector<std::string>>();
  verb->add_option("INPUT", *inputs,
                   "what is deployed: templates, plans, what-if results, lists, az scripts")
      ->required();
  add_input_options(*verb, context);
  verb->callback([&context, &code, inputs] { code = run_inventory(context, *inputs); });
}

}  // namespace airtight::cli
