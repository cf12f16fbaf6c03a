#include <airtight/dns/resolve.h>

#include <algorithm>

#include "resolver.h"

namespace airtight::dns {
namespace {

void take(Answer& answer, Reply reply) {
  answer.rcode = reply.rcode;
  answer.chain = std::move(reply.chain);
  answer.addresses = std::move(reply.addresses);
}

// an entry of the hosts file is the whole answer for its type.
bool in_hosts(const View& view, Answer& answer) {
  const auto entry = view.hosts.find(answer.name);
  if (entry == view.hosts.end()) return false;
  const bool v4 = entry->second.family == net::Family::v4;
  if (v4 != (answer.type == azure::RecordType::a)) return false;
  answer.rcode = Rcode::noerror;
  answer.addresses.push_back({entry->second, ""});
  answer.trace.push_back({"hosts file",
                          "the client's hosts file says " + to_string(entry->second),
                          {"D-219", "R-35"},
                          "",
                          "",
                          {}});
  return true;
}

std::vector<net::Ip> servers_of(const View& view, const net::DnsName& name,
                                model::Reading& reading) {
  std::vector<net::Ip> servers = view.servers;
  if (servers.empty()) servers.push_back(azure_provided);
  // cause-codes.md section 5 settles D-335 so for gateways: services through Azure, the rest not.
  if (view.own_way_to_services && is_reserved(name)) return {azure_provided};
  if (!view.any_server || servers.size() < 2) return servers;
  const auto first = reading.guess({"which DNS server the client picks"}, servers.size());
  std::ranges::rotate(servers, servers.begin() + static_cast<std::ptrdiff_t>(first));
  return servers;
}

}  // namespace

Answer resolve(const model::Network& network, const View& view, const net::DnsName& name,
               azure::RecordType type, model::Reading& reading, const Delivers& delivers) {
  Answer answer;
  answer.name = name;
  answer.type = type;
  answer.unknowns = view.unknowns;
  answer.trace = view.trace;
  if (in_hosts(view, answer)) return answer;
  Resolver resolver(network, answer, reading, delivers);
  const bool public_dns = !view.context.inside_azure && view.servers.empty();
  const Context context = public_dns ? Context{} : view.context;
  // A server that answers is final, whatever it answers (D-208).
  for (const net::Ip& server : servers_of(view, name, reading)) {
    if (auto reply = resolver.ask(server, context, nullptr, name, 0)) {
      take(answer, std::move(*reply));
      return answer;
    }
  }
  answer.rcode = Rcode::timeout;
  return answer;
}

}  // namespace airtight::dns
