#pragma once

#include <chrono>
#include <set>
#include <string>
#include <vector>

namespace airtight::servers {

struct Question {
  std::string name;
  std::string type;  // "A", "AAAA", "CNAME"
};

// What a client learns: the aliases in order, as "owner CNAME target", and the records of the type
// asked, in no order, as "owner A address". `zone` is the owner of the SOA record of a negative
// answer.
struct Outcome {
  std::string rcode;  // "NOERROR", "NXDOMAIN", "SERVFAIL", "TIMEOUT", or a number
  std::vector<std::string> aliases;
  std::set<std::string> records;
  std::string zone{};
};

// "NXDOMAIN: kvx.vault.azure.net CNAME kvx.privatelink.vaultcore.azure.net"
std::string to_string(const Outcome& outcome);

// Asks servers in order, as c-ares and other stub resolvers do: the next one only when one does not
// answer (D-208). All questions are under way at once.
std::vector<Outcome> ask(const std::vector<std::string>& servers,
                         const std::vector<Question>& questions,
                         std::chrono::milliseconds patience);

}  // namespace airtight::servers
