#include <airtight/azure/command.h>
#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::azure {
namespace {

bool is_plain(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || std::string_view("-._/:=,@+").find(c) != std::string_view::npos;
}

std::string shell_word(const std::string& text) {
  if (text.empty()) return "\"\"";
  if (std::ranges::all_of(text, is_plain)) return text;
  std::string quoted = "'";
  for (const char c : printable(text))
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::string az(std::string_view verb, std::initializer_list<CommandOption> options) {
  std::string command = "az " + std::string(verb);
  for (const CommandOption& option : options) {
    command += " --" + std::string(option.name);
    for (const std::string& value : option.values) command += " " + shell_word(value);
  }
  return command;
}

std::string remark(std::string_view text) { return "# " + printable(text); }

std::vector<std::string> name_of(const ResourceId& id) { return {std::string(id.name())}; }

std::vector<std::string> group_of(const ResourceId& id) {
  return {std::string(id.resource_group())};
}

}  // namespace airtight::azure
