#pragma once

#include <airtight/azure/edge_request.h>
#include <airtight/net/ip.h>

#include <cstdint>
#include <string>
#include <vector>

// What stands at the address of a service and answers like it.
namespace airtight::lab {

// An entry of a list of addresses that a service lets in or keeps out.
struct Admission {
  net::Prefix prefix;
  bool allow = true;
  bool operator==(const Admission&) const = default;
};

// Whom the public side of a service lets in, by source address: the first entry that has it
// decides, `otherwise` where none has (N-310 to N-333).
struct Gate {
  bool disabled = false;  // public network access
  std::vector<Admission> entries{};
  bool otherwise = true;
  std::string unknown{};  // what it depends on and the input does not say, or the lab does not have
  bool operator==(const Gate&) const = default;
};

enum class Ruling : std::uint8_t { admitted, refused, disabled, unknown };
Ruling ruling(const Gate& gate, const net::Ip& source);

// A name that a service answers to.
struct Door {
  std::string name;  // "kv1.vault.azure.net", in lower case
  azure::ServicePart part;
  Gate gate{};             // of the front end only: an endpoint asks none (N-206, N-310)
  bool https_only = true;  // of apps: HTTP is redirected
  std::string worker{};    // of apps: the namespace whose program answers (worker_port)
  bool operator==(const Door&) const = default;
};

// A server at an address of a namespace. TLS is what it expects on every port but 80; `tokens` is
// the token service of an app's identity, in plain HTTP.
struct Edge {
  enum class Side : std::uint8_t { front_end, endpoint, tokens };
  Side side = Side::front_end;
  std::string space;
  net::Ip address;
  std::vector<std::uint16_t> ports{443};  // sorted
  std::vector<Door> doors{};              // by name
  std::string resource{};                 // of an endpoint: its id
  bool operator==(const Edge&) const = default;
};

// Where the program of an app listens in its worker, on the loopback.
inline constexpr std::uint16_t worker_port = 8080;

// Where the token service of an app listens, and what a request must show.
inline constexpr net::Ip token_address = net::ipv4(127, 0, 0, 1);
inline constexpr std::uint16_t token_port = 41741;
inline constexpr const char* identity_header = "airtight-lab-not-a-secret";

}  // namespace airtight::lab
