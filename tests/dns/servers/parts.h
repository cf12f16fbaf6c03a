#pragma once

#include <airtight/azure/resources.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace airtight::servers {

// One statement about a random world of names: what it adds, and how it reads. A world is a list of
// them, so that a disagreement shrinks by leaving statements out.
struct Part {
  std::string text;
  std::function<void(azure::Resources&)> add;
};
using Parts = std::vector<Part>;

// The resources of a world, each list in order of id.
azure::Resources resources(const Parts& parts);

// A world with networks, services, endpoints, zones, links, records, DNS servers and public names.
// All public names of it are known, and no two links of a network have zones of one name.
Parts random_world(std::uint32_t seed);

// Whoever can ask: networks, interfaces with servers of their own, apps, hosts, the Internet.
struct Vantage {
  enum class Kind { network, interface, app, host, internet };
  Kind kind = Kind::internet;
  std::string name;

  auto operator<=>(const Vantage&) const = default;
};
std::string to_string(const Vantage& vantage);
std::vector<Vantage> vantages(const azure::Resources& world);

// Addresses tell where they come from.
namespace from {
inline constexpr const char* endpoint = "10.1.";
inline constexpr const char* by_hand = "10.2.";
inline constexpr const char* wildcard = "10.77.";
inline constexpr const char* machine = "10.3.";
inline constexpr const char* own_zone = "172.16.";
inline constexpr const char* public_name = "192.0.2.";
}  // namespace from

}  // namespace airtight::servers
