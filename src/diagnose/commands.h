#pragma once

#include <airtight/azure/resources.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::diagnose {

// "--name value value"; without values a flag.
struct Option {
  std::string_view name;
  std::vector<std::string> values{};
};

// An az command. Values are quoted where a POSIX shell would take them for anything but a word, for
// names come from the input.
std::string az(std::string_view verb, std::initializer_list<Option> options);

// One line that a shell leaves alone: what to do where no command does it, or where somebody has to
// choose a value first.
std::string remark(std::string_view text);

// "name" and "resource group" of an id, as options take them.
std::vector<std::string> name_of(const azure::ResourceId& id);
std::vector<std::string> group_of(const azure::ResourceId& id);

std::string set_property(const azure::ResourceId& id, std::string_view assignment);
std::string link_command(const azure::ResourceId& zone, const azure::VirtualNetwork& network);

// The A record is `wanted` and nothing of `present`.
std::vector<std::string> record_commands(const azure::ResourceId& zone, const std::string& relative,
                                         const std::vector<net::Ip>& present,
                                         const std::vector<net::Ip>& wanted);

// The subnet keeps what it has: the option replaces the whole list.
std::string add_service_endpoint(const azure::Subnet& subnet, const std::string& endpoint);

}  // namespace airtight::diagnose
