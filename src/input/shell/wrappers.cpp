#include <algorithm>

#include "parser.h"
#include "shell.h"

namespace airtight::input::shell {
namespace {

struct Wrapper {
  std::string_view name;
  std::string_view valued;  // letters of the options whose value is a word of its own
  std::size_t operands = 0;
};

constexpr Wrapper wrappers[] = {
    {"sudo", "ughpCrtTUD"}, {"doas", "uC"},    {"env", "uC"},   {"nice", "n"},    {"ionice", "cnp"},
    {"timeout", "ks", 1},   {"stdbuf", "ioe"}, {"setsid", ""},  {"nohup", ""},    {"time", "fo"},
    {"command", ""},        {"exec", "a"},     {"builtin", ""}, {"unbuffer", ""}, {"chronic", ""},
};

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  return equals != std::string_view::npos && equals > 0 && starts_name(word[0]);
}

// Past the options and operands of the wrapper at words[at].
std::size_t command_after(const Wrapper& wrapper, const std::vector<std::string>& words,
                          std::size_t at) {
  for (++at; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (word == "--") {
      ++at;
      break;
    }
    if (wrapper.name == "env" && is_assignment(word)) continue;
    if (word.size() < 2 || word[0] != '-') break;
    if (word.size() == 2 && wrapper.valued.find(word[1]) != std::string_view::npos) ++at;
  }
  return at + wrapper.operands;
}

// `command -v az` asks, and `env -S "…"` takes the command in one word.
bool does_something_else(const Wrapper& wrapper, const std::string& option) {
  return (wrapper.name == "command" && (option == "-v" || option == "-V")) ||
         (wrapper.name == "env" && (option.starts_with("-S") || option.starts_with("--split")));
}

}  // namespace

Wrapped wrapped(const std::vector<std::string>& words) {
  Wrapped result;
  while (result.words < words.size()) {
    const std::string& name = words[result.words];
    const auto* found = std::ranges::find(wrappers, std::string_view(name), &Wrapper::name);
    if (found == std::end(wrappers)) break;
    if (result.words + 1 < words.size() && does_something_else(*found, words[result.words + 1]))
      break;
    const std::size_t next = command_after(*found, words, result.words);
    if (next >= words.size()) break;
    result.external = result.external || found->name != "time";
    result.replaces = result.replaces || found->name == "exec";
    result.words = next;
  }
  return result;
}

}  // namespace airtight::input::shell
