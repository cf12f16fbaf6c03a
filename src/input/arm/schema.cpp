#include "input/arm/schema.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "input/secret.h"

namespace airtight::input::arm {
namespace {

constexpr int longest_chain = 16;
constexpr int deepest_schema = 40;

const std::string* text_of(const Value& schema, std::string_view key) {
  const Value* member = schema.find(key);
  return member == nullptr ? nullptr : member->string();
}

// The definition behind "$ref": "#/definitions/name".
const Value* definition(const Value& schema, const Value& root) {
  constexpr std::string_view prefix = "#/definitions/";
  const std::string* reference = text_of(schema, "$ref");
  if (reference == nullptr || !reference->starts_with(prefix)) return nullptr;
  const Value* definitions = root.find("definitions");
  return definitions == nullptr ? nullptr : definitions->find(reference->substr(prefix.size()));
}

// True if the schema, or a definition it stands for, has the property.
bool any_in_chain(const Value& schema, const Value& root, bool (*holds)(const Value&)) {
  const Value* one = &schema;
  for (int i = 0; one != nullptr && i < longest_chain; ++i) {
    if (holds(*one)) return true;
    one = definition(*one, root);
  }
  return false;
}

bool says_nullable(const Value& schema) {
  const Value* nullable = schema.find("nullable");
  return nullable != nullptr && nullable->boolean() != nullptr && *nullable->boolean();
}

bool says_secure(const Value& schema) {
  const std::string* type = text_of(schema, "type");
  return type != nullptr &&
         (equal_ignoring_case(*type, "securestring") || equal_ignoring_case(*type, "secureobject"));
}

bool holds_nothing(const Value& value) {
  return value.is_null() || value.unknown() != nullptr ||
         (value.string() != nullptr && value.string()->empty()) ||
         (value.array() != nullptr && value.array()->empty()) ||
         (value.object() != nullptr && value.object()->empty());
}

// Calls visit(schema, value) for what the type says about each part of the value.
template <class V, class Visit>
void walk(const Value& schema, const Value& root, V& value, int depth, const Visit& visit) {
  if (depth > deepest_schema) return;
  visit(schema, value);
  const Value* one = &schema;
  for (int i = 0; one != nullptr && i < longest_chain; ++i, one = definition(*one, root)) {
    if (auto* items = value.array()) {
      const Value* type = one->find("items");
      for (std::size_t k = 0; k < items->size(); ++k) {
        if (type != nullptr && type->object() != nullptr)
          walk(*type, root, (*items)[k], depth + 1, visit);
        const Value* places = one->find("prefixItems");
        if (places != nullptr && places->array() != nullptr && k < places->array()->size())
          walk((*places->array())[k], root, (*items)[k], depth + 1, visit);
      }
    }
    auto* members = value.object();
    if (members == nullptr) continue;
    const Value* properties = one->find("properties");
    const Value* others = one->find("additionalProperties");
    for (auto& member : *members) {
      const Value* type = properties == nullptr ? nullptr : properties->find(member.key);
      if (type == nullptr && others != nullptr && others->object() != nullptr) type = others;
      if (type != nullptr) walk(*type, root, member.value, depth + 1, visit);
    }
    const Value* mapping = one->at_path("discriminator.mapping");
    if (mapping == nullptr || mapping->object() == nullptr) continue;
    for (const Member& variant : *mapping->object())
      walk(variant.value, root, value, depth + 8, visit);
  }
}

}  // namespace

bool is_nullable(const Value& schema, const Value& root) {
  return any_in_chain(schema, root, says_nullable);
}

std::string type_of(const Value& schema, const Value& root) {
  const Value* one = &schema;
  for (int i = 0; one != nullptr && i < longest_chain; ++i) {
    if (const std::string* type = text_of(*one, "type")) return to_lower(*type);
    one = definition(*one, root);
  }
  return {};
}

bool is_secure(const Value& schema, const Value& root) {
  return any_in_chain(schema, root, says_secure);
}

bool has_secret(const Value& schema, const Value& root, const Value& value) {
  bool found = false;
  walk(schema, root, value, 0, [&](const Value& type, const Value& inside) {
    found = found || (!holds_nothing(inside) && is_secure(type, root));
  });
  return found;
}

void hide_secrets(const Value& schema, const Value& root, const std::string& name, Value& value) {
  walk(schema, root, value, 0, [&](const Value& type, Value& inside) {
    if (!holds_nothing(inside) && is_secure(type, root))
      inside = make_unknown(name, a_secret, inside.place);
  });
}

}  // namespace airtight::input::arm
