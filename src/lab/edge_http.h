#pragma once

#include <string>
#include <string_view>

#include "edge_reply.h"

// As much of HTTP/1.1 (RFC 9112) as an edge needs: requests with a body of a known length.
namespace airtight::lab {

struct Parsed {
  enum class State : std::uint8_t { complete, incomplete, wrong };
  State state = State::incomplete;
  Asked asked{};
  std::string body{};
  std::size_t used = 0;  // octets
  bool keep_alive = true;
};

// The first request of what a client has sent; `wrong` is no request, or a longer one than any
// client of an edge has reason to send.
Parsed parse_request(std::string_view text);

std::string octets_of(const Answered& answered, const Parsed& request);

// The request as a front end hands it on, for one answer only.
std::string handed_on(const Parsed& request);

}  // namespace airtight::lab
