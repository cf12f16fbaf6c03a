#pragma once

#include <airtight/reconcile/reconcile.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace airtight::diagnose {

// What is wanted of a dependency.
enum class Intent : std::uint8_t {
  isolated,  // reached through a private endpoint, and closed to the Internet
  reached,   // reached, by whichever way
};
std::string_view to_string(Intent intent);  // "isolated", "reached"

// Where a dependency stands, worst last.
enum class State : std::uint8_t {
  isolated,      // privately reached, and the public door is proved closed
  reached,       // reached, where no more is wanted
  undetermined,  // what was seen and what is written do not settle it
  broken,        // the app does not get what it needs
  exposed,       // the public door is open
};
std::string_view to_string(State state);  // "isolated"

// By which way the app got to the service.
enum class Way : std::uint8_t { none, by_private_endpoint, by_public_door, unsaid };
std::string_view to_string(Way way);  // "private-endpoint", "public", "none", "unsaid"

// The public door, as far as anybody knows.
enum class Door : std::uint8_t {
  unknown,
  refuses_us,  // by rules, which may let others in
  closed,      // for everybody: the service said so, or all readings of the resources do
  open,
};
std::string_view to_string(Door door);  // "unknown", "refuses-us", "closed", "open"

struct Standing {
  State state = State::undetermined;
  Way way = Way::none;
  Door door = Door::unknown;
  std::string sentence;  // "kv1 is exposed: …"

  bool operator==(const Standing&) const = default;
};

// Where a dependency stands by what was last seen of it and, where resources are at hand, what they
// say (E-243). The observations are those of one dependency. Without any the standing is
// undetermined. `predicted` may be null. `is_private` tells which addresses are private (E-242).
struct Evidence {
  std::string name;  // for the sentence
  Intent intent = Intent::isolated;
  std::span<const observe::Observation* const> seen;
  const reconcile::PathComparison* predicted = nullptr;
  std::function<bool(const net::Ip&)> is_private;
  bool complete = true;  // false: some of it could not be measured, which proves nothing
};
Standing standing_of(const Evidence& evidence);

}  // namespace airtight::diagnose
