#include "input/yaml.h"

#include <airtight/base/text.h>
#include <airtight/input/document.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>
#include <utility>

#include "input/json.h"

// Built from the parser's events, so that depth and anchors are refused before anything is made of
// them; YAML::Load would build the whole tree first.

namespace airtight::input {
namespace {

constexpr std::size_t most_bytes = std::size_t{4} << 20U;

struct Refused {
  int line;
  std::string message;
};

Value scalar(const std::string& tag, const std::string& text, Place place) {
  Value value = make_string(text, std::move(place));
  if (tag == "!") return value;  // quoted
  if (text == "true" || text == "false") value.data = text == "true";
  if (text.empty() || text == "null" || text == "~") value.data = nullptr;
  std::int64_t integer = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
  if (error == std::errc{} && end == text.data() + text.size()) value.data = integer;
  return value;
}

class Builder : public YAML::EventHandler {
 public:
  explicit Builder(const std::string& path) : document_(new Document(path)) {}

  std::optional<Value> root;

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    OnScalar(mark, "?", anchor, "");
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Refused{mark.line + 1, "found an alias, which is not taken here"};
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    refuse_anchor(mark, anchor);
    if (!open_.empty() && open_.back().is_map && !open_.back().key) {
      open_.back().key = text;
      open_.back().key_mark = mark;
      return;
    }
    add(scalar(tag, text, place(mark)));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    start(mark, anchor, false);
  }
  void OnSequenceEnd() override { finish(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    start(mark, anchor, true);
  }
  void OnMapEnd() override { finish(); }

 private:
  struct Open {
    Value value;
    bool is_map = false;
    std::optional<std::string> key;  // of the member whose value comes next
    YAML::Mark key_mark;
  };

  static void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor)
      throw Refused{mark.line + 1, "found an anchor, which is not taken here"};
  }

  void start(const YAML::Mark& mark, YAML::anchor_t anchor, bool is_map) {
    refuse_anchor(mark, anchor);
    if (open_.size() >= deepest_json)
      throw Refused{mark.line + 1, "nested deeper than " + std::to_string(deepest_json)};
    if (!open_.empty() && open_.back().is_map && !open_.back().key)
      throw Refused{mark.line + 1, "a key must be a word"};
    open_.push_back({is_map ? make_object(place(mark)) : make_array(place(mark)), is_map, {}, {}});
  }

  void finish() {
    Value value = std::move(open_.back().value);
    open_.pop_back();
    add(std::move(value));
  }

  void add(Value value) {
    if (open_.empty()) {
      root = std::move(value);
      return;
    }
    Open& parent = open_.back();
    if (!parent.is_map) {
      parent.value.array()->push_back(std::move(value));
      return;
    }
    const std::optional<std::string> key = std::exchange(parent.key, std::nullopt);
    const int line = parent.key_mark.line + 1;
    if (!key) throw Refused{line, "found a value without a key"};
    if (parent.value.find(*key) != nullptr)
      throw Refused{line, "the key " + in_quotes(*key) + " comes twice"};
    parent.value.object()->push_back({*key, std::move(value)});
  }

  Place place(const YAML::Mark& mark) const {
    Step step = 0;
    for (const Open& open : open_)
      step = open.is_map ? document_->member(step, document_->name(open.key.value_or("")))
                         : document_->element(step, open.value.array()->size());
    document_->begins(step, mark.column + 1);
    return {document_, step, mark.line + 1};
  }

  Shared<Document> document_;
  std::vector<Open> open_;
};

void refuse(const SharedText& file, int line, std::string message, Diagnostics& diagnostics) {
  diagnostics.push_back({Severity::error, {file, line, 0, ""}, std::move(message), {}});
}

}  // namespace

std::optional<Value> read_yaml(const std::string& text, const SharedText& file,
                               Diagnostics& diagnostics) {
  if (text.size() > most_bytes) {
    refuse(file, 1, "found more than 4 MiB of YAML, expected at most that", diagnostics);
    return {};
  }
  std::istringstream stream(text);
  Builder builder(file);
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    if (builder.root) return std::move(builder.root);
    refuse(file, 1, "found an empty document", diagnostics);
  } catch (const Refused& refused) {
    refuse(file, refused.line, refused.message, diagnostics);
  } catch (const YAML::Exception& error) {
    refuse(file, error.mark.line + 1, "YAML: " + error.msg, diagnostics);
  }
  return {};
}

std::optional<Value> read_json_or_yaml(const std::string& text, const SharedText& file,
                                       Diagnostics& diagnostics) {
  const auto first = text.find_first_not_of(" \t\r\n");
  const bool json = first != std::string::npos && (text[first] == '{' || text[first] == '[');
  return json ? read_json(text, file, diagnostics) : read_yaml(text, file, diagnostics);
}

}  // namespace airtight::input
