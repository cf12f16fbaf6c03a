#pragma once

#include <airtight/base/text.h>
#include <airtight/input/value.h>
#include <simdjson.h>

#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "input/ignoring_case.h"
#include "input/json.h"
#include "input/json_list.h"

namespace airtight::input {

// A number that few names of a document share, and the spellings of one do.
inline std::size_t number_of_name(std::string_view name) {
  if (name.empty()) return 0;
  const auto letter = [](char c) -> std::size_t { return static_cast<unsigned char>(c) | 0x20U; };
  return 3 * name.size() + 7 * letter(name.front()) + letter(name.back());
}

// The names of an object, roughly: tells most that are new without a look at the others.
class NameFilter {
 public:
  // Adds a name; whether it may be there already, in this or another case.
  bool add(std::string_view name) {
    const std::uint64_t bit = std::uint64_t{1} << (number_of_name(name) % 64);
    const bool may_be_there = (bits_ & bit) != 0;
    bits_ |= bit;
    return may_be_there;
  }

 private:
  std::uint64_t bits_ = 0;
};

// The names of an object that is only checked, to find one that is given again.
struct SeenNames {
  NameFilter filter;
  Words many;  // where they are
};

// Builds values in the order of the text. False wherever the text is not JSON: the caller then asks
// find_json_fault, which knows what was expected. `text` is all that places are counted in, and
// what is parsed lies in it.
class JsonBuilder {
 public:
  JsonBuilder(std::string_view text, Shared<Document> document, const TextMark& start = {})
      : text_(text), position_(text, start), document_(std::move(document)) {}

  // The whole of a document, or of an element that is parsed as one; `step` leads to it.
  bool document(simdjson::ondemand::document& document, Value& out, Step step = 0);

  // The same for a value in a document that the caller walks.
  bool value(simdjson::ondemand::value source, Step step, int depth, Value& out);

  // The place of a token. Tokens are asked for in the order of the text.
  Place place_at(const char* at, Step step);

  // Leaves out of the objects that are built next what is not looked at; null: nothing. The parts
  // that are left out are checked like the others, and a key that is given again in one is a fault.
  void reduce(const JsonReduction* reduction) { reduction_ = reduction; }
  bool reduced() const { return reduced_; }

  // To go back to, after a fault.
  struct Mark {
    TextPosition position;
    std::size_t repeats;
  };
  Mark mark() const { return {position_, repeats_.size()}; }
  void back_to(const Mark& mark);

  bool too_deep() const { return too_deep_; }
  const Place& deepest() const { return deepest_; }

  // Keys given again, in order.
  const std::vector<JsonRepeat>& repeats() const { return repeats_; }

 private:
  const SharedText& name(std::string_view text);
  bool scalar_document(simdjson::ondemand::document& document, Value& out);
  bool array(simdjson::ondemand::value source, int depth, Value& out);
  bool object(simdjson::ondemand::value source, int depth, Value& out);
  bool reduced_object(simdjson::ondemand::value source, Step step, Value& out);
  bool checked(simdjson::ondemand::value source, int depth);
  bool checked_object(simdjson::ondemand::value source, int depth);
  void ask_outline(std::size_t first);
  bool is_known(std::string_view key, std::size_t first) const;
  std::optional<std::size_t> earlier(const std::string& key, std::size_t first,
                                     std::unordered_map<std::string, std::size_t>& seen) const;
  bool is_new(std::string_view key, std::size_t first, SeenNames& seen);

  std::string_view text_;
  TextPosition position_;
  Shared<Document> document_;
  std::array<const SharedText*, 256> names_{};  // of the document, by number: the last of each
  // What is open is built on one stack, and moved to a list of its size when it closes.
  std::vector<Value> open_items_;
  std::vector<Member> open_members_;
  std::vector<std::string_view> open_names_;  // of what is only checked
  std::vector<JsonRepeat> repeats_;
  const JsonReduction* reduction_ = nullptr;
  const JsonOutline* outline_ = nullptr;  // of the element that is being built
  bool has_asked_ = false;
  bool reduced_ = false;
  bool too_deep_ = false;
  Place deepest_;
};

}  // namespace airtight::input
