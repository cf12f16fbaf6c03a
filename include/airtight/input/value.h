#pragma once

#include <airtight/base/where.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace airtight::input {

// One step of a JSON pointer (RFC 6901). The values of a document share the steps that lead to
// them; the document owns them all (see Document).
struct Step {
  const Step* holder = nullptr;  // null: the root
  std::string_view key;          // of a member; empty data: an element of an array
  std::size_t index = 0;
};

// Where a value was written. `file` is shared by all values of one document, and keeps its steps.
struct Place {
  std::shared_ptr<const std::string> file;
  int line = 0;
  int column = 0;
  const Step* step = nullptr;  // from the document's root; null for the root, and in scripts

  std::string pointer() const;
};

// Owns the steps of a document that is being read, and after that lives as long as a place in it.
class Document {
 public:
  explicit Document(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  const Step* member(const Step* holder, std::string_view key);
  const Step* element(const Step* holder, std::size_t index);

 private:
  std::string path_;
  std::deque<Step> steps_;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
      return std::hash<std::string_view>()(key);
    }
  };
  std::unordered_set<std::string, Hash, std::equal_to<>> keys_;  // documents repeat few
};

Where to_where(const Place& place);

// A value the input does not say (I-002): a script variable that nothing sets, the answer of a
// command that only a live subscription can give. Never a silent null.
struct Unknown {
  std::string name;    // what is missing, in the user's words: "$CLIENT_IP", "$(curl ifconfig.me)"
  std::string reason;  // why: "the variable is never set"

  bool operator==(const Unknown&) const = default;
};

// An unknown as values hold it: behind a pointer, because it is rare and large.
class UnknownBox {
 public:
  explicit UnknownBox(Unknown unknown)
      : unknown_(std::make_shared<const Unknown>(std::move(unknown))) {}
  const Unknown& operator*() const { return *unknown_; }
  bool operator==(const UnknownBox& other) const { return *unknown_ == *other.unknown_; }

 private:
  std::shared_ptr<const Unknown> unknown_;
};

struct Value;
struct Member;
using Array = std::vector<Value>;
using Object = std::vector<Member>;  // in the order written

// A JSON value that remembers where it was written, or an unknown.
struct Value {
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object, UnknownBox>
      data;
  Place place;

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(data); }
  const bool* boolean() const { return std::get_if<bool>(&data); }
  const std::string* string() const { return std::get_if<std::string>(&data); }
  const Array* array() const { return std::get_if<Array>(&data); }
  Array* array() { return std::get_if<Array>(&data); }
  const Object* object() const { return std::get_if<Object>(&data); }
  Object* object() { return std::get_if<Object>(&data); }
  const Unknown* unknown() const {
    const auto* box = std::get_if<UnknownBox>(&data);
    return box == nullptr ? nullptr : &**box;
  }

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
