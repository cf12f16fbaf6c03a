#pragma once

#include <airtight/azure/edge_answer.h>
#include <airtight/azure/edge_request.h>
#include <airtight/net/ip.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::azure {

// What kind of address a client connected to. `neither` is for addresses that are no service's:
// loopback, link-local, multicast and the like.
enum class AddressClass : std::uint8_t { is_public, is_private, neither };

// By the address alone: RFC 1918 and RFC 4193 space, and 100.64.0.0/10 (E-242), are private.
AddressClass address_class(const net::Ip& ip);

struct Header {
  std::string name;
  std::string value;
};

// What came back from a service, or did not. Strings are as received.
struct EdgeSeen {
  ServicePart part{};
  std::string_view probe = "anonymous";  // how it was asked
  AddressClass address = AddressClass::is_public;
  bool resolved = true;             // the name has addresses; else `codes` holds the rcode
  std::string_view tcp = "accept";  // as EdgeAnswer has them
  std::string_view tls = "ok";
  int status = 0;                    // 0: no HTTP answer
  std::string reason{};              // the phrase after the status (HTTP/1.1, E-016)
  std::vector<std::string> codes{};  // error codes of the body, the most specific first
  std::vector<Header> headers{};
  std::string body{};
};

// The row of the classification table that an answer is, and how good it is as evidence.
struct EdgeMatch {
  const EdgeAnswer* row = nullptr;  // null: none; then nothing is concluded
  std::string_view classification = "INCONCLUSIVE";
  std::string error_code{};
  std::string_view marker{};             // the row's, that was found
  char grade = 'C';                      // paas-edge.md section 0.3
  std::optional<net::Ip> seen_source{};  // the client's address as the service saw it (E-019)
};

// First match in the order of E-008, with the address class, the status, the error code where the
// row has one, and one of its markers where it has any (section 16). Rows that say "refused" hold
// however the service was asked; the others only for their own kind of request.
EdgeMatch match_edge(const EdgeSeen& seen);

// What follows the words in which a service states the client's address; none where it does not.
std::optional<net::Ip> seen_source(const EdgeSeen& seen);

}  // namespace airtight::azure
