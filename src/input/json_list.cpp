#include "input/json_list.h"

#include <airtight/base/text.h>
#include <simdjson.h>

#include <utility>

#include "input/json_builder.h"
#include "input/list_scanner.h"

namespace airtight::input {
namespace {

namespace ondemand = simdjson::ondemand;

// Enough for a thread to be busy with, little enough to stay in its cache.
constexpr std::size_t size_of_part = std::size_t{256} * 1024;

// What is around a list that is cut is read at once.
constexpr std::size_t largest_around = std::size_t{64} * 1024 * 1024;

std::vector<JsonCut::Part> parts_of(std::span<const JsonCut::Extent> elements,
                                    TextPosition& position) {
  std::vector<JsonCut::Part> parts;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const std::size_t offset = elements[i].offset;
    if (parts.empty() || offset >= parts.back().start.offset + size_of_part) {
      position.advance_to(offset);
      parts.push_back({i, 0, position.mark()});
    }
    ++parts.back().count;
  }
  return parts;
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

bool cut_list(const std::string& text, const SharedText& file, JsonCut& cut) {
  ListScanner scanner(text);
  if (!scanner.run() || text.size() - (scanner.end() - scanner.begin()) > largest_around)
    return false;
  if (scanner.name()) cut.name = std::string(*scanner.name());
  cut.elements = scanner.take_elements();
  TextPosition position(text);
  cut.parts = parts_of(cut.elements, position);
  position.advance_to(scanner.end());
  TextMark behind = position.mark();
  behind.offset = scanner.begin();
  std::string around = text.substr(0, scanner.begin()) + text.substr(scanner.end());
  pad_json(around);
  return AroundReader(around, file, scanner.begin(), behind).read(cut);
}

}  // namespace

void pad_json(std::string& text) { text.reserve(text.size() + simdjson::SIMDJSON_PADDING); }

bool is_padded_json(const std::string& text) {
  return text.capacity() - text.size() >= simdjson::SIMDJSON_PADDING;
}

std::shared_ptr<const JsonCut> cut_json_list(const std::string& text, const SharedText& file) {
  try {
    auto cut = std::make_shared<JsonCut>();
    if (cut_list(text, file, *cut)) return cut;
  } catch (const simdjson::simdjson_error&) {
    return nullptr;
  }
  return nullptr;
}

struct JsonListReader::Reader {
  const std::string& text;
  const JsonCut& cut;
  const std::string& path;
  const JsonReduction* reduction;
  ondemand::parser parser{};
  Shared<Names> names{new Names};

  bool element(JsonBuilder& builder, std::size_t index, Step step, Value& out);
  bool attempt(JsonBuilder& builder, std::string_view element, Step step, Value& out);
};

bool JsonListReader::Reader::attempt(JsonBuilder& builder, std::string_view element, Step step,
                                     Value& out) {
  try {
    ondemand::document document;
    const auto room = element.size() + simdjson::SIMDJSON_PADDING;
    return parser.iterate(element.data(), element.size(), room).get(document) ==
               simdjson::SUCCESS &&
           builder.document(document, out, step);
  } catch (const simdjson::simdjson_error&) {
    return false;
  }
}

bool JsonListReader::Reader::element(JsonBuilder& builder, std::size_t index, Step step,
                                     Value& out) {
  const auto [offset, size] = cut.elements[index];
  const std::string_view element = std::string_view(text).substr(offset, size);
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
  const Shared<Document> document(new Document(reader_->path, reader_->names));
  const std::optional<std::string>& name = reader_->cut.name;
  const Step list = name ? document->member(0, document->name(*name)) : 0;
  JsonBuilder builder(reader_->text, document, part.start);
  for (std::size_t i = part.first; i < part.first + part.count; ++i) {
    Value value;
    if (!reader_->element(builder, i, document->element(list, i), value)) return false;
    take(std::move(value), builder.reduced());
  }
  repeats = builder.repeats();
  document->close();
  return true;
}

}  // namespace airtight::input
