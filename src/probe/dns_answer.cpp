#include "dns_answer.h"

#include <airtight/base/text.h>
#include <airtight/wire/dns_message.h>

#include <algorithm>
#include <vector>

namespace airtight::probe {
namespace {

using observe::DnsResult;

std::string text_of(const wire::Name& name) {
  return to_lower(printable(join(name.labels, ".")));  // RFC 4343
}

// A record by its owner. Answers are short, so they are looked through; the longest has as many
// aliases as are followed, and its addresses are taken in one pass.
struct Owned {
  std::string owner;
  const wire::Record* record;
};

struct Records {
  std::vector<Owned> aliases;
  std::vector<Owned> addresses;
};

Records records_of(const wire::Message& message, std::uint16_t type) {
  Records records;
  for (const wire::Record& record : message.answers) {
    if (record.of_class != wire::class_in) continue;
    if (std::holds_alternative<wire::Name>(record.data))
      records.aliases.push_back({text_of(record.owner), &record});
    else if (record.type == type && std::holds_alternative<net::Ip>(record.data))
      records.addresses.push_back({text_of(record.owner), &record});
  }
  return records;
}

// Follows the aliases and returns the last name, or nothing where they lead nowhere.
std::optional<std::string> follow(const Records& records, std::string owner, std::size_t most,
                                  DnsResult& result) {
  std::vector<std::string> seen{owner};
  for (;;) {
    const auto alias = std::ranges::find(records.aliases, owner, &Owned::owner);
    if (alias == records.aliases.end()) return owner;
    if (result.chain.size() == most) return {};
    std::string target = text_of(std::get<wire::Name>(alias->record->data));
    result.chain.push_back({std::move(owner), "CNAME", alias->record->ttl, target});
    owner = std::move(target);
    if (std::ranges::count(seen, owner) > 0) {
      result.loop = true;
      return {};
    }
    seen.push_back(owner);
  }
}

void add_addresses(const Records& records, const std::string& owner, std::size_t most,
                   DnsResult& result) {
  for (const Owned& each : records.addresses) {
    if (each.owner != owner) continue;
    if (result.addresses.size() == most) {
      ++result.omitted;
      continue;
    }
    const net::Ip& ip = std::get<net::Ip>(each.record->data);
    result.addresses.push_back(ip);
    result.chain.push_back({owner, result.type, each.record->ttl, net::to_string(ip)});
  }
}

}  // namespace

DnsAnswer read_dns_answer(std::string_view octets, const net::DnsName& name, net::Family family,
                          const Settings& settings) {
  DnsAnswer answer;
  DnsResult& result = answer.result;
  result.type = family == net::Family::v4 ? "A" : "AAAA";
  const auto message = wire::read_message(octets);
  if (!message || !message->response) {
    result.rcode = observe::Rcode::malformed;
    return answer;
  }
  answer.truncated = message->truncated;
  result.rcode = observe::rcode_of(message->rcode);
  const Records records =
      records_of(*message, family == net::Family::v4 ? wire::type::a : wire::type::aaaa);
  const auto last = follow(records, name.text(), settings.most_chain, result);
  if (last && result.rcode == observe::Rcode::noerror)
    add_addresses(records, *last, settings.most_kept, result);
  return answer;
}

}  // namespace airtight::probe
