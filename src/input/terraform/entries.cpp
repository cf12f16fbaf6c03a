#include "input/terraform/entries.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "input/az/symbol.h"
#include "input/json.h"
#include "input/terraform/azapi.h"
#include "input/terraform/convert.h"
#include "input/terraform/ids.h"

namespace airtight::input::terraform {
namespace {

constexpr std::string_view deployments[] = {
    "azurerm_resource_group_template_deployment", "azurerm_subscription_template_deployment",
    "azurerm_management_group_template_deployment", "azurerm_tenant_template_deployment",
    "azurerm_template_deployment"};

Value make_null(const Place& place) {
  Value value;
  value.place = place;
  return value;
}

// A system identity that does not exist yet has a principal derived from the resource's id, as in
// scripts, so that role assignments meet it (decision 2).
void add_principal(list::Entry& entry) {
  const Value* type = entry.resource.at_path("identity.type");
  const bool user =
      equal_ignoring_case(entry.id.type(), "Microsoft.ManagedIdentity/userAssignedIdentities");
  const bool system = type != nullptr && type->string() != nullptr &&
                      to_lower(*type->string()).find("systemassigned") != std::string::npos;
  const std::string_view path = user ? "properties.principalId" : "identity.principalId";
  if ((!user && !system) || entry.resource.at_path(path) != nullptr) return;
  entry.resource.set_path(
      path, make_string(az::guid_symbol("principal of " + entry.id.key()), entry.resource.place));
}

// Reads the instances of one document.
class Builder {
 public:
  Builder(const Document& document, Reading& reading, Diagnostics& diagnostics)
      : document_(document),
        reading_(reading),
        diagnostics_(diagnostics),
        ids_(document, diagnostics) {}

  void build() {
    for (std::size_t i = 0; i < document_.instances.size(); ++i) add(i);
    index_entries();
    for (const std::size_t patch : patches_) apply(patch);
    std::ranges::move(late_children_, std::back_inserter(reading_.entries.resources));
    for (auto* list : {&reading_.entries.inline_children, &reading_.entries.resources}) {
      for (list::Entry& entry : *list) {
        add_principal(entry);
        list::drop_secrets(entry);
      }
    }
  }

 private:
  void add(std::size_t index) {
    const Instance& instance = document_.instances[index];
    if (instance.deleted) {
      add_deleted(index);
    } else if (instance.provider == "azapi") {
      add_azapi(index);
    } else if (instance.provider != "azurerm") {
      add_foreign(instance);
    } else if (std::ranges::find(deployments, instance.address.type) != std::end(deployments)) {
      add_deployment(instance);
    } else if (const Mapping* mapping = find_mapping(instance.address.type)) {
      if (mapping->kind == Kind::patch) {
        if (!instance.address.data) patches_.push_back(index);
      } else {
        add_mapped(index, *mapping);
      }
    } else if (!instance.address.data) {
      add_unmapped(index);
    }
  }

  void add_entry(std::size_t index, Value resource) {
    const azure::ResourceId& id = ids_.of(index);
    const bool first = known_.insert(id).second;
    resource.set("id", make_string(id.text(), resource.place));
    if (document_.instances[index].address.data) {
      if (!first) return;  // a data source that reads what the file itself makes says nothing new
      resource.set("$external", make_bool(true, resource.place));
    } else if (!first) {  // nobody knows which of them Terraform writes last
      gap(document_.instances[index], "another resource of the file has the same id",
          {to_lower(id.type())});
    }
    reading_.entries.resources.push_back({id, std::move(resource)});
  }

  void gap(const Instance& instance, const std::string& why, std::vector<std::string> scope) {
    reading_.entries.gaps.push_back(
        {instance.address.text + ": " + why, std::move(scope), instance.values.place});
  }

  // What may change anything, said at its place.
  void not_followed(const Instance& instance, const std::string& what, std::string message,
                    const char* fact) {
    gap(instance, what, {"*"});
    diagnostics_.push_back(
        {Severity::warning, to_where(instance.values.place), std::move(message), {fact}});
  }

  // I-320. A resource without type or name cannot be deployed.
  void add_azapi(std::size_t index) {
    const Instance& instance = document_.instances[index];
    if (is_azapi_action(instance) && instance.address.type != "azapi_resource") return;
    if (instance.address.type == "azapi_update_resource" ||
        instance.address.type == "azapi_resource_action") {
      patches_.push_back(index);
      return;
    }
    if (ids_.of(index).empty()) {
      not_followed(instance, "no ARM type",
                   instance.address.text +
                       " has no \"type\" such as Microsoft.Network/virtualNetworks@"
                       "2024-05-01; what it makes is not known",
                   "I-320");
      return;
    }
    Conversion at{instance, ids_.of(index), ids_, reading_.entries, diagnostics_};
    list::Entry entry{ids_.of(index), azapi_resource(at)};
    list::drop_secrets(entry);
    list::take_children(entry, reading_.entries, diagnostics_);
    add_entry(index, std::move(entry.resource));
  }

  void add_mapped(std::size_t index, const Mapping& mapping) {
    const Instance& instance = document_.instances[index];
    if (ids_.of(index).empty()) {
      gap(instance, "its id is not known", {"*"});
      return;
    }
    Conversion at{instance, ids_.of(index), ids_, reading_.entries, diagnostics_};
    Value resource = make_object(instance.values.place);
    convert(at, common_fields(), resource);
    convert(at, mapping.more, resource);
    convert(at, mapping.fields, resource);
    if (resource.find("properties") == nullptr)
      resource.set("properties", make_object(instance.values.place));
    add_entry(index, std::move(resource));
  }

  // Another input may list it: the plan takes it away there, or takes away what it changed.
  void add_deleted(std::size_t index) {
    const Instance& instance = document_.instances[index];
    const Mapping* mapping = find_mapping(instance.address.type);
    if (mapping != nullptr && mapping->kind == Kind::patch) {
      patches_.push_back(index);
    } else if (mapping != nullptr || instance.address.type == "azapi_resource") {
      if (!ids_.of(index).empty()) reading_.gone.push_back(ids_.of(index));
    }
  }

  // Other providers cannot be judged, unless it is known that they stay out of Azure's network.
  void add_foreign(const Instance& instance) {
    if (instance.address.data || is_foreign(instance.provider)) return;
    if (!providers_.insert(instance.provider).second) return;
    not_followed(instance, "resources of provider " + instance.provider + " are not followed",
                 "resources of provider " + printable(instance.provider) +
                     " are not followed; verdicts that they may change are uncertain",
                 "I-301");
  }

  // An ARM template inside: harmless when it deploys nothing.
  void add_deployment(const Instance& instance) {
    const Value* content = instance.values.find("template_content");
    if (content == nullptr) content = instance.values.find("template_body");
    if (content != nullptr && content->string() != nullptr) {
      Diagnostics faults;
      const auto root = read_json(*content->string(), content->place.file(), faults);
      const Value* resources = root ? root->find("resources") : nullptr;
      if (resources != nullptr &&
          ((resources->array() != nullptr && resources->array()->empty()) ||
           (resources->object() != nullptr && resources->object()->empty())))
        return;
    }
    not_followed(instance, "what its template deploys is not followed",
                 "the template inside " + instance.address.text +
                     " is not followed; give it as an input of its own",
                 "I-320");
  }

  void add_unmapped(std::size_t index) {
    const Instance& instance = document_.instances[index];
    if (ids_.of(index).empty()) {
      not_followed(instance, "resources of this type are not followed",
                   instance.address.text +
                       " is of a type that is not followed; verdicts that it may "
                       "change are uncertain",
                   "I-307");
      return;
    }
    Value resource = make_object(instance.values.place);
    resource.set("properties", make_object(instance.values.place));
    add_entry(index, std::move(resource));
  }

  void index_entries() {
    for (auto* list : {&reading_.entries.inline_children, &reading_.entries.resources}) {
      for (list::Entry& entry : *list) by_id_.emplace(entry.id, &entry);
    }
  }

  // After all that may be changed exists (I-321).
  void apply(std::size_t index) {
    const Instance& instance = document_.instances[index];
    const azure::ResourceId id = ids_.patched(index);
    if (id.empty()) {
      const Mapping* mapping = find_mapping(instance.address.type);
      const std::string scope = mapping == nullptr ? "*" : to_lower(mapping->arm);
      gap(instance, "which resource it changes is not known", {scope});
      return;
    }
    if (instance.deleted) {
      undo(instance, id);
      return;
    }
    const auto found = by_id_.find(id);
    if (found != by_id_.end()) change(instance, id, found->second->resource);
    if (found != by_id_.end() && found->second->resource.find("$external") == nullptr) return;
    list::Entry patch{id, make_object(instance.values.place)};
    patch.resource.set("id", make_string(id.text(), instance.values.place));
    change(instance, id, patch.resource);
    list::drop_secrets(patch);
    reading_.patches.push_back(std::move(patch));
  }

  static bool appends(const Mapping& mapping) {
    return std::ranges::any_of(mapping.fields,
                               [](const Field& field) { return field.how == How::append; });
  }

  // A deleted association leaves its target without what it set. Only another input can have the
  // target with it: in this file nothing sets it any more.
  void undo(const Instance& instance, const azure::ResourceId& id) {
    const Mapping& mapping = *find_mapping(instance.address.type);
    if (by_id_.contains(id)) return;
    if (appends(mapping)) {
      gap(instance, "what it takes away is not followed", {to_lower(mapping.arm)});
      return;
    }
    list::Entry patch{id, make_object(instance.values.place)};
    for (const Field& field : mapping.fields)
      patch.resource.set_path(field.to, make_null(instance.values.place));
    reading_.patches.push_back(std::move(patch));
  }

  void change(const Instance& instance, const azure::ResourceId& id, Value& target) {
    Conversion at{instance, id, ids_, reading_.entries, diagnostics_};
    if (instance.provider == "azapi") {
      list::Entry body{id, azapi_resource(at)};
      list::Entries children;
      list::take_children(body, children, diagnostics_);
      std::ranges::move(children.inline_children, std::back_inserter(late_children_));
      merge_patch(target, body.resource);
      return;
    }
    const Mapping& mapping = *find_mapping(instance.address.type);
    if (appends(mapping)) {
      convert(at, mapping.fields, target);
      return;
    }
    Value body = make_object(instance.values.place);
    convert(at, mapping.fields, body);
    merge_patch(target, body);
  }

  const Document& document_;
  Reading& reading_;
  Diagnostics& diagnostics_;
  Ids ids_;
  std::vector<std::size_t> patches_;
  std::vector<list::Entry> late_children_;
  std::set<std::string> providers_;
  std::set<azure::ResourceId> known_;
  std::map<azure::ResourceId, list::Entry*> by_id_;
};

bool is_true(const Value& root, std::string_view key) {
  const Value* member = root.find(key);
  return member != nullptr && member->boolean() != nullptr && *member->boolean();
}

void incomplete(const Value& root, const std::string& why, Reading& reading,
                Diagnostics& diagnostics) {
  reading.entries.gaps.push_back({why, {"*"}, root.place});
  diagnostics.push_back({Severity::warning,
                         to_where(root.place),
                         why + ", so verdicts may lack resources",
                         {"I-302"}});
}

// I-300: what the plan says about itself.
void check_header(const Value& root, Reading& reading, Diagnostics& diagnostics) {
  const Value* version = root.find("format_version");
  if (version != nullptr && version->string() != nullptr && !version->string()->starts_with("0.") &&
      !version->string()->starts_with("1."))
    diagnostics.push_back({Severity::warning,
                           to_where(version->place),
                           "found format version " + in_quotes(*version->string()) +
                               ", expected 0.x or 1.x; it is read as 1.x",
                           {"I-300"}});
  if (is_true(root, "errored"))
    incomplete(root, "the plan is incomplete because planning failed", reading, diagnostics);
  const Value* complete = root.find("complete");
  if (complete != nullptr && complete->boolean() != nullptr && !*complete->boolean())
    incomplete(root, "the plan leaves changes to a later one", reading, diagnostics);
}

}  // namespace

Reading read_entries(const Source& source, Diagnostics& diagnostics) {
  Reading reading;
  auto root = read_json(source.text, source.path, diagnostics);
  if (!root) return reading;
  check_header(*root, reading, diagnostics);
  const Place place = root->place;
  const std::size_t complaints = diagnostics.size();
  const Document after = read_document(*root, Side::after, diagnostics);
  Builder(after, reading, diagnostics).build();
  if (after.instances.empty() && diagnostics.size() == complaints)
    diagnostics.push_back(
        {Severity::warning, to_where(place), "the file has no resources", {"I-300"}});
  if (!after.is_plan) return reading;
  Diagnostics again;  // the same file has said it already
  Reading before;
  const Document prior = read_document(std::move(*root), Side::before, again);
  Builder(prior, before, again).build();
  reading.before = std::move(before.entries);
  return reading;
}

}  // namespace airtight::input::terraform
