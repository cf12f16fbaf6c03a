#pragma once

#include <airtight/base/result.h>

#include "command.h"
#include "options.h"
#include "session.h"

namespace airtight::input::az {

// One command as it runs: its row, its options and the session it works on.
struct Call {
  Session& session;
  const Command& command;
  const shell::Invocation& invocation;
  const std::vector<Option>& known;
  Options options;

  bool has(std::string_view key) const { return options.has(key); }
  const Place& place() const { return invocation.place; }
  Place place_of(std::string_view key) const;  // of the option's first value, else of the command

  // The option's first value as text, a readable stand-in when it is not known; empty if absent.
  std::string text(std::string_view key) const;
};

tl::unexpected<Error> refuse(const Call& call, std::string message,
                             std::vector<std::string> facts = {});
tl::unexpected<Error> refuse(const Place& place, std::string message,
                             std::vector<std::string> facts = {});

// A word as a value that knows its place: text, or the unknown it stands for.
Value value_of(const shell::Word& word);
Value text_value(const Call& call, std::string_view key);  // null when absent
// The number an option says; what is none stays text, for the reader of the resource to refuse.
Value integer_value(const Call& call, std::string_view key);
Value list_value(const Call& call, std::string_view key);  // an array; "[a,b]" and JSON too
Value boolean_value(const Call& call, std::string_view key, bool otherwise);
// The option's text, or what the command writes without it.
Value text_or(const Call& call, std::string_view key, std::string_view otherwise);
// A truth value written as one of two words: "Enabled" and "Disabled".
Value choice_value(const Call& call, std::string_view key, std::string_view yes,
                   std::string_view no);
bool is_true(const Call& call, std::string_view key);

// The list at a path, or an empty one; and an element added to it.
Value list_at(const Value& body, std::string_view path);
void append(Value& body, std::string_view path, Value element);

// Takes the member at a path of members away, if it is there.
void erase_path(Value& body, std::string_view path);

// Sets `path` only when the option is there.
void set_text(Value& body, std::string_view path, const Call& call, std::string_view key);
void set_boolean(Value& body, std::string_view path, const Call& call, std::string_view key);
void set_integer(Value& body, std::string_view path, const Call& call, std::string_view key);
void set_list(Value& body, std::string_view path, const Call& call, std::string_view key);
void set_tags(Value& body, const Call& call);

// Applies --set, --add and --remove (I-409) to a resource that has its "id". Paths without
// "properties." are taken as flattened. What cannot be followed is a gap (generic_update.cpp).
void apply_generic_update(Call& call, Value& resource);
void set_by_path(Call& call, Value& resource, std::string_view path, const shell::Word& word,
                 std::string_view text);

}  // namespace airtight::input::az
