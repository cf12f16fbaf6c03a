#pragma once

#include <airtight/dns/answer.h>
#include <airtight/verify/fork.h>
#include <airtight/verify/subject.h>
#include <airtight/verify/verdict.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace airtight::verify {

// What an answer is worth to somebody who wants the resource privately, least private first.
enum class AnswerClass : std::uint8_t { open_public, unproven, wrong, broken, private_address };

std::string_view to_string(AnswerClass answer_class);  // "public", …, "private"

// The nominal answer and its class; `unproven` when readings of the platform disagree.
struct Resolution {
  dns::Answer answer;
  AnswerClass answer_class = AnswerClass::unproven;
};

// One workload, one target: what the name says, what the network does, and whether the public
// edge admits the Internet.
struct Path {
  std::string from;
  std::string to;
  azure::ResourceId from_id;  // empty for the Internet and hosts nobody wrote
  azure::ResourceId to_id;
  std::string source;       // who sends: an address, a block, or "an outbound address of app1"
  std::string destination;  // the address of the nominal answer; empty where there is none
  net::Protocol protocol = net::Protocol::tcp;
  net::Port port;
  std::optional<Resolution> resolution;  // none for an address
  Verdict verdict;
  bool nominally_allowed = false;        // by the nominal reading, whatever the verdict
  std::vector<Fork> forks;               // what the verdict hangs on, or takes for granted
  reach::Via via = reach::Via::none;     // of the nominal reading
  Trace trace;                           // of the nominal reading, names first
  std::optional<Verdict> public_access;  // of back ends
  bool needed = false;                   // settings or references of the sender name the target
};

// Readings to take as given, from "--assume C-06=…".
using Assumptions = std::vector<std::pair<model::Choice, std::size_t>>;

// The first reading under them.
model::Reading reading_under(const Assumptions& assumptions);

Path examine(const model::Network& network, const reach::Workload& from, const Target& target,
             const Assumptions& assumptions = {});

// Only the name: class, chain and trace.
Resolution resolve(const model::Network& network, const reach::Workload& from,
                   const net::DnsName& name, azure::RecordType type, const model::BackEnd* intended,
                   const std::string& group_id);

// Whether the Internet passes the public gates of a back end.
Verdict public_access(const model::Network& network, const Target& target,
                      const Assumptions& assumptions = {});

}  // namespace airtight::verify
