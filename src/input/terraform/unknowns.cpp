#include "input/terraform/unknowns.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "input/terraform/configuration.h"

namespace airtight::input::terraform {
namespace {

// Read by setting_value.cpp, which keeps no secret (CONTRACT section 5).
constexpr std::array<std::string_view, 3> settings_attributes{"app_settings", "connection_string",
                                                              "value"};

bool is_true(const Value& mark) { return mark.boolean() != nullptr && *mark.boolean(); }

// Members by name. Objects may be large, and one look-up for each mark must not take their square.
class Members {
 public:
  explicit Members(const Value* object) {
    if (object == nullptr || object->object() == nullptr) return;
    for (const Member& member : *object->object()) by_name_.emplace(member.key, &member.value);
  }
  const Value* find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }

 private:
  std::unordered_map<std::string_view, const Value*> by_name_;
};

const Value* element(const Value* list, std::size_t index) {
  if (list == nullptr || list->array() == nullptr || index >= list->array()->size()) return nullptr;
  return &(*list->array())[index];
}

class Marker {
 public:
  Marker(Instance& instance, bool existed)
      : instance_(instance), original_(std::move(instance.values)), existed_(existed) {}

  // The value with its unknowns; nothing if it is absent.
  std::optional<Value> filled(const Value* value, const Value* mark, const Value* sensitive) {
    if (mark != nullptr && is_true(*mark)) return unknown(value == nullptr ? *mark : *value);
    if (sensitive != nullptr && is_true(*sensitive)) return redacted(value);
    if (mark != nullptr && mark->object() != nullptr &&
        (value == nullptr || value->object() != nullptr))
      return object(value, *mark, sensitive);
    if (mark != nullptr && mark->array() != nullptr &&
        (value == nullptr || value->array() != nullptr))
      return array(value, *mark, sensitive);
    if (value == nullptr) return std::nullopt;
    return sensitive == nullptr ? *value : redacted_inside(*value, *sensitive);
  }

  // What the configuration writes and the plan does not have at all, or must not have: write-only
  // attributes are null in every plan.
  void add_written() {
    const Value* expressions =
        instance_.written == nullptr ? nullptr : instance_.written->find("expressions");
    if (expressions == nullptr || expressions->object() == nullptr) return;
    const Members known(&original_);
    const Members filled_in(&instance_.values);
    Object added;
    for (const Member& member : *expressions->object()) {
      const Value* value = known.find(member.key);
      const bool write_only = member.key.ends_with("_wo") && value != nullptr && value->is_null();
      if (!write_only && (value != nullptr || filled_in.find(member.key) != nullptr)) continue;
      path_ = {member.key};
      if (auto found = written(member.value)) added.push_back({member.key, std::move(*found)});
    }
    path_.clear();
    for (Member& member : added) {
      if (known.find(member.key) != nullptr) {
        instance_.values.set(member.key, std::move(member.value));
      } else {
        instance_.values.object()->push_back(std::move(member));
      }
    }
  }

  const Value& original() const { return original_; }

 private:
  std::string path_text() const { return join(path_, "."); }

  std::optional<Value> unknown(const Value& at) {
    const Expression expression = expression_at(instance_.written, path_, original_);
    if (expression.kind == Expression::Kind::not_written && !existed_) return std::nullopt;
    return from_references(expression.references, at);
  }

  Value from_references(const std::vector<std::string>& references, const Value& at) {
    std::string name = instance_.address.text + "." + path_text();
    if (!references.empty()) {
      instance_.references[path_text()] = references;
      if (references.size() == 1 && names_a_resource(references.front()))
        name = in_module(references.front());
    }
    return make_unknown(std::move(name), "known after apply", at.place);
  }

  static bool names_a_resource(std::string_view reference) {
    constexpr std::array<std::string_view, 8> other{"var.",  "local.", "each.",   "count.",
                                                    "self.", "path.",  "module.", "terraform."};
    return std::ranges::none_of(
        other, [&](std::string_view start) { return reference.starts_with(start); });
  }

  std::string in_module(const std::string& reference) const {
    return instance_.address.module.empty() ? reference
                                            : instance_.address.module + "." + reference;
  }

  std::optional<Value> redacted(const Value* value) {
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (!path_.empty() &&
        std::ranges::find(settings_attributes, path_.front()) != settings_attributes.end())
      return *value;
    return make_unknown(instance_.address.text + "." + path_text(), "marked as sensitive",
                        value->place);
  }

  // No unknowns below, but secrets.
  std::optional<Value> redacted_inside(const Value& value, const Value& sensitive) {
    if (value.object() != nullptr && sensitive.object() != nullptr && !sensitive.object()->empty())
      return object(&value, make_object(value.place), &sensitive);
    if (value.array() != nullptr && sensitive.array() != nullptr && !sensitive.array()->empty())
      return array(&value, make_array(value.place), &sensitive);
    return value;
  }

  std::optional<Value> object(const Value* value, const Value& mark, const Value* sensitive) {
    Value result = make_object(value != nullptr ? value->place : mark.place);
    const Members marks(&mark);
    const Members secrets(sensitive);
    const auto add = [&](const std::string& name, const Value* member, const Value* member_mark) {
      path_.push_back(name);
      if (auto found = filled(member, member_mark, secrets.find(name)))
        result.object()->push_back({name, std::move(*found)});
      path_.pop_back();
    };
    const Members known(value);
    if (value != nullptr) {
      for (const Member& member : *value->object())
        add(member.key, &member.value, marks.find(member.key));
    }
    for (const Member& member : *mark.object()) {
      if (known.find(member.key) == nullptr) add(member.key, nullptr, &member.value);
    }
    return result;
  }

  // Unknown elements of a list stand in `value` as null, those of a set are left out of it.
  std::optional<Value> array(const Value* value, const Value& mark, const Value* sensitive) {
    Value result = make_array(value != nullptr ? value->place : mark.place);
    const std::size_t known = value == nullptr ? 0 : value->array()->size();
    const bool aligned = known >= mark.array()->size();
    std::size_t next = 0;
    const auto add = [&](const Value* item, const Value* item_mark, const Value* secret) {
      path_.push_back(std::to_string(result.array()->size()));
      if (auto found = filled(item, item_mark, secret)) result.array()->push_back(*found);
      path_.pop_back();
    };
    for (const Value& item_mark : *mark.array()) {
      const bool consumes = aligned || !is_true(item_mark);
      const Value* item = consumes && next < known ? element(value, next) : nullptr;
      add(item, &item_mark, item == nullptr ? nullptr : element(sensitive, next));
      if (consumes) ++next;
    }
    for (; next < known; ++next) add(element(value, next), nullptr, element(sensitive, next));
    return result;
  }

  std::optional<Value> written(const Value& node) {
    if (const Value* constant = node.find("constant_value")) return *constant;
    if (node.find("references") != nullptr) return from_references(references_of(node), node);
    if (const Array* blocks = node.array()) {
      Value list = make_array(node.place);
      for (const Value& block : *blocks) {
        path_.push_back(std::to_string(list.array()->size()));
        if (auto found = written(block)) list.array()->push_back(std::move(*found));
        path_.pop_back();
      }
      return list;
    }
    const Object* members = node.object();
    if (members == nullptr || members->empty()) return std::nullopt;
    Value block = make_object(node.place);
    for (const Member& member : *members) {
      path_.push_back(member.key);
      if (auto found = written(member.value))
        block.object()->push_back({member.key, std::move(*found)});
      path_.pop_back();
    }
    return block;
  }

  Instance& instance_;
  const Value original_;
  bool existed_;
  std::vector<std::string> path_;
};

}  // namespace

void mark_unknowns(Instance& instance, const Marks& marks) {
  Marker marker(instance, marks.existed);
  auto filled = marker.filled(&marker.original(), marks.unknown, marks.sensitive);
  instance.values = filled && filled->object() != nullptr ? std::move(*filled) : make_object();
  if (marks.planned) marker.add_written();
}

}  // namespace airtight::input::terraform
