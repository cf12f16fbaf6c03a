#pragma once

#include <airtight/base/shared.h>

#include <compare>
#include <concepts>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace airtight {

// A text that does not change and that many have in common: the path of a file, the name of a
// member. Copies share it, so that each has 8 bytes. Compares by what it says.
class SharedText {
 public:
  SharedText() = default;
  // NOLINTBEGIN(google-explicit-constructor): it stands where a string would
  SharedText(std::string text);
  SharedText(std::string_view text) : SharedText(std::string(text)) {}
  SharedText(const char* text) : SharedText(std::string(text)) {}
  operator const std::string&() const { return str(); }
  operator std::string_view() const { return str(); }
  // NOLINTEND(google-explicit-constructor)

  const std::string& str() const { return kept_ ? kept_->text : empty_text(); }
  bool empty() const { return !kept_; }
  std::size_t size() const { return str().size(); }
  char front() const { return str().front(); }
  bool starts_with(std::string_view start) const { return str().starts_with(start); }
  bool starts_with(char start) const { return str().starts_with(start); }
  bool ends_with(std::string_view end) const { return str().ends_with(end); }

  // For tables of texts that are the same share, not only the same text.
  struct HashOfShare {
    std::size_t operator()(const SharedText& text) const {
      return std::hash<const void*>()(text.kept_.get());
    }
  };
  struct EqualShare {
    bool operator()(const SharedText& a, const SharedText& b) const {
      return a.kept_.get() == b.kept_.get();
    }
  };

  friend bool operator==(const SharedText& a, const SharedText& b) {
    return a.kept_.get() == b.kept_.get() || a.str() == b.str();
  }
  friend std::strong_ordering operator<=>(const SharedText& a, const SharedText& b) {
    return a.str() <=> b.str();
  }
  friend bool operator==(const SharedText& a, std::string_view b) { return a.str() == b; }
  friend bool operator==(const SharedText& a, const std::string& b) { return a.str() == b; }
  friend bool operator==(const SharedText& a, const char* b) { return a.str() == b; }
  friend std::string operator+(const SharedText& a, std::string_view b) {
    return a.str() + std::string(b);
  }
  friend std::string operator+(std::string a, const SharedText& b) {
    return std::move(a) + b.str();
  }

 private:
  struct Kept final : Shareable {
    explicit Kept(std::string said) : text(std::move(said)) {}
    std::string text;
  };
  static const std::string& empty_text();

  Shared<const Kept> kept_;  // null: the empty text
};

template <class T>
concept StringLike = std::same_as<T, std::string> || std::same_as<T, std::string_view>;

}  // namespace airtight

// So that std::ranges finds one among strings and a string among them.
// NOLINTBEGIN(readability-identifier-naming): the standard's name
template <airtight::StringLike Text, template <class> class A, template <class> class B>
struct std::basic_common_reference<airtight::SharedText, Text, A, B> {
  using type = std::string_view;
};
template <airtight::StringLike Text, template <class> class A, template <class> class B>
struct std::basic_common_reference<Text, airtight::SharedText, A, B>
    : std::basic_common_reference<airtight::SharedText, Text, A, B> {};
// NOLINTEND(readability-identifier-naming)
