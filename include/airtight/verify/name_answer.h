#pragma once

#include <airtight/verify/path.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::verify {

// One name as one workload gets it, over all readings: the nominal answer with its class, and with
// which open points a client would see another one.
struct NameAnswer {
  Resolution resolution;
  // Settled where every reading that is not assumed away has the same rcode, chain and addresses,
  // and nothing is missing.
  Openness open;
  // all that is missing is whether this public name exists. It ends the chain.
  std::optional<net::DnsName> unsaid;
  // The name, its aliases in any reading, and the privatelink names of both: where a zone, a rule
  // or a policy may have had a say. Sorted.
  std::vector<net::DnsName> visited;
};

// `intended` is the resource that the name means, `group_id` its part of it; null where it is
// nobody's.
NameAnswer answer_name(const model::Network& network, const reach::Workload& from,
                       const net::DnsName& name, azure::RecordType type,
                       const model::BackEnd* intended, const std::string& group_id,
                       const Assumptions& assumptions = {});

// The same for the resource whose public name it is, if the input has it.
NameAnswer answer_name(const model::Network& network, const reach::Workload& from,
                       const net::DnsName& name, azure::RecordType type,
                       const Assumptions& assumptions = {});

// "R-05" in words, as answers name it among their unknowns.
std::string public_name_unknown(const net::DnsName& name);

}  // namespace airtight::verify
