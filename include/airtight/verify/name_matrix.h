#pragma once

#include <airtight/verify/path.h>

#include <string>
#include <vector>

namespace airtight::verify {

// Who asks: every app and the platform on its behalf, every machine, hosted workload and workload
// of the surroundings, one host of each network that none of them is in, and the Internet. In order
// of name.
std::vector<reach::Workload> vantages(const model::Network& network);

// The names that the input's apps use (hosts of settings, vaults of references) and those of back
// ends that somebody uses or that an endpoint serves. Sorted.
std::vector<net::DnsName> names_in_use(const model::Network& network);

// What a client sees of an answer, and how sure it is.
struct NameCell {
  dns::Rcode rcode = dns::Rcode::none;
  std::vector<dns::Address> addresses;
  AnswerClass answer_class = AnswerClass::unproven;
  Openness open;

  bool operator==(const NameCell&) const = default;
};

// Vantages that get the same answers to all names, with an answer for each name.
struct MatrixGroup {
  std::vector<std::string> vantages;
  std::vector<NameCell> answers;  // as long as the matrix's names, in their order
};

// Every name from every vantage. Groups are in order of their first vantage.
struct NameMatrix {
  std::vector<net::DnsName> names;
  std::vector<MatrixGroup> groups;
};

NameMatrix name_matrix(const model::Network& network, const Assumptions& assumptions = {});

}  // namespace airtight::verify
