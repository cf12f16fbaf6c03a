#include "input/terraform/convert.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "input/az/symbol.h"
#include "input/terraform/spot.h"

namespace airtight::input::terraform {
namespace {

class Converter {
 public:
  explicit Converter(Conversion& at) : at_(at) {}

  void fill(const Value& from, const std::string& base, Fields fields, Value& body) {
    for (const Field& field : fields) apply(field, from, base, body);
  }

 private:
  void apply(const Field& field, const Value& from, const std::string& base, Value& body) {
    if (field.how == How::append) {
      Value item = make_object(at_.instance.values.place);
      fill(from, base, field.items, item);
      append(body, field.to, item);
      return;
    }
    const Value* present = body.at_path(field.to);
    const bool adds = field.how == How::blocks && present != nullptr && present->array() != nullptr;
    if (present != nullptr && !adds) return;
    if (field.how == How::constant || field.how == How::yes) {
      const Place& place = at_.instance.values.place;
      body.set_path(field.to, field.how == How::yes ? make_bool(true, place)
                                                    : make_string(std::string(field.word), place));
      return;
    }
    const Spot spot = look(from, base, field.from);
    if (spot.value == nullptr) return;
    if (field.how == How::child) {
      add_children(field, spot);
    } else if (field.how == How::settings || field.how == How::named) {
      add_settings(field, spot);
    } else if (auto value = converted(field, spot)) {
      if (!adds) {
        body.set_path(field.to, std::move(*value));
      } else if (value->array() != nullptr) {
        std::ranges::move(*value->array(), std::back_inserter(*list_at(body, field.to)->array()));
      } else {
        list_at(body, field.to)->array()->push_back(std::move(*value));
      }
    }
  }

  static Value* list_at(Value& body, std::string_view path) {
    Value* found = &body;
    for (const std::string_view step : split(path, '.')) found = found->find(step);
    return found;
  }

  // "*" on the way stands for every element of a list.
  static void append(Value& body, std::string_view path, const Value& item) {
    const auto star = path.find(".*.");
    if (star != path.npos) {
      Value* list = &body;
      for (const std::string_view step : split(path.substr(0, star), '.'))
        list = list == nullptr ? nullptr : list->find(step);
      if (list == nullptr || list->array() == nullptr) return;
      for (Value& element : *list->array()) append(element, path.substr(star + 3), item);
      return;
    }
    const Value* present = body.at_path(path);
    if (present == nullptr || present->array() == nullptr)
      body.set_path(path, make_array(item.place));
    list_at(body, path)->array()->push_back(item);
  }

  std::optional<Value> converted(const Field& field, const Spot& spot) {
    switch (field.how) {
      case How::copy:
        return *spot.value;
      case How::id:
        return one_id(field, spot);
      case How::ids:
      case How::each_id:
        return many_ids(field, spot);
      case How::each:
        return each(field, spot);
      case How::negate:
      case How::choose:
        return boolean(field, spot);
      case How::joined:
        return joined(spot);
      case How::equals:
        return equals(field, spot);
      case How::blocks:
        return blocks(field, spot);
      case How::principal:
        return principal(field, spot);
      case How::constant:
      case How::yes:
      case How::child:
      case How::settings:
      case How::named:
      case How::append:
        return std::nullopt;  // done by apply
    }
    return std::nullopt;
  }

  // What cannot be read stays in the values as an unknown; the error ends the run.
  Value refuse(const Spot& spot, std::string_view expected) {
    const std::string where = at_.instance.address.text + "." + spot.path;
    at_.diagnostics.push_back({Severity::error,
                               to_where(spot.value->place),
                               where + ": found " + std::string(kind_of(*spot.value)) +
                                   ", expected " + std::string(expected),
                               {"I-304"}});
    return make_unknown(where, "an invalid value", spot.value->place);
  }

  std::optional<Value> one_id(const Field& field, const Spot& spot) {
    if (spot.value->unknown() != nullptr) {
      const auto found = at_.ids.candidates(at_.instance, spot.path, field.word);
      return found.size() == 1 ? make_string(found.front().text(), spot.value->place) : *spot.value;
    }
    if (spot.value->string() == nullptr) return refuse(spot, "an id");
    if (spot.value->string()->empty()) return std::nullopt;
    return *spot.value;
  }

  // A list may be unknown as a whole; then everything it refers to is in it.
  std::optional<Value> many_ids(const Field& field, const Spot& spot) {
    Value list = make_array(spot.value->place);
    if (spot.value->unknown() != nullptr) {
      for (const auto& id : at_.ids.candidates(at_.instance, spot.path, field.word))
        list.array()->push_back(
            with_member(field.member, make_string(id.text(), spot.value->place)));
      if (!list.array()->empty()) return list;
      list.array()->push_back(with_member(field.member, *spot.value));
      return list;
    }
    if (spot.value->array() == nullptr) return refuse(spot, "a list of ids");
    add_ids(field, spot, list);
    return list;
  }

  // In a set the place of an unknown element says nothing, so the unknown ones are taken together.
  void add_ids(const Field& field, const Spot& spot, Value& list) {
    std::size_t unknown = 0;
    std::vector<azure::ResourceId> found;
    const Value* first = nullptr;
    for (std::size_t i = 0; i < spot.value->array()->size(); ++i) {
      const Value& item = (*spot.value->array())[i];
      if (item.unknown() == nullptr) {
        const Spot element{&item, below(spot.path, std::to_string(i))};
        if (auto id = one_id(field, element))
          list.array()->push_back(with_member(field.member, std::move(*id)));
        continue;
      }
      if (unknown++ == 0) {
        first = &item;
        found = at_.ids.candidates(at_.instance, below(spot.path, std::to_string(i)), field.word);
      }
    }
    if (first == nullptr) return;
    if (found.size() != unknown) {
      list.array()->push_back(with_member(field.member, *first));
      return;
    }
    for (const auto& id : found)
      list.array()->push_back(with_member(field.member, make_string(id.text(), first->place)));
  }

  std::optional<Value> each(const Field& field, const Spot& spot) {
    Value list = make_array(spot.value->place);
    if (spot.value->unknown() != nullptr) {
      list.array()->push_back(with_member(field.member, *spot.value));
    } else if (const std::string* text = spot.value->string()) {
      for (const std::string_view part : split(*text, ',')) {
        if (!trim(part).empty())
          list.array()->push_back(
              with_member(field.member, make_string(std::string(trim(part)), spot.value->place)));
      }
    } else if (const Array* items = spot.value->array()) {
      for (const Value& item : *items) list.array()->push_back(with_member(field.member, item));
    } else {
      return refuse(spot, "a list");
    }
    return list;
  }

  std::optional<Value> boolean(const Field& field, const Spot& spot) {
    if (spot.value->unknown() != nullptr) return *spot.value;
    const bool* written = spot.value->boolean();
    if (written == nullptr) return refuse(spot, "true or false");
    if (field.how == How::negate) return make_bool(!*written, spot.value->place);
    return make_string(std::string(*written ? field.word : field.member), spot.value->place);
  }

  std::optional<Value> joined(const Spot& spot) {
    if (spot.value->unknown() != nullptr || spot.value->string() != nullptr) return *spot.value;
    if (spot.value->array() == nullptr) return refuse(spot, "a list of words");
    std::vector<std::string> words;
    for (const Value& item : *spot.value->array()) {
      if (item.unknown() != nullptr) return item;
      if (item.string() == nullptr) return refuse(spot, "a list of words");
      words.push_back(*item.string());
    }
    std::ranges::sort(words);
    return make_string(words.empty() ? "None" : join(words, ", "), spot.value->place);
  }

  std::optional<Value> equals(const Field& field, const Spot& spot) {
    if (spot.value->unknown() != nullptr) return *spot.value;
    if (spot.value->string() == nullptr) return refuse(spot, "a word");
    return make_bool(equal_ignoring_case(*spot.value->string(), field.word), spot.value->place);
  }

  // "attribute=value"; an absent boolean is false, and "*" is anything but nothing.
  static bool fits(const Value& block, std::string_view when) {
    if (when.empty()) return true;
    const auto equals = when.find('=');
    const std::string_view wanted = when.substr(equals + 1);
    const Value* value = block.find(when.substr(0, equals));
    const bool there = value != nullptr && !value->is_null() &&
                       !(value->string() != nullptr && value->string()->empty());
    if (wanted == "*") return there;
    const bool* boolean = value == nullptr ? nullptr : value->boolean();
    return (boolean != nullptr && *boolean) == (wanted == "true");
  }

  std::optional<Value> blocks(const Field& field, const Spot& spot) {
    if (spot.value->unknown() != nullptr) return *spot.value;
    if (spot.value->array() == nullptr) return refuse(spot, "a list of blocks");
    Value list = make_array(spot.value->place);
    for (std::size_t i = 0; i < spot.value->array()->size(); ++i) {
      const Value& block = (*spot.value->array())[i];
      if (block.unknown() != nullptr) list.array()->push_back(block);
      if (block.object() == nullptr || !fits(block, field.when)) continue;
      Value item = make_object(block.place);
      fill(block, below(spot.path, std::to_string(i)), field.items, item);
      list.array()->push_back(std::move(item));
    }
    if (list.array()->empty() && !field.when.empty()) return std::nullopt;
    return list;
  }

  // Its own identity has a principal only after apply; add_principal derives it.
  std::optional<Value> principal(const Field& field, const Spot& spot) {
    if (spot.value->unknown() == nullptr) return *spot.value;
    if (field.from == "identity.principal_id") return std::nullopt;
    const azure::ResourceId owner = at_.ids.identity(at_.instance, spot.path);
    if (owner.empty()) return *spot.value;
    return make_string(az::guid_symbol("principal of " + owner.key()), spot.value->place);
  }

  void add_gap(const std::string& what, const azure::ResourceId& id, std::string_view segment,
               const Place& place) {
    at_.entries.gaps.push_back(
        {what, {to_lower(id.type() + "/" + std::string(segment)), to_lower(id.type())}, place});
  }

  void add_children(const Field& field, const Spot& spot) {
    if (const Unknown* unknown = spot.value->unknown()) {
      add_gap(unknown->name + " (" + unknown->reason + ")", at_.id, field.to, spot.value->place);
      return;
    }
    if (spot.value->array() == nullptr) {
      refuse(spot, "a list of blocks");
      return;
    }
    for (std::size_t i = 0; i < spot.value->array()->size(); ++i) {
      const Value& block = (*spot.value->array())[i];
      const std::string path = below(spot.path, std::to_string(i));
      if (block.object() != nullptr) {
        add_child(field, {&block, path});
      } else if (const Unknown* unknown = block.unknown()) {
        add_gap(unknown->name + " (" + unknown->reason + ")", at_.id, field.to, block.place);
      } else {
        refuse({&block, path}, "a block");
      }
    }
  }

  void add_child(const Field& field, const Spot& block) {
    std::string name(field.word);
    const Value* written = block.value->find("name");
    if (name.empty() && written != nullptr && written->string() != nullptr)
      name = *written->string();
    if (name.empty() || name.find('/') != std::string::npos) {
      add_gap("the name of " + at_.instance.address.text + "." + block.path, at_.id, field.to,
              block.value->place);
      return;
    }
    list::Entry child{at_.id.child(field.to, name), make_object(block.value->place)};
    child.resource.set("id", make_string(child.id.text(), block.value->place));
    child.resource.set("properties", make_object(block.value->place));
    fill(*block.value, block.path, field.items, child.resource);
    at_.entries.inline_children.push_back(std::move(child));
  }

  // "config/appsettings": a map is its properties; blocks are keyed by their names.
  void add_settings(const Field& field, const Spot& spot) {
    const auto slash = field.to.find('/');
    list::Entry child{at_.id.child(field.to.substr(0, slash), field.to.substr(slash + 1)),
                      make_object(spot.value->place)};
    Value properties = *spot.value;
    if (field.how == How::named && spot.value->array() != nullptr)
      properties = keyed_by_name(field, spot);
    if (properties.object() == nullptr && properties.unknown() == nullptr)
      properties = refuse(spot, "settings");
    child.resource.set("id", make_string(child.id.text(), spot.value->place));
    child.resource.set("properties", std::move(properties));
    at_.entries.inline_children.push_back(std::move(child));
  }

  Value keyed_by_name(const Field& field, const Spot& spot) {
    Value map = make_object(spot.value->place);
    for (const Value& block : *spot.value->array()) {
      const Value* name = block.find("name");
      if (block.unknown() != nullptr || name == nullptr || name->string() == nullptr)
        return make_unknown(at_.instance.address.text + "." + spot.path, "known after apply",
                            block.place);
      Value item = make_object(block.place);
      fill(block, spot.path, field.items, item);
      map.object()->push_back({*name->string(), std::move(item)});
    }
    return map;
  }

  Conversion& at_;
};

}  // namespace

void convert(Conversion& at, Fields fields, Value& body) {
  Converter(at).fill(at.instance.values, {}, fields, body);
}

}  // namespace airtight::input::terraform
