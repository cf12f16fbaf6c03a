#pragma once

#include <string>
#include <string_view>

#include "tls.h"

namespace airtight::probe {

// A safe first message of a protocol that is not HTTP, and how its answer begins (E-240): it holds
// no credential and changes nothing.
struct Exchange {
  std::string_view probe;  // as the edge table names it: "tds-prelogin"
  bool tls = false;        // before the message
  std::string_view hello;
  std::string_view begins;  // the answers' first octets, any of which will do where `any_of`
  bool any_of = false;
  std::size_t at = 0;  // where in the answer
};

// Null for words that are no such protocol.
const Exchange* exchange_for(std::string_view probe);

bool fits(const Exchange& exchange, std::string_view reply);

// Sends the message on an open connection and gives back what came within the time, at most 512
// octets; empty where nothing did.
awaitable<std::string> exchange_on(tcp::socket& socket, std::string_view hello,
                                   Clock::time_point until);
awaitable<std::string> exchange_on(TlsStream& stream, std::string_view hello,
                                   Clock::time_point until);

}  // namespace airtight::probe
