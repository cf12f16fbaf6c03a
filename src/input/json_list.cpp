#include "input/json_list.h"

#include <airtight/base/text.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <utility>

#include "input/json_builder.h"

namespace airtight::input {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::array<std::string_view, 3> names_of_lists{"value", "data", "resources"};

// No resource comes near; a list of larger elements is not worth cutting.
constexpr std::size_t largest_element = std::size_t{64} * 1024 * 1024;

// Enough for a thread to be busy with, little enough to stay in its cache.
constexpr std::size_t size_of_part = std::size_t{256} * 1024;

class Cutter {
 public:
  Cutter(const std::string& text, const std::string& path)
      : text_(text), document_(new Document(path)), builder_(text_, document_), position_(text_) {}

  bool run(JsonCut& cut) {
    ondemand::parser parser;
    ondemand::document document;
    if (parser.iterate(text_.data(), text_.size(), text_.size() + simdjson::SIMDJSON_PADDING)
            .get(document) != simdjson::SUCCESS)
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
    ondemand::json_type type{};
    if (root.type().get(type) != simdjson::SUCCESS) return false;
    if (type == ondemand::json_type::array) {
      cut.around.data = Array{};
      return list(root, cut);
    }
    if (type != ondemand::json_type::object) return false;
    cut.around.data = Object{};
    ondemand::object members;
    if (root.get_object().get(members) != simdjson::SUCCESS) return false;
    for (auto found : members) {
      ondemand::field field;
      if (std::move(found).get(field) != simdjson::SUCCESS || !member(field, cut)) return false;
    }
    return cut.name.has_value();
  }

  bool member(ondemand::field& field, JsonCut& cut) {
    std::string_view key;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS || cut.around.find(key) != nullptr)
      return false;
    const SharedText& name = document_->name(key);
    Member made{name, {}};
    const Step step = document_->member(0, name);
    ondemand::value value = field.value();
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return false;
    const bool is_list = type == ondemand::json_type::array && !cut.name &&
                         std::ranges::count(names_of_lists, std::string_view(made.key)) > 0;
    if (is_list) {
      cut.name = made.key;
      made.value.place = builder_.place_at(value.raw_json_token().data(), step);
      made.value.data = Array{};
      if (!list(value, cut)) return false;
      builder_.back_to({position_, 0});  // no need to count the lines of the list again
    } else if (!builder_.value(value, step, 1, made.value)) {
      return false;
    }
    cut.around.object()->push_back(std::move(made));
    return true;
  }

  bool list(ondemand::value value, JsonCut& cut) {
    ondemand::array items;
    if (value.get_array().get(items) != simdjson::SUCCESS) return false;
    for (auto found : items) {
      ondemand::object item;
      std::string_view text;
      // NOLINTNEXTLINE(performance-move-const-arg): simdjson gets from temporaries only.
      if (std::move(found).get_object().get(item) != simdjson::SUCCESS ||
          item.raw_json().get(text) != simdjson::SUCCESS || text.size() > largest_element)
        return false;
      // Up to the next element or the end of the list, blanks too.
      text = text.substr(0, text.rfind('}') + 1);
      add({static_cast<std::size_t>(text.data() - text_.data()), text.size()}, cut);
    }
    return true;
  }

  void add(const JsonCut::Extent& extent, JsonCut& cut) {
    if (cut.parts.empty() || extent.offset >= cut.parts.back().start.offset + size_of_part) {
      position_.advance_to(extent.offset);
      cut.parts.push_back({cut.elements.size(), 0, position_.mark()});
    }
    ++cut.parts.back().count;
    cut.elements.push_back(extent);
  }

  const std::string& text_;
  Shared<Document> document_;
  JsonBuilder builder_;
  TextPosition position_;
};

}  // namespace

void pad_json(std::string& text) { text.reserve(text.size() + simdjson::SIMDJSON_PADDING); }

bool is_padded_json(const std::string& text) {
  return text.capacity() - text.size() >= simdjson::SIMDJSON_PADDING;
}

std::shared_ptr<const JsonCut> cut_json_list(const std::string& text, const SharedText& file) {
  try {
    auto cut = std::make_shared<JsonCut>();
    if (Cutter(text, file).run(*cut)) return cut;
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
