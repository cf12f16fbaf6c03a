#pragma once

#include <airtight/base/where.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace airtight::input {

// Where a value was written. `file` is shared by all values of one document.
struct Place {
  std::shared_ptr<const std::string> file;
  int line = 0;
  int column = 0;
  std::string pointer;  // JSON pointer from the document's root; empty in scripts
};

Where to_where(const Place& place);

// A value the input does not say (I-002): a script variable that nothing sets, the answer of a
// command that only a live subscription can give. Never a silent null.
struct Unknown {
  std::string name;    // what is missing, in the user's words: "$CLIENT_IP", "$(curl ifconfig.me)"
  std::string reason;  // why: "the variable is never set"

  bool operator==(const Unknown&) const = default;
};

struct Value;
struct Member;
using Array = std::vector<Value>;
using Object = std::vector<Member>;  // in the order written

// A JSON value that remembers where it was written, or an unknown.
struct Value {
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object, Unknown>
      data;
  Place place;

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(data); }
  const bool* boolean() const { return std::get_if<bool>(&data); }
  const std::string* string() const { return std::get_if<std::string>(&data); }
  const Array* array() const { return std::get_if<Array>(&data); }
  Array* array() { return std::get_if<Array>(&data); }
  const Object* object() const { return std::get_if<Object>(&data); }
  Object* object() { return std::get_if<Object>(&data); }
  const Unknown* unknown() const { return std::get_if<Unknown>(&data); }

  // The member `key` of an object, exact spelling first, then without case (I-012). Null if absent
  // or if this is not an object. The pointer is into this value.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);

  // The value at a path of member names separated by dots: "properties.networkAcls.defaultAction".
  const Value* at_path(std::string_view path) const;

  // Sets a member (or a path of members, made on the way). Anything but an object becomes one.
  Value& set(std::string_view key, Value value);
  Value& set_path(std::string_view path, Value value);
  void erase(std::string_view key);
};

struct Member {
  std::string key;
  Value value;
};

// Same value, wherever it was written.
bool same_value(const Value& a, const Value& b);

Value make_object(Place place = {});
Value make_array(Place place = {});
Value make_string(std::string text, Place place = {});
Value make_bool(bool value, Place place = {});
Value make_int(std::int64_t value, Place place = {});
Value make_unknown(std::string name, std::string reason, Place place = {});

// The first unknown in a value, at any depth; null if all is known.
const Unknown* find_unknown(const Value& value);

// "string", "number", "object", ... for messages.
std::string_view kind_of(const Value& value);

// JSON text, two spaces of indentation; an unknown is {"$unknown": name, "reason": reason}.
std::string to_json(const Value& value);

// Overlays `patch` on `base` property by property (RFC 7396, except that arrays replace).
void merge_patch(Value& base, const Value& patch);

}  // namespace airtight::input
