#include "input/list_cutter.h"

#include <simdjson.h>

#include <utility>

#include "input/json_builder.h"

namespace airtight::input {
namespace {

namespace ondemand = simdjson::ondemand;

// Enough for a thread to be busy with, little enough to stay in its cache.
constexpr std::size_t size_of_part = std::size_t{256} * 1024;

TextMark behind(std::string_view text) {
  TextPosition position(text);
  position.advance_to(text.size());
  return position.mark();
}

// Reads a document without the elements of its list, which begins at `list` in it; `behind` is
// where the list ends, as it was written.
class AroundReader {
 public:
  AroundReader(const std::string& text, const SharedText& file, std::size_t list, TextMark behind)
      : text_(text),
        document_(new Document(file)),
        builder_(text_, document_),
        list_(list),
        behind_(behind) {}

  bool read(JsonCut& cut) {
    ondemand::parser parser;
    ondemand::document document;
    if (parser.iterate(text_.data(), text_.size(), text_.capacity()).get(document) !=
        simdjson::SUCCESS)
      return false;
    ondemand::value root;
    if (document.get_value().get(root) != simdjson::SUCCESS) return false;
    const bool whole = root_of(root, cut);
    return whole && builder_.repeats().empty() &&
           document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  }

 private:
  bool root_of(ondemand::value root, JsonCut& cut) {
    cut.around.place = builder_.place_at(root.raw_json_token().data(), 0);
    if (!cut.name) {
      cut.around.data = Array{};
      return empty_list(root);
    }
    cut.around.data = Object{};
    ondemand::object members;
    if (root.get_object().get(members) != simdjson::SUCCESS) return false;
    for (auto found : members) {
      ondemand::field field;
      if (std::move(found).get(field) != simdjson::SUCCESS || !member(field, cut)) return false;
    }
    return true;
  }

  bool member(ondemand::field& field, JsonCut& cut) {
    std::string_view key;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS || cut.around.find(key) != nullptr)
      return false;
    const SharedText& name = document_->name(key);
    Member made{name, {}};
    const Step step = document_->member(0, name);
    ondemand::value value = field.value();
    const char* const token = value.raw_json_token().data();
    if (static_cast<std::size_t>(token - text_.data()) + 1 == list_) {
      made.value.place = builder_.place_at(token, step);
      made.value.data = Array{};
      if (!empty_list(value)) return false;
      builder_.back_to({TextPosition(text_, behind_), 0});
    } else if (!builder_.value(value, step, 1, made.value)) {
      return false;
    }
    cut.around.object()->push_back(std::move(made));
    return true;
  }

  static bool empty_list(ondemand::value value) {
    ondemand::array items;
    bool empty = false;
    return value.get_array().get(items) == simdjson::SUCCESS &&
           items.is_empty().get(empty) == simdjson::SUCCESS && empty;
  }

  const std::string& text_;
  Shared<Document> document_;
  JsonBuilder builder_;
  std::size_t list_;
  TextMark behind_;
};

}  // namespace

ListCutter::ListCutter(std::string_view head, JsonCut& cut)
    : cut_(cut), scanner_(head.size()), mark_(behind(head)) {
  cut_.has_unknowns = has_written_unknowns(head);
}

ElementScanner::End ListCutter::take(std::string_view text) {
  const std::size_t base = scanner_.left_off();
  const auto end = scanner_.scan(text, cut_.elements);
  const std::string_view seen = text.substr(0, scanner_.left_off() - base);
  cut_.has_unknowns = cut_.has_unknowns || has_written_unknowns(seen);
  TextPosition position(seen, {0, mark_.line, mark_.column});
  for (; counted_ < cut_.elements.size(); ++counted_) {
    const std::size_t offset = cut_.elements[counted_].offset;
    if (cut_.parts.empty() || offset >= cut_.parts.back().start.offset + size_of_part) {
      position.advance_to(offset - base);
      cut_.parts.push_back({counted_, 0, {offset, position.line(), position.column()}});
    }
    ++cut_.parts.back().count;
  }
  position.advance_to(seen.size());
  mark_ = {scanner_.left_off(), position.line(), position.column()};
  return end;
}

bool ListCutter::finish(std::string_view head, std::string_view tail, const SharedText& file) {
  std::string around(head);
  around += tail;
  AroundScanner scanner(around);
  if (!scanner.find_list() || !scanner.ends_behind(head.size())) return false;
  if (const auto name = scanner.name()) cut_.name = std::string(*name);
  cut_.has_unknowns = cut_.has_unknowns || has_written_unknowns(tail);
  pad_json(around);
  try {
    return AroundReader(around, file, head.size(), {head.size(), mark_.line, mark_.column})
        .read(cut_);
  } catch (const simdjson::simdjson_error&) {
    return false;
  }
}

}  // namespace airtight::input
