#pragma once

#include <airtight/verify/group_questions.h>

#include <utility>

#include "reach/world.h"

// Random rule lists, and packets that are decided by scanning them.
namespace airtight::world {

// A packet as a group sees it. `inside`: in VirtualNetwork.
struct RandomPacket {
  azure::Direction direction = azure::Direction::inbound;
  net::Ip source;
  net::Ip destination;
  net::Protocol protocol = net::Protocol::tcp;
  net::Port source_port;
  net::Port port;
  bool source_inside = false;
  bool destination_inside = false;
};

// "a" and "b": often the second is the first in other words, and sometimes with one rule turned.
std::pair<azure::NetworkSecurityGroup, azure::NetworkSecurityGroup> random_groups();
RandomPacket random_packet();
RandomPacket packet_of(const verify::GroupDifference& difference);

// Whether a rule of these groups covers it. Of IPv4 only, and of no tags but those of default
// rules.
bool covers(const azure::SecurityRule& rule, const RandomPacket& packet);

}  // namespace airtight::world
