#include "input/json.h"

#include <airtight/base/text.h>
#include <simdjson.h>

#include <unordered_map>
#include <utility>

namespace airtight::input {
namespace {

namespace ondemand = simdjson::ondemand;

// Hostile input must not bury the one message that matters.
constexpr int most_warnings = 20;

std::string escaped(std::string_view key) {  // RFC 6901
  std::string text;
  for (const char c : key) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  return text;
}

// Builds values in the order of the text. Error codes of the library are kept in `error` and end
// the building; the caller then asks find_json_fault, which knows what was expected.
class Builder {
 public:
  Builder(std::string_view text, std::shared_ptr<const std::string> file, Diagnostics& diagnostics)
      : text_(text), position_(text), file_(std::move(file)), diagnostics_(diagnostics) {}

  bool document(ondemand::document& document, Value& out) {
    ondemand::value root;
    if (document.get_value().get(root) != simdjson::SUCCESS)
      return scalar_document(document, out) && !find_json_fault(text_);
    if (!value(root, {}, 0, out)) return false;
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;  // nothing follows
  }

  bool too_deep() const { return too_deep_; }
  const Place& deepest() const { return deepest_; }

 private:
  // A lone string or number is JSON, though no input of ours. The library does not look at what
  // follows a lone string.
  bool scalar_document(ondemand::document& document, Value& out) {
    out.place = place_at(text_.find_first_not_of(" \t\r\n"), {});
    std::string_view text;
    if (document.get_string().get(text) == simdjson::SUCCESS) {
      out.data = std::string(text);
      return true;
    }
    double number = 0;
    if (document.get_double().get(number) == simdjson::SUCCESS) {
      out.data = number;
      return true;
    }
    bool truth = false;
    if (document.get_bool().get(truth) == simdjson::SUCCESS) {
      out.data = truth;
      return true;
    }
    return document.is_null();
  }

  bool value(ondemand::value source, std::string pointer, int depth, Value& out) {
    const char* start = source.raw_json_token().data();
    out.place = place_at(static_cast<std::size_t>(start - base()), std::move(pointer));
    if (depth >= deepest_json) {
      too_deep_ = true;
      deepest_ = out.place;
      return false;
    }
    ondemand::json_type type{};
    if (source.type().get(type) != simdjson::SUCCESS) return false;
    switch (type) {
      case ondemand::json_type::object:
        return object(source, depth, out);
      case ondemand::json_type::array:
        return array(source, depth, out);
      case ondemand::json_type::string:
        return string(source, out);
      case ondemand::json_type::number:
        return number(source, out);
      case ondemand::json_type::boolean: {
        bool truth = false;
        if (source.get_bool().get(truth) != simdjson::SUCCESS) return false;
        out.data = truth;
        return true;
      }
      case ondemand::json_type::null:
        out.data = nullptr;
        return source.is_null();
    }
    return false;
  }

  bool string(ondemand::value source, Value& out) {
    std::string_view text;
    if (source.get_string().get(text) != simdjson::SUCCESS) return false;
    out.data = std::string(text);
    return true;
  }

  bool number(ondemand::value source, Value& out) {
    std::int64_t integer = 0;
    if (source.get_int64().get(integer) == simdjson::SUCCESS) {
      out.data = integer;
      return true;
    }
    double real = 0;
    if (source.get_double().get(real) != simdjson::SUCCESS) return false;
    out.data = real;
    return true;
  }

  bool array(ondemand::value source, int depth, Value& out) {
    ondemand::array items;
    if (source.get_array().get(items) != simdjson::SUCCESS) return false;
    Array built;
    for (auto found : items) {
      ondemand::value item;
      // NOLINTNEXTLINE(performance-move-const-arg): simdjson gets from temporaries only.
      if (std::move(found).get(item) != simdjson::SUCCESS) return false;
      const std::string pointer = out.place.pointer + "/" + std::to_string(built.size());
      if (!value(item, pointer, depth + 1, built.emplace_back())) return false;
    }
    out.data = std::move(built);
    return true;
  }

  bool object(ondemand::value source, int depth, Value& out) {
    ondemand::object members;
    if (source.get_object().get(members) != simdjson::SUCCESS) return false;
    Object built;
    std::unordered_map<std::string, std::size_t> seen;  // lower-case key to its index
    for (auto found : members) {
      ondemand::field field;
      if (std::move(found).get(field) != simdjson::SUCCESS) return false;
      std::string_view unescaped;
      if (field.unescaped_key().get(unescaped) != simdjson::SUCCESS) return false;
      std::string key(unescaped);
      Value member;
      if (!value(field.value(), out.place.pointer + "/" + escaped(key), depth + 1, member))
        return false;
      const auto [previous, fresh] = seen.emplace(to_lower(key), built.size());
      if (fresh) {
        built.push_back({std::move(key), std::move(member)});
      } else {
        repeated(built[previous->second].key, member.place);
        built[previous->second] = {std::move(key), std::move(member)};
      }
    }
    out.data = std::move(built);
    return true;
  }

  void repeated(const std::string& key, const Place& place) {
    ++warnings_;
    if (warnings_ > most_warnings) return;
    diagnostics_.push_back({Severity::warning,
                            to_where(place),
                            "the member \"" + key.substr(0, 80) +
                                "\" is given again; this last one is used" +
                                (warnings_ == most_warnings ? " (more are not listed)" : ""),
                            {"I-012"}});
  }

  Place place_at(std::size_t offset, std::string pointer) {
    position_.advance_to(offset);
    return {file_, position_.line(), position_.column(), std::move(pointer)};
  }

  const char* base() const { return text_.data(); }

  std::string_view text_;
  TextPosition position_;
  std::shared_ptr<const std::string> file_;
  Diagnostics& diagnostics_;
  int warnings_ = 0;
  bool too_deep_ = false;
  Place deepest_;
};

Diagnostic fault(std::string_view text, const std::shared_ptr<const std::string>& file) {
  const auto found = find_json_fault(text);
  TextPosition position(text);
  position.advance_to(found ? found->offset : 0);
  return {Severity::error,
          to_where({file, position.line(), position.column(), {}}),
          "not JSON at column " + std::to_string(position.column()) + ": " +
              (found ? found->message : "the text is refused"),
          {"I-010"}};
}

}  // namespace

void TextPosition::advance_to(std::size_t offset) {
  for (; offset_ < offset && offset_ < text_.size(); ++offset_) {
    const auto byte = static_cast<unsigned char>(text_[offset_]);
    if (byte == '\n') {
      ++line_;
      column_ = 1;
    } else if ((byte & 0xc0U) != 0x80U) {  // bytes that continue a character do not count
      ++column_;
    }
  }
}

std::optional<Value> read_json(std::string_view text,
                               const std::shared_ptr<const std::string>& file,
                               Diagnostics& diagnostics) {
  try {
    const simdjson::padded_string padded(text);
    const std::string_view readable(padded.data(), padded.size());
    ondemand::parser parser;
    ondemand::document document;
    Value root;
    Builder builder(readable, file, diagnostics);
    if (parser.iterate(padded).get(document) == simdjson::SUCCESS &&
        builder.document(document, root)) {
      return root;
    }
    if (builder.too_deep()) {
      diagnostics.push_back({Severity::error,
                             to_where(builder.deepest()),
                             "found values nested deeper than " + std::to_string(deepest_json) +
                                 ", expected at most that many levels",
                             {"I-010"}});
      return std::nullopt;
    }
  } catch (const simdjson::simdjson_error&) {
    // The fault below says more than its text.
  }
  diagnostics.push_back(fault(text, file));
  return std::nullopt;
}

}  // namespace airtight::input
