#pragma once

#include <airtight/lab/plan.h>

#include <string>
#include <vector>

// How NSD, Unbound and dnsmasq are told what to be, in the words of their manuals.
namespace airtight::lab {

struct Place {
  std::string name;
  std::string space;
  net::Ip address;
  std::uint16_t port = 53;
};

// Authoritative for one zone.
Server nsd(const Place& place, const std::string& zone, const std::string& text);

// A resolver with nothing of its own: what it has no zone for goes where `more` says. Private
// answers are wanted, nothing is kept, and no name is hidden or looked for elsewhere.
Server unbound(const Place& place, const std::string& more);
std::string stub(const std::string& zone, const net::Ip& server);
std::string forward(const std::string& zone, const net::Ip& server, std::uint16_t port = 53);
std::string auth_zone(const std::string& zone, const std::string& file);

struct Forwarding {
  std::string zone;
  net::Ip to;
  std::uint16_t port = 53;
};
Server dnsmasq(const Place& place, const std::vector<Forwarding>& conditions,
               const net::Ip& otherwise);

}  // namespace airtight::lab
