#include "input/az/options.h"

#include "run.h"

using namespace airtight;
using namespace airtight::input::az;

namespace {

const std::vector<Option> known = read_notation(
    "--name -n ! ^; @G @l; --address-prefixes *; --https-only ?; --default-action {Allow|Deny}; "
    "--admin-password ~; --route-table-name; --subnet; --subnet-name");

struct Parsed {
  Options options;
  Diagnostics diagnostics;
};

Parsed parse(const std::string& text) {
  Parsed parsed;
  const auto invocation = test::invocation(text);
  parsed.options = parse_options(known, invocation.words, parsed.diagnostics);
  return parsed;
}

std::string first(const Parsed& parsed, std::string_view key) {
  const auto* word = parsed.options.word(key);
  return word == nullptr ? "(none)" : word->text;
}

}  // namespace

TEST_CASE("options are found by name, by unique prefix and with their value attached",
          "[az][options][I-404]") {
  const auto [text, key, value] = GENERATE(table<std::string, std::string, std::string>({
      {"--name v", "name", "v"},
      {"-n v", "name", "v"},
      {"-nv", "name", "v"},
      {"--name=v=w", "name", "v=w"},
      {"--route-table t", "route-table-name", "t"},
      {"--subnet s", "subnet", "s"},  // exact before prefix
      {"--address-prefix 10.0.0.0/8 11.0.0.0/8", "address-prefixes", "10.0.0.0/8"},
      {"--out tsv", "output", "tsv"},
      {"--https-only false", "https-only", "false"},
      {"-n \"\"", "name", ""},
  }));
  CAPTURE(text);
  const Parsed parsed = parse(text);
  CHECK(parsed.diagnostics.empty());
  CHECK(first(parsed, key) == value);
}

TEST_CASE("a list takes words up to the next option and a bare boolean none",
          "[az][options][I-404]") {
  const Parsed parsed = parse("--address-prefixes a b c --https-only --name v");
  CHECK(parsed.options.words("address-prefixes").size() == 3);
  CHECK(parsed.options.has("https-only"));
  CHECK(parsed.options.words("https-only").empty());
}

TEST_CASE("what the command line refuses is an error that helps", "[az][options][I-404][TD-01]") {
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"--defalt-action Deny", "did you mean --default-action"},
      {"--name --https-only", "--name has no value"},
      {"--default-action DenyForce", "expected Allow or Deny"},
      {"--https-only maybe", "expected true or false"},
      {"--s x", "unknown option --s"},  // subnet, subnet-name, subscription
      {"-q x", "unknown option -q"},
  }));
  CAPTURE(text);
  const Parsed parsed = parse(text);
  REQUIRE(parsed.diagnostics.size() == 1);
  CHECK(parsed.diagnostics[0].message.find(message) != std::string::npos);
}

TEST_CASE("a stray word may be part of a password and is not quoted", "[az][options][CONTRACT-5]") {
  const Parsed parsed = parse("--admin-password CANARY CANARY");
  REQUIRE(parsed.diagnostics.size() == 1);
  CHECK(parsed.diagnostics[0].message.find("CANARY") == std::string::npos);
}

TEST_CASE("a word that nobody knows is no error but is kept", "[az][options][I-401]") {
  CHECK(parse("?EXTRA --name v").options.unknown.size() == 1);
}
