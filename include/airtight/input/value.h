#pragma once

#include <airtight/base/shared.h>
#include <airtight/base/shared_text.h>
#include <airtight/base/where.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace airtight::input {

// A step of a JSON pointer (RFC 6901) within its document: the number of the value that it leads
// to. 0 is the root.
using Step = std::uint32_t;

class Document;

// Where a value was written: in a document, which all of its values keep and which knows their file
// and pointers, or at a place of a script, which has no pointers.
class Place {
 public:
  Place() = default;
  Place(SharedText file, int line, int column);
  Place(Shared<const Document> document, Step step, int line)
      : document_(std::move(document)), step_(step), line_(line) {}

  SharedText file() const;
  int line() const { return line_; }
  int column() const;
  std::string pointer() const;  // empty for the root, and in scripts
  const Shared<const Document>& document() const { return document_; }
  Step step() const { return step_; }

 private:
  Shared<const Document> document_;  // null: no file
  Step step_ = 0;
  int line_ = 0;
};

// Names of members, each kept once: documents repeat few.
class Names : public Shareable {
 public:
  // The reference is good as long as this is.
  const SharedText& name(std::string_view text);

 private:
  std::size_t slot_of(std::string_view text) const;
  void grow();

  std::deque<SharedText> names_;
  std::vector<std::uint32_t> slots_;  // numbers of names, from 1; 0: free
};

// What the places in a document have in common, and the steps to them while it is being read.
class Document final : public Pointers {
 public:
  // Documents that are read one after the other may share their names.
  explicit Document(SharedText file, Shared<Names> names = Shared<Names>(new Names))
      : file_(std::move(file)), names_(std::move(names)) {}

  const SharedText& file() const { return file_; }
  const SharedText& name(std::string_view key) { return names_->name(key); }

  // `name` is one of `name`.
  Step member(Step holder, const SharedText& name);
  Step element(Step holder, std::size_t index);

  // Notes in which column the value of a step begins.
  void begins(Step step, int column);
  int column(Step step) const { return step == 0 ? column_ : steps_[step - 1].column; }
  std::string pointer(Step step) const override;

  // Gives back the room for more steps.
  void close() { steps_.shrink_to_fit(); }

 private:
  struct Way {
    Step holder : 31;
    Step is_element : 1;
    int column;
    union {
      const SharedText* name;  // of a member
      std::size_t index;       // of an element
    };
  };

  SharedText file_;
  Shared<Names> names_;
  int column_ = 0;  // of the root
  std::vector<Way> steps_;
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
  SharedText key;
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
