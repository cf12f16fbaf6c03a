#include "input/brackets.h"

#include <random>
#include <string>

using namespace airtight::input;

namespace {

// One byte after the other.
std::size_t plainly_closed(const std::string& text, std::size_t open) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (in_string && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_string = !in_string;
    } else if (!in_string && (text[i] == '{' || text[i] == '[')) {
      ++depth;
    } else if (!in_string && (text[i] == '}' || text[i] == ']')) {
      if (--depth == 0) return i + 1;
    }
  }
  return text.npos;
}

bool ends_in_string(const std::string& text) {
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_string && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_string = !in_string;
    }
  }
  return in_string;
}

}  // namespace

TEST_CASE("the bracket that closes another is found wherever strings and blocks end", "[json]") {
  std::mt19937 engine(20261126);  // NOLINT: the same for every run
  const std::string letters = "\"\"{[]}x \xdb\xfb;]";
  std::size_t closed = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = "{";
    for (std::size_t size = engine() % 300; text.size() < size;) {
      const bool in_string = ends_in_string(text);
      // Backslashes stand in strings only; in runs, before quotation marks or not.
      if (in_string && engine() % 4 == 0) {
        text += std::string(1 + engine() % 5, '\\');
      } else {
        text += letters[engine() % letters.size()];
      }
      if (engine() % 7 == 0) text += std::string(engine() % 70, '.');
    }
    const std::size_t expected = plainly_closed(text, 0);
    closed += expected != text.npos ? 1 : 0;
    if (behind_closing(text, 0) == expected) continue;
    CAPTURE(text, expected);
    CHECK(behind_closing(text, 0) == expected);
    break;
  }
  CHECK((closed > 1000 && closed < 19'000));
}

TEST_CASE("a run of backslashes may end where a block does", "[json]") {
  for (std::size_t before = 50; before < 70; ++before) {
    for (std::size_t run = 0; run < 140; ++run) {
      const std::string text = "{\"" + std::string(before, 'x') + std::string(run, '\\') + "\"}\"}";
      CAPTURE(before, run);
      REQUIRE(behind_closing(text, 0) == plainly_closed(text, 0));
    }
  }
}
