#pragma once

#include <airtight/model/network.h>
#include <airtight/reach/workload.h>
#include <airtight/verify/path.h>
#include <airtight/wire/dns_message.h>

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace airtight::serve {

// No answer is sent.
struct Silence {};

// A question that only a real server can answer: about a public name of which the input says
// nothing. `reply` is what is known so far, with the aliases that lead to the name.
struct Forward {
  wire::Question question;
  wire::Message reply;
};

using Response = std::variant<Silence, wire::Message, Forward>;

// What a workload's resolver would answer, as DNS messages. It holds the network and touches no
// socket.
//
// A certain answer is given with its aliases, addresses and rcode. What is not certain is SERVFAIL
// with an extended error (RFC 8914) that names what is missing; so is a public front end, whose
// address the platform chooses, unless `front_end` stands for all of them. A name that gets no
// answer is SERVFAIL too, a blocked one has its alias and nothing else (D-241). Records without a
// TTL on record have 0, so that nobody keeps them.
class PredictedView {
 public:
  struct Options {
    bool forwards = false;             // else unknown public names are refused
    std::optional<net::Ip> front_end;  // an IPv4 address
    verify::Assumptions assumptions{};
  };

  PredictedView(model::Network network, reach::Workload from, Options options);

  // The response to the octets of a query. Malformed ones are FORMERR, or silence where not even a
  // header is there or it is no query.
  Response respond(std::string_view query) const;

 private:
  Response answer(const wire::Message& query, wire::Message reply) const;
  bool leads_to_front_end(const net::DnsName& name) const;

  model::Network network_;
  reach::Workload from_;
  Options options_;
};

// A reply as a line for people: "kv1.vault.azure.net A: NOERROR, 10.0.1.4".
std::string in_words(const wire::Message& reply);

// The largest reply to the client of a query over UDP (RFC 6891 section 6.2.5).
std::size_t largest_reply(const wire::Message& reply, std::string_view query);

// The query to the server that a question is forwarded to, and the reply to the client with what
// that server said: nullopt where it said nothing. Octets that do not answer the query are nothing.
std::string forwarded_query(const Forward& forward, std::uint16_t id);
bool answers(std::string_view octets, const Forward& forward, std::uint16_t id);
wire::Message forwarded_reply(const Forward& forward, std::optional<std::string_view> octets);

}  // namespace airtight::serve
