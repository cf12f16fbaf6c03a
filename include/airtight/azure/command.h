#pragma once

#include <airtight/azure/resource_id.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::azure {

// "--name value value"; without values a flag.
struct CommandOption {
  std::string_view name;
  std::vector<std::string> values{};
};

// An az command for people to paste. Values are quoted where a POSIX shell would take them for
// anything but a word, for names come from the input.
std::string az(std::string_view verb, std::initializer_list<CommandOption> options);

// One line that a shell leaves alone: what to do where no command does it, or where somebody has to
// choose a value first.
std::string remark(std::string_view text);

// The name and the resource group of an id, as options take them.
std::vector<std::string> name_of(const ResourceId& id);
std::vector<std::string> group_of(const ResourceId& id);

}  // namespace airtight::azure
