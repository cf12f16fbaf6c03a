#pragma once

#include <airtight/azure/command.h>
#include <airtight/azure/resources.h>

#include <string>
#include <string_view>
#include <vector>

namespace airtight::diagnose {

// Commands of several repairs, beside azure::az.
using azure::az;
using azure::remark;

std::string set_property(const azure::ResourceId& id, std::string_view assignment);
std::string link_command(const azure::ResourceId& zone, const azure::VirtualNetwork& network);

// The A record is `wanted` and nothing of `present`.
std::vector<std::string> record_commands(const azure::ResourceId& zone, const std::string& relative,
                                         const std::vector<net::Ip>& present,
                                         const std::vector<net::Ip>& wanted);

// The subnet keeps what it has: the option replaces the whole list.
std::string add_service_endpoint(const azure::Subnet& subnet, const std::string& endpoint);

}  // namespace airtight::diagnose
