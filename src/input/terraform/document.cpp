#include "input/terraform/document.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "input/terraform/configuration.h"
#include "input/terraform/unknowns.h"

namespace airtight::input::terraform {
namespace {

std::string text_at(const Value& value, std::string_view key) {
  const Value* member = value.find(key);
  return member != nullptr && member->string() != nullptr ? *member->string() : std::string();
}

const Array* array_at(const Value& value, std::string_view key) {
  const Value* member = value.find(key);
  return member == nullptr ? nullptr : member->array();
}

// "registry.terraform.io/hashicorp/azurerm" and "provider[\"…/azurerm\"].hub" to "azurerm".
std::string provider_of(const Value& resource, const std::string& type) {
  std::string name = text_at(resource, "provider_name");
  if (name.empty()) return type.substr(0, type.find('_'));
  return name.substr(name.rfind('/') + 1);
}

// I-302: what a change leaves behind. A resource that is only forgotten goes on to exist.
enum class Fate { kept, forgotten, deleted };

Fate fate_of(const Value& change) {
  const Array* actions = array_at(change, "actions");
  if (actions == nullptr || actions->size() != 1 || actions->front().string() == nullptr)
    return Fate::kept;
  if (*actions->front().string() == "delete") return Fate::deleted;
  return *actions->front().string() == "forget" ? Fate::forgotten : Fate::kept;
}

class Reader {
 public:
  Reader(Document& document, Diagnostics& diagnostics)
      : document_(document), diagnostics_(diagnostics), written_(document.root) {}

  void read(Side side) {
    const Value& root = document_.root;
    if (side == Side::after) {
      read_changes();
      if (const Value* module = root.at_path("planned_values.root_module"))
        read_module(*module, true);
      if (const Value* module = root.at_path("values.root_module")) read_module(*module);
      if (const Value* module = root.find("root_module")) read_module(*module);
      if (root.find("serial") != nullptr) read_raw_state();
    }
    if (const Value* module = root.at_path("prior_state.values.root_module")) read_module(*module);
    std::ranges::stable_sort(document_.instances, [](const Instance& a, const Instance& b) {
      return std::tie(a.address.data, a.address.text) < std::tie(b.address.data, b.address.text);
    });
  }

 private:
  // Each address counts once: changes come first, the prior state last.
  void add(const std::string& address, const Value& resource, const Value* values,
           const Marks& marks, bool deleted = false) {
    if (!seen_.insert(address).second) return;
    if (values == nullptr || values->object() == nullptr) return;
    Instance instance;
    instance.address = parse_address(address);
    if (text_at(resource, "mode") == "data") instance.address.data = true;
    if (instance.address.type.empty() || instance.address.name.empty()) {
      complain(resource, "found the address " + in_quotes(address) +
                             ", expected \"type.name\" behind the modules");
      return;
    }
    instance.provider = provider_of(resource, instance.address.type);
    instance.values = *values;
    instance.deleted = deleted;
    instance.written = written_.find(instance.address);
    mark_unknowns(instance, marks);
    document_.instances.push_back(std::move(instance));
  }

  void read_changes() {
    const Array* changes = array_at(document_.root, "resource_changes");
    if (changes == nullptr) return;
    for (const Value& resource : *changes) {
      const Value* change = resource.find("change");
      const std::string address = text_at(resource, "address");
      if (change == nullptr || address.empty()) {
        complain(resource, "found a resource change without \"address\" and \"change\"");
        continue;
      }
      if (resource.find("deposed") != nullptr) continue;  // an old object under a new one's address
      read_change(address, resource, *change);
      const std::string previous = text_at(resource, "previous_address");
      if (!previous.empty()) moved_.push_back(previous);
    }
    seen_.insert(moved_.begin(), moved_.end());
  }

  void read_change(const std::string& address, const Value& resource, const Value& change) {
    const Value* before = change.find("before");
    const bool existed = before != nullptr && before->object() != nullptr &&
                         array_at(change, "actions") != nullptr &&
                         array_at(change, "actions")->size() == 1;
    switch (fate_of(change)) {
      case Fate::deleted:
        add(address, resource, before, {nullptr, change.find("before_sensitive"), true}, true);
        return;
      case Fate::forgotten:
        add(address, resource, before, {nullptr, change.find("before_sensitive"), true});
        return;
      case Fate::kept:
        add(address, resource, change.find("after"),
            {change.find("after_unknown"), change.find("after_sensitive"), existed, true});
        return;
    }
  }

  void read_module(const Value& module, bool planned = false) {
    if (const Array* resources = array_at(module, "resources")) {
      for (const Value& resource : *resources)
        add(text_at(resource, "address"), resource, resource.find("values"),
            {nullptr, resource.find("sensitive_values"), true, planned});
    }
    if (const Array* children = array_at(module, "child_modules")) {
      for (const Value& child : *children) read_module(child, planned);
    }
  }

  // Version 4 of the state file itself (I-300).
  void read_raw_state() {
    const Array* resources = array_at(document_.root, "resources");
    if (resources == nullptr) return;
    for (const Value& resource : *resources) {
      const Array* instances = array_at(resource, "instances");
      if (instances == nullptr) continue;
      std::string address = text_at(resource, "module");
      if (!address.empty()) address += '.';
      if (text_at(resource, "mode") == "data") address += "data.";
      address += text_at(resource, "type") + "." + text_at(resource, "name");
      for (const Value& instance : *instances) {
        if (instance.find("deposed") != nullptr) continue;
        const Value* key = instance.find("index_key");
        const bool keyed = key != nullptr && !key->is_null();
        add(keyed ? address + "[" + to_json(*key) + "]" : address, resource,
            instance.find("attributes"), {nullptr, nullptr, true});
      }
    }
  }

  void complain(const Value& at, std::string message) {
    diagnostics_.push_back({Severity::error, to_where(at.place), std::move(message), {"I-301"}});
  }

  Document& document_;
  Diagnostics& diagnostics_;
  WrittenResources written_;
  std::set<std::string> seen_;
  std::vector<std::string> moved_;
};

}  // namespace

Document read_document(Value root, Side side, Diagnostics& diagnostics) {
  Document document;
  document.root = std::move(root);
  document.is_plan = document.root.find("resource_changes") != nullptr ||
                     document.root.find("planned_values") != nullptr;
  Reader(document, diagnostics).read(side);
  return document;
}

}  // namespace airtight::input::terraform
