#include "input/json_list.h"

#include <airtight/base/text.h>
#include <simdjson.h>

#include <utility>

#include "input/json_builder.h"
#include "input/list_cutter.h"
#include "input/list_file.h"
#include "input/list_scanner.h"

namespace airtight::input {

namespace ondemand = simdjson::ondemand;

void pad_json(std::string& text) { text.reserve(text.size() + simdjson::SIMDJSON_PADDING); }

bool is_padded_json(const std::string& text) {
  return text.capacity() - text.size() >= simdjson::SIMDJSON_PADDING;
}

std::shared_ptr<const JsonCut> cut_json_list(std::string_view text, const SharedText& file) {
  AroundScanner around(text);
  if (!around.find_list()) return nullptr;
  const std::string_view head = text.substr(0, around.begin());
  auto cut = std::make_shared<JsonCut>();
  ListCutter cutter(head, *cut);
  if (cutter.take(text.substr(head.size())) != ElementScanner::End::list) return nullptr;
  const std::string_view tail = text.substr(cutter.left_off());
  const bool whole = head.size() + tail.size() <= largest_around && cutter.finish(head, tail, file);
  return whole ? cut : nullptr;
}

struct JsonListReader::Reader {
  const std::string& text;
  const JsonCut& cut;
  const std::string& path;
  const JsonReduction* reduction;
  ondemand::parser parser{};
  Shared<Names> names{new Names};
  std::string room{};  // of a part that is read from its file

  std::optional<std::string_view> text_of(const JsonCut::Part& part);
  bool element(JsonBuilder& builder, std::string_view element, Step step, Value& out);
  bool attempt(JsonBuilder& builder, std::string_view element, Step step, Value& out);
};

bool JsonListReader::Reader::attempt(JsonBuilder& builder, std::string_view element, Step step,
                                     Value& out) {
  try {
    ondemand::document document;
    const auto readable = element.size() + simdjson::SIMDJSON_PADDING;
    return parser.iterate(element.data(), element.size(), readable).get(document) ==
               simdjson::SUCCESS &&
           builder.document(document, out, step);
  } catch (const simdjson::simdjson_error&) {
    return false;
  }
}

// Nothing where the file has become shorter.
std::optional<std::string_view> JsonListReader::Reader::text_of(const JsonCut::Part& part) {
  const auto [offset, size] = cut.elements[part.first + part.count - 1];
  const std::size_t length = offset + size - part.start.offset;
  if (!cut.file) return std::string_view(text).substr(part.start.offset, length);
  if (room.size() < length + simdjson::SIMDJSON_PADDING)
    room.resize(length + simdjson::SIMDJSON_PADDING);
  if (!cut.file->read(part.start.offset, std::span(room).first(length))) return std::nullopt;
  return std::string_view(room).substr(0, length);
}

bool JsonListReader::Reader::element(JsonBuilder& builder, std::string_view element, Step step,
                                     Value& out) {
  const JsonBuilder::Mark before = builder.mark();
  builder.reduce(reduction);
  if (attempt(builder, element, step, out)) return true;
  if (!builder.reduced()) return false;
  builder.back_to(before);  // what is wrong in the part left out, only the whole can say
  builder.reduce(nullptr);
  out = {};
  return attempt(builder, element, step, out);
}

JsonListReader::JsonListReader(const std::string& text, const JsonCut& cut, const std::string& path,
                               const JsonReduction* reduction)
    : reader_(std::make_unique<Reader>(Reader{text, cut, path, reduction})) {}

JsonListReader::~JsonListReader() = default;

bool JsonListReader::read(const JsonCut::Part& part,
                          const std::function<void(Value, bool reduced)>& take,
                          std::vector<JsonRepeat>& repeats) {
  const auto text = reader_->text_of(part);
  if (!text) return false;
  const Shared<Document> document(new Document(reader_->path, reader_->names));
  const std::optional<std::string>& name = reader_->cut.name;
  const Step list = name ? document->member(0, document->name(*name)) : 0;
  JsonBuilder builder(*text, document, {0, part.start.line, part.start.column});
  for (std::size_t i = part.first; i < part.first + part.count; ++i) {
    const auto [offset, size] = reader_->cut.elements[i];
    const std::string_view element = text->substr(offset - part.start.offset, size);
    Value value;
    if (!reader_->element(builder, element, document->element(list, i), value)) return false;
    take(std::move(value), builder.reduced());
  }
  repeats = builder.repeats();
  document->close();
  return true;
}

}  // namespace airtight::input
