#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "cli/program.h"

namespace {

const std::string folder = scenarios + "/invalid/";

// Lines of standard error that speak of this line of the file.
bool says(const std::string& err, const std::string& file, int line, const std::string& words,
          const std::string& fact) {
  std::size_t start = 0;
  const std::string place = file + ":" + std::to_string(line);
  while (start < err.size()) {
    const auto end = std::min(err.find('\n', start), err.size());
    const std::string message = err.substr(start, end - start);
    start = end + 1;
    const auto at = message.find(place);
    if (at == std::string::npos) continue;
    const auto after = at + place.size();
    const bool whole = after == message.size() || message[after] == ':';
    if (whole && message.find(words, after) != std::string::npos &&
        (fact.empty() || message.find(fact, after) != std::string::npos))
      return true;
  }
  return false;
}

Ran run_on(const std::string& file) {
  const bool script = file.ends_with(".sh");
  return run_program({script ? "replay" : "what-if", folder + file});
}

}  // namespace

TEST_CASE("every invalid file is refused with its line and cause", "[cli][invalid]") {
  const YAML::Node expected = YAML::LoadFile(folder + "expected.yaml");
  CHECK(expected.size() >= 22);
  for (const auto& entry : expected) {
    const auto file = entry.first.as<std::string>();
    const Ran ran = run_on(file);
    INFO(file << "\n" << ran.err);
    CHECK(ran.code == 2);
    for (const YAML::Node& message : entry.second) {
      const auto fact = message["fact"] ? message["fact"].as<std::string>() : std::string();
      CHECK(says(ran.err, folder + file, message["line"].as<int>(),
                 message["contains"].as<std::string>(), fact));
    }
  }
}

TEST_CASE("usage errors exit with 2 and help with 0", "[cli]") {
  struct Case {
    std::vector<std::string> arguments;
    int code;
  };
  const std::vector<Case> cases{
      {{}, 2},
      {{"--help"}, 0},
      {{"--version"}, 0},
      {{"replay"}, 2},
      {{"replay", "--no-such-flag", "x.sh"}, 2},
      {{"no-such-verb"}, 2},
      {{"replay", "/no/such/file.sh"}, 2},
      {{"what-if", "/no/such/file.json"}, 2},
      {{"explain", folder + "array-of-numbers.json"}, 2},
      {{"replay", "--format", "papyrus", "x.sh"}, 2},
      {{"scenario", "run", "no-such-scenario", "--directory", scenarios}, 2},
  };
  for (const Case& c : cases) {
    const Ran ran = run_program(c.arguments);
    INFO(ran.err);
    CHECK(ran.code == c.code);
    CHECK((c.code == 0 || !ran.err.empty()));
  }
}
