#include "input/terraform/ids.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "input/az/symbol.h"
#include "input/types.h"

namespace airtight::input::terraform {
namespace {

// I-006.
constexpr std::string_view nobody = "00000000-0000-0000-0000-000000000000";

// Parents of parents: no Azure type has so many, but a hostile file may.
constexpr int deepest = 16;

std::string text_at(const Value& values, std::string_view key) {
  const Value* member = values.find(key);
  return member != nullptr && member->string() != nullptr ? *member->string() : std::string();
}

bool is_unknown(const Value& values, std::string_view key) {
  const Value* member = values.find(key);
  return member != nullptr && member->unknown() != nullptr;
}

// The id that Azure gave it. Some providers' own ids are none: "a|b", "https://…".
azure::ResourceId known_id(const Instance& instance) {
  std::string text = text_at(instance.values, "id");
  text = text.substr(0, text.find('|'));
  azure::ResourceId id(text);
  return text.starts_with('/') && !id.type().empty() ? id : azure::ResourceId();
}

// A type that is not mapped may have the id of what it changes; that one must not be replaced.
azure::ResourceId usable_id(const Instance& instance) {
  const Mapping* mapping = find_mapping(instance.address.type);
  azure::ResourceId id = known_id(instance);
  if (mapping == nullptr && instance.provider != "azapi" && is_mapped_type(id.type())) return {};
  return mapping != nullptr && mapping->kind == Kind::patch ? azure::ResourceId() : id;
}

std::string_view last_segment(std::string_view type) { return type.substr(type.rfind('/') + 1); }

std::string_view parent_type(std::string_view type) { return type.substr(0, type.rfind('/')); }

bool is_child_type(std::string_view type) { return std::ranges::count(type, '/') > 1; }

bool names_itself(std::string_view attribute) {
  return attribute.empty() || attribute == "id" || attribute == "resource_id";
}

bool names_an_identity(std::string_view attribute) {
  return attribute.empty() || attribute.starts_with("identity") || attribute == "principal_id";
}

// "Microsoft.Network/virtualNetworks/subnets" below a network, "Microsoft.Insights/…" at a scope.
azure::ResourceId below(const azure::ResourceId& parent, std::string_view type,
                        std::string_view name) {
  if (equal_ignoring_case(parent.type(), parent_type(type)))
    return parent.child(last_segment(type), name);
  if (equal_ignoring_case(type, types::resource_groups))
    return parent.child("resourceGroups", name);
  return azure::ResourceId(parent.text() + "/providers/" + std::string(type) + "/" +
                           std::string(name));
}

}  // namespace

std::string_view type_without_version(std::string_view type) {
  return type.substr(0, type.find('@'));
}

Ids::Ids(const Document& document, Diagnostics& diagnostics)
    : document_(document),
      diagnostics_(diagnostics),
      references_(document),
      made_(document.instances.size()) {
  collect_subscriptions(document.root);
}

// Ids that stand anywhere in the file tell which subscription a resource group is in.
void Ids::collect_subscriptions(const Value& value) {
  if (const Array* items = value.array()) {
    for (const Value& item : *items) collect_subscriptions(item);
  } else if (const Object* members = value.object()) {
    for (const Member& member : *members) collect_subscriptions(member.value);
  } else if (value.string() != nullptr && value.string()->starts_with("/subscriptions/")) {
    const azure::ResourceId id(*value.string());
    const std::string subscription = to_lower(id.subscription());
    if (subscription.empty()) return;
    subscriptions_.insert(subscription);
    if (!id.resource_group().empty())
      subscriptions_of_group_[to_lower(id.resource_group())].insert(subscription);
  }
}

std::string Ids::type(std::size_t instance) const {
  const Instance& of = document_.instances[instance];
  if (of.provider == "azapi") return std::string(type_without_version(text_at(of.values, "type")));
  const Mapping* mapping = find_mapping(of.address.type);
  return mapping == nullptr || mapping->kind == Kind::patch ? "" : std::string(mapping->arm);
}

const azure::ResourceId& Ids::of(std::size_t instance) {
  std::optional<azure::ResourceId>& made = made_[instance];
  if (!made) {
    // A resource that is its own parent, in a broken file, gets the symbol of its address.
    made = azure::ResourceId();
    made = make(instance);
  }
  return *made;
}

std::vector<azure::ResourceId> Ids::candidates(const Instance& instance, std::string_view path,
                                               std::string_view type_wanted) {
  std::vector<azure::ResourceId> found;
  std::set<azure::ResourceId> seen;
  for (const Target& target : references_.targets(instance, path)) {
    const std::string type_found = type(target.instance);
    if (!names_itself(target.attribute) || type_found.empty()) continue;
    if (!type_wanted.empty() && !equal_ignoring_case(type_found, type_wanted)) continue;
    const azure::ResourceId& id = of(target.instance);
    if (!id.empty() && seen.insert(id).second) found.push_back(id);
  }
  return found;
}

azure::ResourceId Ids::identity(const Instance& instance, std::string_view path) {
  azure::ResourceId found;
  for (const Target& target : references_.targets(instance, path)) {
    if (!names_an_identity(target.attribute) || type(target.instance).empty()) continue;
    if (!found.empty() && !(found == of(target.instance))) return {};
    found = of(target.instance);
  }
  return found;
}

azure::ResourceId Ids::id_attribute(const Instance& instance, std::string_view attribute,
                                    std::string_view type_wanted) {
  const std::string text = text_at(instance.values, attribute);
  if (text.starts_with('/')) return azure::ResourceId(text);
  if (!is_unknown(instance.values, attribute)) return {};
  auto found = candidates(instance, attribute, type_wanted);
  if (found.empty()) found = candidates(instance, attribute, "");
  return found.size() == 1 ? found.front() : azure::ResourceId();
}

azure::ResourceId Ids::patched(std::size_t instance) {
  const Instance& patch = document_.instances[instance];
  if (patch.provider == "azapi") {
    azure::ResourceId id = id_attribute(patch, "resource_id", "");
    return id.empty() ? of(instance) : id;
  }
  const Mapping& mapping = *find_mapping(patch.address.type);
  for (const std::string_view attribute : split(mapping.naming.parent_id, ' ')) {
    azure::ResourceId id = id_attribute(patch, attribute, mapping.arm);
    if (!id.empty()) return id;
  }
  const std::string name_attribute(mapping.naming.parent_name);
  const std::string named = name_attribute.empty() ? "" : text_at(patch.values, name_attribute);
  if (named.empty()) return {};
  return azure::make_id(subscription(patch), group(patch), mapping.arm, named);
}

azure::ResourceId Ids::make(std::size_t index) {
  const Instance& instance = document_.instances[index];
  azure::ResourceId id = usable_id(instance);
  if (!id.empty()) return id;
  if (depth_ >= deepest) return {};
  ++depth_;
  if (instance.provider == "azapi") {
    id = make_azapi(instance);
  } else if (const Mapping* mapping = find_mapping(instance.address.type)) {
    if (mapping->kind != Kind::patch) id = make_mapped(instance, *mapping);
  } else {
    id = make_unmapped(instance);
  }
  --depth_;
  return id;
}

// Its ARM type is not known, so the Terraform type stands below the family's.
azure::ResourceId Ids::make_unmapped(const Instance& instance) {
  const std::string arm(family_of(instance.address.type));
  if (arm.empty()) return {};
  const std::string own = name(instance, "name");
  if (arm.find('/') == std::string::npos)
    return azure::make_id(subscription(instance), group(instance),
                          arm + "/" + instance.address.type, own);
  return azure::make_id(subscription(instance), group(instance), arm, own)
      .child(instance.address.type, own);
}

azure::ResourceId Ids::make_azapi(const Instance& instance) {
  const std::string type(type_without_version(text_at(instance.values, "type")));
  if (type.find('/') == std::string::npos) return {};
  azure::ResourceId scope = id_attribute(instance, "parent_id", parent_type(type));
  if (scope.empty()) scope = id_attribute(instance, "parent_id", "");
  if (scope.empty())
    scope = azure::ResourceId("/subscriptions/" + subscription(instance) + "/resourceGroups/" +
                              symbol(instance, "parent_id"));
  return below(scope, type, name(instance, "name"));
}

azure::ResourceId Ids::make_mapped(const Instance& instance, const Mapping& mapping) {
  const std::string own = name(instance, mapping.naming.name);
  if (mapping.arm == types::resource_groups)
    return azure::ResourceId("/subscriptions/" + subscription(instance) + "/resourceGroups/" + own);
  if (mapping.kind == Kind::extension) {
    azure::ResourceId scope = id_attribute(instance, mapping.naming.parent_id, "");
    if (scope.empty())
      scope = azure::ResourceId(text_at(instance.values, mapping.naming.parent_id));
    if (scope.empty()) scope = azure::ResourceId("/subscriptions/" + subscription(instance));
    return azure::ResourceId(scope.text() + "/providers/" + std::string(mapping.arm) + "/" + own);
  }
  if (!is_child_type(mapping.arm))
    return azure::make_id(subscription(instance), group(instance), mapping.arm, own);
  return parent(instance, mapping).child(last_segment(mapping.arm), own);
}

// The id of the parent, or its name in the same group, or a symbol.
azure::ResourceId Ids::parent(const Instance& instance, const Mapping& mapping) {
  const std::string_view type = parent_type(mapping.arm);
  azure::ResourceId found;
  for (const std::string_view attribute : split(mapping.naming.parent_id, ' ')) {
    if (const auto slash = attribute.find('/'); slash != attribute.npos) {
      if (!found.empty())
        found =
            found.child(attribute.substr(0, slash), name(instance, attribute.substr(slash + 1)));
    } else if (found.empty()) {
      found = id_attribute(instance, attribute, type);
    }
  }
  if (!found.empty()) return found;
  for (const std::string_view attribute : split(mapping.naming.parent_name, ' ')) {
    const std::string named = text_at(instance.values, attribute);
    if (!named.empty()) return azure::make_id(subscription(instance), group(instance), type, named);
    if (!is_unknown(instance.values, attribute)) continue;
    // Here the name of the parent is referred to, not its id.
    std::set<azure::ResourceId> parents;
    for (const Target& target : references_.targets(instance, attribute)) {
      if (equal_ignoring_case(this->type(target.instance), type))
        parents.insert(of(target.instance));
    }
    if (parents.size() == 1) return *parents.begin();
  }
  return azure::make_id(subscription(instance), group(instance), type, symbol(instance, "parent"));
}

std::string Ids::name(const Instance& instance, std::string_view attributes) {
  if (attributes.starts_with('=')) return std::string(attributes.substr(1));
  for (const std::string_view attribute : split(attributes, ' ')) {
    std::string text = text_at(instance.values, attribute);
    if (!text.empty() && text.find('/') == std::string::npos) return text;
  }
  return symbol(instance, "name");
}

std::string Ids::group(const Instance& instance) {
  std::string text = text_at(instance.values, "resource_group_name");
  if (!text.empty()) return text;
  if (is_unknown(instance.values, "resource_group_name")) {
    for (const Target& target : references_.targets(instance, "resource_group_name")) {
      if (type(target.instance) == types::resource_groups)
        return std::string(of(target.instance).name());
    }
  }
  return symbol(instance, "resource_group_name");
}

// From the provider's configuration, else from the ids around it.
std::string Ids::subscription(const Instance& instance) {
  const Value* providers = document_.root.at_path("configuration.provider_config");
  const std::string own =
      instance.written == nullptr ? "" : text_at(*instance.written, "provider_config_key");
  for (const std::string& key : {own, own.substr(own.rfind(':') + 1)}) {
    const Value* provider = providers == nullptr ? nullptr : providers->find(key);
    const Value* written =
        provider == nullptr ? nullptr : provider->at_path("expressions.subscription_id");
    if (written == nullptr) continue;
    if (std::string text = text_at(*written, "constant_value"); !text.empty()) return text;
    for (const std::string& reference : references_of(*written)) {
      const Value* variables = document_.root.find("variables");
      const Value* variable = variables == nullptr || !reference.starts_with("var.")
                                  ? nullptr
                                  : variables->find(std::string_view(reference).substr(4));
      if (variable == nullptr) continue;
      if (std::string text = text_at(*variable, "value"); !text.empty()) return text;
    }
  }
  const auto around =
      subscriptions_of_group_.find(to_lower(text_at(instance.values, "resource_group_name")));
  if (around != subscriptions_of_group_.end() && around->second.size() == 1)
    return *around->second.begin();
  return subscriptions_.size() == 1 ? *subscriptions_.begin() : std::string(nobody);
}

// A word that may stand in a DNS name: what may be read of the address, and a digest of all of it.
std::string Ids::symbol(const Instance& instance, std::string_view attribute) {
  std::string word;
  const std::string text =
      instance.address.name + "-" + std::string(attribute == "name" ? "" : attribute);
  for (const char c : to_lower(text)) {
    const bool fits = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (word.size() < 32 && (fits || (!word.empty() && word.back() != '-'))) word += fits ? c : '-';
  }
  if (word.empty() || word.back() != '-') word += '-';
  word += az::hex_symbol(instance.address.text + "." + std::string(attribute)).substr(0, 8);
  if (instance.values.find(attribute) != nullptr || attribute == "name") {
    diagnostics_.push_back({Severity::note,
                            to_where(instance.values.place),
                            "the " + std::string(attribute) + " of " + instance.address.text +
                                " is known after apply; it is called " + word + " here",
                            {"I-307"}});
  }
  return word;
}

}  // namespace airtight::input::terraform
