#include <airtight/base/text.h>
#include <rapidcheck.h>

#include <algorithm>

using namespace airtight;

TEST_CASE("case is that of ASCII letters only", "[base][I-121]") {
  CHECK(to_lower("Kv1.ÄZURE") == "kv1.Äzure");
  CHECK(equal_ignoring_case("Microsoft.Network", "microsoft.NETWORK"));
  CHECK_FALSE(equal_ignoring_case("a", "ab"));
  CHECK_FALSE(equal_ignoring_case("[", "{"));  // 32 apart, and no letters
  CHECK(starts_with_ignoring_case("Microsoft.Network/x", "microsoft.network/"));
  CHECK_FALSE(starts_with_ignoring_case("Micro", "microsoft"));
}

TEST_CASE("eight letters at once are as one by one", "[base][I-121]") {
  for (int c = 0; c < 256; ++c) {
    for (const std::size_t size : {1U, 2U, 3U, 4U, 7U, 8U, 9U, 15U, 16U, 17U}) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, '-');
        text[at] = static_cast<char>(c);
        const std::string lower = to_lower(text);
        CHECK(equal_ignoring_case(text, lower));
        std::string other = text;
        other[at] = static_cast<char>(c ^ 0x20);
        CHECK(equal_ignoring_case(text, other) == (lower == to_lower(other)));
        other[at] = static_cast<char>(c ^ 0x80);
        CHECK_FALSE(equal_ignoring_case(text, other));
      }
    }
  }
}

TEST_CASE("split and join undo each other", "[base]") {
  CHECK(split("a,,b", ',').size() == 3);
  CHECK(split("", ',').size() == 1);
  CHECK(rc::check([] {
    const auto parts = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(
        rc::gen::container<std::string>(rc::gen::element('a', 'b', ' '))));
    std::vector<std::string> again;
    const std::string joined = join(parts, ",");
    for (const std::string_view part : split(joined, ',')) again.emplace_back(part);
    RC_ASSERT(again == parts);
  }));
}

TEST_CASE("what is printed steers no terminal", "[base]") {
  CHECK(printable("a\x1b[31mb") == "a\\x1b[31mb");
  CHECK(rc::check([](const std::string& text) {
    const std::string shown = printable(text);
    RC_ASSERT(std::ranges::none_of(shown, [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
    }));
  }));
  CHECK(in_quotes(std::string(500, 'a')).size() < 140);
}

TEST_CASE("the nearest names are suggested, three at most", "[base]") {
  const std::vector<std::string> names{"kv1", "kv2", "kv3", "kv4", "storage"};
  const auto found = nearest("kv", names);
  CHECK(found.size() <= 3);
  CHECK(std::ranges::count(found, "storage") == 0);
  CHECK(nearest("storag", names) == std::vector<std::string>{"storage"});
}

TEST_CASE("blanks at both ends go", "[base]") {
  CHECK(trim(" \t a b\r\n") == "a b");
  CHECK(trim("  ").empty());
}
