#include <airtight/base/text.h>
#include <airtight/report/json.h>
#include <airtight/report/text.h>

#include <memory>
#include <set>

#include "common.h"

namespace airtight::cli {
namespace {

std::string text_member(const input::Value& resource, const char* key) {
  const input::Value* member = resource.find(key);
  const std::string* text = member == nullptr ? nullptr : member->string();
  return text == nullptr ? std::string() : *text;
}

// Every unknown below a value, with the place it was written.
void add_unknowns(const input::Value& value, report::Inventory& inventory) {
  if (const input::Unknown* unknown = value.unknown())
    inventory.unknown.push_back(
        {unknown->name + " (" + unknown->reason + ")", to_where(value.place), true});
  if (const input::Array* items = value.array()) {
    for (const input::Value& item : *items) add_unknowns(item, inventory);
  }
  if (const input::Object* members = value.object()) {
    for (const input::Member& member : *members) add_unknowns(member.value, inventory);
  }
}

bool may_matter(const std::string& type) {
  return !starts_with_ignoring_case(type, "Microsoft.Authorization/") &&
         !starts_with_ignoring_case(type, "Microsoft.Insights/") &&
         !starts_with_ignoring_case(type, "Microsoft.Resources/");
}

report::Inventory take(const Loaded& loaded) {
  report::Inventory inventory;
  for (const auto& [id, resource] : loaded.inputs.resources.all()) {
    inventory.resources.push_back(
        {id.text(), text_member(*resource, "type"), to_where(resource->place)});
    add_unknowns(*resource, inventory);
  }
  for (const azure::OtherResource& other : loaded.network.written().others)
    inventory.unknown.push_back({"resources of type " + other.type + ": " + other.name, other.where,
                                 may_matter(other.type)});
  // What is not known of a value is listed already, at its place.
  std::set<std::string> listed;
  for (const report::InventoryUnknown& unknown : inventory.unknown)
    listed.insert(to_string(unknown.where));
  for (const azure::Gap& gap : loaded.network.written().gaps) {
    if (gap.where.line == 0 || !listed.contains(to_string(gap.where)))
      inventory.unknown.push_back({gap.what, gap.where, true});
  }
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
               {report::text_inventory(inventory), report::json_inventory(preamble, inventory)},
               holds);
}

}  // namespace

void add_inventory(CLI::App& app, Context& context, int& code) {
  CLI::App* verb =
      app.add_subcommand("inventory", "what was read, what is not followed, what is not known");
  const auto inputs = std::make_shared<std::vector<std::string>>();
  verb->add_option("INPUT", *inputs, "resource lists and az scripts")->required();
  add_input_options(*verb, context);
  verb->callback([&context, &code, inputs] { code = run_inventory(context, *inputs); });
}

}  // namespace airtight::cli
