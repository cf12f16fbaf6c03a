#include "edge_protocols.h"

#include <algorithm>
#include <array>

namespace airtight::lab {
namespace {

using namespace std::string_view_literals;

struct Greeting {
  std::string_view begins;  // of the client, from octet `at`
  std::size_t at;
  std::string_view reply;
  bool before_gate;  // the gate is judged later, at the login
};

constexpr std::array greetings{
    // RESP (E-181).
    Greeting{"PING"sv, 0, "-NOAUTH Authentication required.\r\n"sv, false},
    // The protocol header of SASL over AMQP 1.0 (E-134).
    Greeting{"AMQP"sv, 0, "AMQP\x03\x01\x00\x00"sv, false},
    // PostgreSQL's SSLRequest (E-211).
    Greeting{"\x00\x00\x00\x08\x04\xd2\x16\x2f"sv, 0, "S"sv, false},
    // MS-TDS 2.2.6.5, PRELOGIN: VERSION, and ENCRYPTION off (E-100, E-103).
    Greeting{"\x12\x01"sv, 0,
             "\x04\x01\x00\x1a\x00\x00\x01\x00"
             "\x00\x00\x0b\x00\x06\x01\x00\x11\x00\x01\xff"
             "\x0c\x00\x00\x00\x00\x00\x00"sv,
             true},
    // MS-SMB2 2.2.2, an error response, STATUS_NOT_SUPPORTED, to NEGOTIATE (E-088).
    Greeting{"\xfeSMB"sv, 4,
             "\x00\x00\x00\x49"
             "\xfeSMB\x40\x00\x00\x00\xbb\x00\x00\xc0\x00\x00\x01\x00"
             "\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
             "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
             "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
             "\x09\x00\x00\x00\x00\x00\x00\x00\x00"sv,
             false}};

const Greeting* greeting_of(std::string_view hello) {
  const auto* found = std::ranges::find_if(greetings, [&](const Greeting& each) {
    return hello.size() > each.at && hello.substr(each.at).starts_with(each.begins);
  });
  return found == greetings.end() ? nullptr : found;
}

bool lets_in(const Edge& edge, const net::Ip& source) {
  return edge.side == Edge::Side::endpoint ||
         std::ranges::any_of(edge.doors, [&](const Door& door) {
           return ruling(door.gate, source) == Ruling::admitted;
         });
}

}  // namespace

bool is_greeting(std::string_view hello) { return greeting_of(hello) != nullptr; }

std::string_view greeting_for(const Edge& edge, std::string_view hello, const net::Ip& source) {
  const Greeting* found = greeting_of(hello);
  if (found == nullptr || (!found->before_gate && !lets_in(edge, source))) return {};
  return found->reply;
}

}  // namespace airtight::lab
