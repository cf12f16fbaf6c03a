#include <airtight/input/source.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "input/source_text.h"

using namespace airtight;
using namespace airtight::input;

namespace {

std::string message(const std::string& bytes) {
  const auto source = make_source("f", bytes);
  return source.has_value() ? "" : to_string(source.error().where) + ": " + source.error().message;
}

std::string utf16(std::u16string_view text, bool little) {
  std::string bytes = little ? "\xff\xfe" : "\xfe\xff";
  for (const char16_t unit : text) {
    const char low = static_cast<char>(unit & 0xffU);
    const char high = static_cast<char>(unit >> 8U);
    bytes += little ? low : high;
    bytes += little ? high : low;
  }
  return bytes;
}

}  // namespace

TEST_CASE("bytes that are no text are refused with their place", "[I-010]") {
  using namespace std::string_literals;
  CHECK_THAT(message(""), Catch::Contains("f:1: the file is empty"));
  CHECK_THAT(message(" \n\t"), Catch::Contains("the file is empty"));
  CHECK_THAT(message("[1]\n\0"s), Catch::Contains("f:2: found a NUL byte at column 1: a binary"));
  CHECK_THAT(message("az \xc3\x28"), Catch::Contains("f:1: found bytes at column 4"));
  for (const char* bytes : {"\xed\xa0\x80", "\xc0\x80", "\xf5\x80\x80\x80", "\x80", "\xe2\x82"})
    CHECK_THAT(message(bytes), Catch::Contains("not UTF-8"));
}

TEST_CASE("UTF-16 from PowerShell and a byte-order mark are read", "[I-010]") {
  for (const bool little : {true, false}) {
    const auto source = make_source("f", utf16(u"[\"é😀\"]", little));
    REQUIRE(source.has_value());
    CHECK(source.value().text == "[\"é😀\"]");
    CHECK(source.value().kind == Kind::resource_list);
  }
  CHECK(make_source("f", "\xef\xbb\xbf[]").value().text == "[]");
}

TEST_CASE("the digest is of the bytes as they are in the file") {
  CHECK(make_source("f", "[]").value().sha256 ==
        "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945");
}

TEST_CASE("what is no regular file is refused and never waited for") {
  CHECK_THAT(read_source("/nowhere/at.all").error().message,
             Catch::Contains("No such file or directory"));
  CHECK_THAT(read_source("/").error().message, Catch::Contains("found a directory"));
  CHECK_THAT(read_source("/dev/zero").error().message, Catch::Contains("found a device"));
}

TEST_CASE("a stream past what is allowed is refused, and so is a large script") {
  std::istringstream stream(std::string((std::size_t{1} << 20U) + 1, ' '));
  CHECK_THAT(read_bytes(stream, "-", std::size_t{1} << 20U).error().message,
             Catch::Contains("more than 1 MiB"));
  const std::string script = "#!/bin/bash\n" + std::string(largest_source, '#');
  CHECK_THAT(make_source("-", script).error().message,
             Catch::Contains("more than 64 MiB that is not one list of resource objects"));
  const std::string list = "[" + std::string(largest_source, ' ') + "]";
  CHECK(make_source("-", list).value().kind == Kind::resource_list);
}
