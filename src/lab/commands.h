#pragma once

#include <airtight/lab/plan.h>

#include <set>
#include <string>

// A plan in the words of `ip -batch`, for what is not yet so.
namespace airtight::lab {

// Adds links; a namespace is written "/proc/self/fd/N", as `descriptor` says.
template <class Descriptor>
std::string link_command(const Link& link, const Descriptor& descriptor) {
  // One address for both ends: without ARP, a frame's destination is its sender's own address.
  constexpr const char* address = " address 02:00:00:00:00:01 ";
  return "link add name " + link.first_device + address + "netns " + descriptor(link.first) +
         " type veth peer name " + link.second_device + address + "netns " +
         descriptor(link.second) + "\n";
}

// Devices of one namespace that a change of links makes and ends: what is new has neither addresses
// nor routes, and what is gone took its own along.
struct Devices {
  std::set<std::string> made;
  std::set<std::string> gone;
};

// What makes `before` to `after`; `before` is null for a new namespace.
std::string space_commands(const Space* before, const Space& after, const Devices& devices);

}  // namespace airtight::lab
