#include "input/json_events.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "input/json.h"
#include "input/json_list.h"

// The parser's events come in the order of the text but do not say where. Between two of them stand
// blanks, commas and colons only, so a cursor that skips those and then what the event was about
// knows the place of each. What the parser refuses never gets as far as the cursor.

namespace airtight::input {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
bool ends_literal(char c) { return is_blank(c) || c == ',' || c == ']' || c == '}'; }

class EventBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  EventBuilder(std::string_view text, const SharedText& file)
      : text_(text), position_(text), document_(new Document(file)) {}

  bool null() override { return scalar(nullptr); }
  bool boolean(bool truth) override { return scalar(truth); }
  bool number_integer(std::int64_t number) override { return scalar(number); }
  bool number_unsigned(std::uint64_t number) override {
    if (number <= static_cast<std::uint64_t>(INT64_MAX))
      return scalar(static_cast<std::int64_t>(number));
    return scalar(static_cast<double>(number));
  }
  bool number_float(double number, const std::string&) override { return scalar(number); }
  bool string(std::string& text) override { return scalar(std::move(text)); }
  bool binary(nlohmann::json::binary_t&) override { return false; }  // JSON has none
  bool start_object(std::size_t) override { return start(make_object()); }
  bool start_array(std::size_t) override { return start(make_array()); }
  bool end_object() override { return finish(); }
  bool end_array() override { return finish(); }
  bool key(std::string& text) override {
    skip_token();
    open_.back().key = &document_->name(text);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
    return false;
  }

  Value take_root() { return std::move(root_); }
  const std::vector<JsonRepeat>& repeats() const { return repeats_; }
  const std::optional<Place>& deepest() const { return deepest_; }

 private:
  struct Open {
    Value value;
    const SharedText* key = nullptr;                       // of the member whose value comes next
    std::unordered_map<std::string, std::size_t> names{};  // by their letters: of its members
  };

  std::size_t next_token() {
    while (at_ < text_.size() && (is_blank(text_[at_]) || text_[at_] == ',' || text_[at_] == ':'))
      ++at_;
    return at_;
  }

  void skip_token() {
    next_token();
    if (text_[at_] != '"') {
      while (at_ < text_.size() && !ends_literal(text_[at_])) ++at_;
      return;
    }
    for (++at_; text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
  }

  // Of the value that begins at the cursor. Null where it is too deep.
  std::optional<Place> place() {
    Step step = 0;
    if (!open_.empty()) {
      Open& parent = open_.back();
      const Step above = parent.value.place.step();
      step = parent.value.array() == nullptr
                 ? document_->member(above, *parent.key)
                 : document_->element(above, parent.value.array()->size());
    }
    position_.advance_to(next_token());
    document_->begins(step, position_.column());
    Place found{document_, step, position_.line()};
    if (open_.size() < deepest_json) return found;
    deepest_ = std::move(found);
    return {};
  }

  template <class T>
  bool scalar(T data) {
    auto found = place();
    if (!found) return false;
    Value value;
    value.place = std::move(*found);
    value.data = std::move(data);
    skip_token();
    return add(std::move(value));
  }

  bool start(Value value) {
    auto found = place();
    if (!found) return false;
    value.place = std::move(*found);
    ++at_;
    open_.push_back({std::move(value)});
    return true;
  }

  bool finish() {
    next_token();
    ++at_;
    Value value = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(value));
  }

  bool add(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return true;
    }
    Open& parent = open_.back();
    if (parent.value.array() != nullptr) {
      parent.value.array()->push_back(std::move(value));
      return true;
    }
    Object& members = *parent.value.object();
    const auto [name, fresh] = parent.names.emplace(to_lower(parent.key->str()), members.size());
    if (fresh) {
      members.push_back({*parent.key, std::move(value)});
      return true;
    }
    Member& previous = members[name->second];
    if (repeats_.size() < most_json_repeats) repeats_.push_back({previous.key, value.place});
    previous = {*parent.key, std::move(value)};
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  TextPosition position_;
  Shared<Document> document_;
  std::vector<Open> open_;
  Value root_;
  std::vector<JsonRepeat> repeats_;
  std::optional<Place> deepest_;
};

}  // namespace

std::optional<Value> read_json_by_events(std::string_view text, const SharedText& file,
                                         Diagnostics& diagnostics) {
  EventBuilder builder(text, file);
  constexpr std::string_view mark = "\xef\xbb\xbf";  // which the library skips
  const bool built = !text.starts_with(mark) && nlohmann::json::sax_parse(text, &builder);
  if (built) {
    report_repeats(builder.repeats(), diagnostics);
    return builder.take_root();
  }
  diagnostics.push_back(builder.deepest() ? json_too_deep(*builder.deepest())
                                          : json_fault(text, file));
  return std::nullopt;
}

}  // namespace airtight::input
