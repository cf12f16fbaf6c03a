#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>
#include <airtight/input/read.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "input/json.h"
#include "input/json_list.h"
#include "input/list/entries.h"
#include "input/list_file.h"
#include "input/source_text.h"

namespace airtight::input {
namespace list {
namespace {

const std::string* text_of(const Value& value, std::string_view key) {
  const Value* member = value.find(key);
  return member == nullptr ? nullptr : member->string();
}

void complain(const Value& at, std::string message, Diagnostics& diagnostics) {
  diagnostics.push_back({Severity::error, to_where(at.place), std::move(message), {"I-001"}});
}

// As to_resource_list writes it.
ResourceSet::Gap gap_of(const Value& element) {
  ResourceSet::Gap gap{*text_of(element, "$gap"), {}, element.place};
  if (const Value* scope = element.find("scope"); scope != nullptr && scope->array() != nullptr) {
    for (const Value& type : *scope->array()) {
      if (type.string() != nullptr) gap.scope.push_back(to_lower(*type.string()));
    }
  }
  if (gap.scope.empty()) gap.scope.emplace_back("*");
  const Value* line = element.find("line");
  const auto* number = line == nullptr ? nullptr : std::get_if<std::int64_t>(&line->data);
  const bool is_line = number != nullptr && *number > 0 && *number < 1'000'000'000;
  const std::string* file = text_of(element, "file");
  // Where the original input has it, if it says so.
  gap.place = {file != nullptr ? *file : "", is_line ? static_cast<int>(*number) : 0, 0};
  return gap;
}

// I-120: behind "/providers/" a namespace, then types and names in turn.
bool is_resource_id(const azure::ResourceId& id, std::string_view type) {
  const bool rooted =
      id.key().starts_with("/subscriptions/") || id.key().starts_with("/providers/");
  const auto provider = id.key().rfind("/providers/");
  const bool whole =
      provider == std::string::npos || std::ranges::count(id.key().substr(provider), '/') % 2 == 0;
  return rooted && whole && !type.empty();
}

// The id says the type (I-120); a "type" that says another one is a mistake in the file.
void check_type(const azure::ResourceId& id, const std::string& id_type, Value& resource,
                Diagnostics& diagnostics) {
  const Value* type = resource.find("type");
  if (type == nullptr || type->is_null()) {
    if (resource.find("properties") == nullptr)
      complain(resource,
               "found a row with neither \"type\" nor \"properties\", expected a resource",
               diagnostics);
    resource.erase("type");
    return;
  }
  if (type->string() == nullptr) {
    complain(*type, "found " + std::string(kind_of(*type)) + ", expected the type as a string",
             diagnostics);
    return;
  }
  const std::string_view written = trim(*type->string());
  if (equal_ignoring_case(written, id_type)) return;
  // PowerShell writes the owner's type beside the id of an extension resource (I-374).
  const auto own = id.key().rfind("/providers/");
  if (equal_ignoring_case(written, azure::ResourceId(id.key().substr(0, own)).type())) {
    resource.set("type", make_string(id_type, type->place));
    return;
  }
  diagnostics.push_back({Severity::warning,
                         to_where(type->place),
                         "found type \"" + *type->string() + "\", but the id is of a " + id_type +
                             "; the id is believed",
                         {"I-120"}});
  resource.set("type", make_string(id_type, type->place));
}

// Types whose properties verdicts rest on: "GET …/resources" lists only that they exist. All back
// ends are among them, see below.
constexpr std::string_view needs_properties[] = {
    "microsoft.network/virtualnetworks",
    "microsoft.network/virtualnetworks/subnets",
    "microsoft.network/virtualnetworks/virtualnetworkpeerings",
    "microsoft.network/networksecuritygroups",
    "microsoft.network/networksecuritygroups/securityrules",
    "microsoft.network/routetables",
    "microsoft.network/routetables/routes",
    "microsoft.network/networkinterfaces",
    "microsoft.network/privateendpoints",
    "microsoft.network/privateendpoints/privatednszonegroups",
    "microsoft.network/privatednszones/virtualnetworklinks",
    "microsoft.network/dnsresolvers/inboundendpoints",
    "microsoft.network/dnsresolvers/outboundendpoints",
    "microsoft.network/dnsforwardingrulesets",
    "microsoft.network/dnsresolverpolicies",
    "microsoft.compute/virtualmachines",
    "microsoft.web/sites",
    "microsoft.web/sites/slots",
};

bool rests_on_properties(std::string_view type) {
  return std::ranges::find(needs_properties, type) != std::end(needs_properties) ||
         azure::is_private_link_type(type);
}

void mark_inventory(const azure::ResourceId& id, std::string_view type, Value& resource,
                    Diagnostics& diagnostics) {
  const Value* properties = resource.find("properties");
  const bool none = properties == nullptr || properties->is_null();
  if (!none || resource.find("$external") != nullptr || !rests_on_properties(type)) return;
  resource.erase("properties");
  diagnostics.push_back({Severity::warning,
                         to_where(resource.place),
                         std::string(id.name()) +
                             " has no properties: the list is only an inventory; export it with "
                             "\"az resource show --ids …\" to know more",
                         {"I-371"}});
  resource.set("$external", make_bool(true, resource.place));
}

// A child that stands under its parent may lack the id: type and name make it (I-374).
void identify_child(const azure::ResourceId& parent, Value& child) {
  if (child.find("id") != nullptr || child.find("resourceId") != nullptr) return;
  const std::string* type = text_of(child, "type");
  const std::string* name = text_of(child, "name");
  if (type == nullptr || name == nullptr || name->empty()) return;
  const auto segment = type->rfind('/');
  if (segment == std::string::npos ||
      !equal_ignoring_case(std::string_view(*type).substr(0, segment), parent.type()))
    return;
  const azure::ResourceId id =
      name->starts_with('/')
          ? azure::ResourceId(*name)
          : parent.child(type->substr(segment + 1), name->substr(name->rfind('/') + 1));
  if (parent.contains(id)) child.set("id", make_string(id.text(), child.place));
}

// I-370: a resource that failed to deploy, or is being changed, may not be as it is listed.
void note_state(const azure::ResourceId& id, const Value& resource, Diagnostics& diagnostics) {
  const Value* state = resource.at_path("properties.provisioningState");
  if (state == nullptr || state->string() == nullptr || state->string()->empty() ||
      equal_ignoring_case(*state->string(), "Succeeded"))
    return;
  diagnostics.push_back({Severity::warning,
                         to_where(state->place),
                         "the provisioning state of " + std::string(id.name()) + " is " +
                             in_quotes(*state->string()) +
                             ", so it may not be as it is listed; expected \"Succeeded\"",
                         {"I-370"}});
}

}  // namespace

bool is_effective(const Value& element) {
  return element.find("effectiveSecurityRules") != nullptr ||
         (element.find("nextHopType") != nullptr && element.find("source") != nullptr);
}

void report_effective(const Place& list, Diagnostics& diagnostics) {
  diagnostics.push_back({Severity::warning,
                         to_where(list),
                         "effective rules and routes are what Azure computed, not what is "
                         "configured; nothing is read from them",
                         {"I-375"}});
}

void report_empty(const Place& list, Diagnostics& diagnostics) {
  diagnostics.push_back(
      {Severity::warning, to_where(list), "the list has no resources", {"I-013"}});
}

void read_element(Value element, Entries& entries, Diagnostics& diagnostics) {
  if (element.object() == nullptr) {
    complain(element, "found " + std::string(kind_of(element)) + ", expected a resource object",
             diagnostics);
    return;
  }
  if (text_of(element, "$gap") != nullptr) {
    entries.gaps.push_back(gap_of(element));
    return;
  }
  Value shaped = in_arm_shape(std::move(element));
  const Value* id_value = shaped.find("id");
  if (id_value == nullptr || id_value->string() == nullptr) {
    complain(id_value == nullptr ? shaped : *id_value,
             id_value == nullptr
                 ? "found a resource without \"id\", expected a resource id"
                 : "found " + std::string(kind_of(*id_value)) + ", expected a resource id",
             diagnostics);
    return;
  }
  Entry entry{azure::ResourceId(*id_value->string()), std::move(shaped)};
  const Value& written = *entry.resource.find("id");
  const std::string spelled = entry.id.type();
  if (!is_resource_id(entry.id, spelled)) {
    complain(written,
             "found " + in_quotes(entry.id.text()) +
                 ", expected a resource id \"/subscriptions/…/providers/namespace/type/name\"",
             diagnostics);
    return;
  }
  if (entry.id.text() != *written.string())
    entry.resource.set("id", make_string(entry.id.text(), written.place));
  const std::string type = to_lower(spelled);
  check_type(entry.id, spelled, entry.resource, diagnostics);
  mark_inventory(entry.id, type, entry.resource, diagnostics);
  note_state(entry.id, entry.resource, diagnostics);
  if (drop_secrets(entry, type, entries.secret_keys)) entries.has_settings = true;
  Value* children = entry.resource.find("resources");
  if (children != nullptr && children->array() != nullptr) {
    for (Value& child : *children->array()) {
      identify_child(entry.id, child);
      read_element(std::move(child), entries, diagnostics);
    }
  }
  entry.resource.erase("resources");
  take_children(entry, type, entries, diagnostics);
  entries.resources.push_back(std::move(entry));
}

namespace {

// What is larger was refused in parts: for a fault in an element, or for what stands around them.
Diagnostic too_large_at_once(const Source& source) {
  if (find_json_fault(source.text)) return json_fault(source.text, source.path);
  return {Severity::error,
          {source.path, 0, 0, {}},
          "found more than 64 MiB that is not one list of resource objects, expected at most that",
          {"I-013"}};
}

}  // namespace

Entries read_entries_at_once(const Source& source, Diagnostics& diagnostics) {
  Entries entries;
  if (source.text.size() > largest_source) {
    diagnostics.push_back(too_large_at_once(source));
    return entries;
  }
  auto root = read_json(source.text, source.path, diagnostics);
  if (!root) return entries;
  if (has_written_unknowns(source.text)) restore_unknowns(*root);
  const std::size_t before = diagnostics.size();
  const Place place = root->place;
  auto elements = elements_of(std::move(*root), entries.gaps, diagnostics);
  if (!elements) return entries;
  if (!elements->empty() && std::ranges::all_of(*elements, is_effective)) {
    report_effective(place, diagnostics);
    return entries;
  }
  for (Value& element : *elements) read_element(std::move(element), entries, diagnostics);
  if (entries.resources.empty() && entries.gaps.empty() && diagnostics.size() == before)
    report_empty(place, diagnostics);
  return entries;
}

Entries read_entries(const Source& source, Diagnostics& diagnostics, Bodies bodies) {
  const std::shared_ptr<const ListFile> file = source.cut ? source.cut->file : nullptr;
  auto entries = read_entries_in_parts(source, bodies, diagnostics);
  if (!file) return entries ? std::move(*entries) : read_entries_at_once(source, diagnostics);
  if (entries && file->is_unchanged()) return std::move(*entries);
  Source whole{source.path, std::string(file->size(), '\0'), source.kind, source.sha256};
  if (file->read(0, whole.text) && file->is_unchanged())
    return read_entries_at_once(whole, diagnostics);
  diagnostics.push_back({Severity::error,
                         {source.path, 0, 0, {}},
                         "found other bytes than before: the file was written to while it was "
                         "read, expected it to stay as it is",
                         {}});
  return {};
}

Entries entries_of(Array elements, Diagnostics& diagnostics) {
  Entries entries;
  for (Value& element : elements) read_element(std::move(element), entries, diagnostics);
  return entries;
}

void add_names(const Entries& entries, std::vector<std::string>& names) {
  for (const auto* list : {&entries.inline_children, &entries.resources}) {
    for (const Entry& entry : *list) names.push_back(to_lower(entry.id.name()));
  }
}

void add_as_set(ResourceSet& set, Entries entries, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  if (entries.has_settings) {
    add_names(entries, names);
    for (const auto& [id, resource] : set.all()) names.push_back(to_lower(id.name()));
  }
  const std::unordered_set<std::string> known(names.begin(), names.end());
  add_to(
      set, std::move(entries),
      [&](std::string_view text) { return known.contains(to_lower(text)); }, diagnostics);
}

}  // namespace list

void read_resource_list(const Source& source, ResourceSet& set, Diagnostics& diagnostics) {
  list::add_as_set(set, list::read_entries(source, diagnostics), diagnostics);
}

}  // namespace airtight::input
