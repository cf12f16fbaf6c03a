#pragma once

#include <airtight/base/shared.h>
#include <airtight/base/shared_text.h>

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace airtight {

// A document that can say the pointers to its values.
class Pointers : public Shareable {
 public:
  virtual std::string pointer(std::uint32_t value) const = 0;
};

// A JSON pointer (RFC 6901). One to a value of a document is made into a text when somebody asks:
// every property of every resource has one, and few are ever shown.
class JsonPointer {
 public:
  JsonPointer() = default;
  // NOLINTBEGIN(google-explicit-constructor): it stands where a string would
  JsonPointer(std::string_view text) : JsonPointer(std::string(text)) {}
  JsonPointer(std::string text);
  JsonPointer(const char* text) : JsonPointer(std::string(text)) {}
  operator std::string() const { return str(); }
  // NOLINTEND(google-explicit-constructor)
  JsonPointer(Shared<const Pointers> document, std::uint32_t value)
      : document_(std::move(document)), value_(value) {}

  std::string str() const { return document_ ? document_->pointer(value_) : std::string(); }
  bool empty() const { return str().empty(); }
  void clear() { *this = JsonPointer(); }
  JsonPointer& operator+=(std::string_view more) { return *this = JsonPointer(str().append(more)); }

  friend bool operator==(const JsonPointer& a, const JsonPointer& b) {
    return a.is_same(b) || a.str() == b.str();
  }
  friend std::strong_ordering operator<=>(const JsonPointer& a, const JsonPointer& b) {
    return a.is_same(b) ? std::strong_ordering::equal : a.str() <=> b.str();
  }
  friend bool operator==(const JsonPointer& a, std::string_view b) { return a.str() == b; }
  friend bool operator==(const JsonPointer& a, const std::string& b) { return a.str() == b; }
  friend bool operator==(const JsonPointer& a, const char* b) { return a.str() == b; }
  friend std::string operator+(std::string a, const JsonPointer& b) { return a += b.str(); }
  friend std::string operator+(const JsonPointer& a, std::string_view b) {
    return a.str().append(b);
  }

 private:
  bool is_same(const JsonPointer& other) const {
    return document_.get() == other.document_.get() && value_ == other.value_;
  }

  Shared<const Pointers> document_;  // null: the empty pointer; else a text may be a document
  std::uint32_t value_ = 0;
};

// A place in an input file. `line` and `column` count from 1, 0 means unknown. `pointer` is a JSON
// pointer into a JSON or YAML document and stays empty for scripts.
struct Where {
  SharedText file;
  int line = 0;
  int column = 0;
  JsonPointer pointer;

  bool operator==(const Where&) const = default;
};

// "hub.json:42: /resources/3", the form editors can jump to. Empty for an empty place.
std::string to_string(const Where& where);

}  // namespace airtight
