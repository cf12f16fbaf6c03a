#include "exchange.h"

#include <airtight/base/text.h>
#include <arpa/nameser.h>
#include <poll.h>
#include <resolv.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "sockets.h"

namespace airtight::lab {
namespace {

int number_of(azure::RecordType type) {
  switch (type) {
    case azure::RecordType::a:
      return ns_t_a;
    case azure::RecordType::aaaa:
      return ns_t_aaaa;
    case azure::RecordType::cname:
      return ns_t_cname;
    case azure::RecordType::other:
      return ns_t_any;
  }
  return ns_t_any;
}

std::string words_of(int rcode) {
  constexpr std::array words{"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN"};
  const auto at = static_cast<std::size_t>(rcode);
  return at < words.size() ? words.at(at) : "RCODE" + std::to_string(rcode);
}

void put(std::vector<unsigned char>& octets, unsigned number) {
  octets.push_back(static_cast<unsigned char>(number >> 8U));
  octets.push_back(static_cast<unsigned char>(number & 255U));
}

void take(const ns_msg& message, const ns_rr& record, Reply& reply) {
  const auto* octets = ns_rr_rdata(record);
  const int type = ns_rr_type(record);
  if (type == ns_t_cname) {
    std::array<char, NS_MAXDNAME> target{};
    if (ns_name_uncompress(ns_msg_base(message), ns_msg_end(message), octets, target.data(),
                           target.size()) < 0)
      return;
    reply.aliases.push_back(to_lower(ns_rr_name(record)) + " CNAME " + to_lower(target.data()));
  } else if (type == ns_t_a && ns_rr_rdlen(record) == NS_INADDRSZ) {
    reply.addresses.push_back(net::ipv4(octets[0], octets[1], octets[2], octets[3]));
  }
}

}  // namespace

std::vector<unsigned char> query_for(const net::DnsName& name, azure::RecordType type,
                                     std::uint16_t number) {
  constexpr unsigned recursion_desired = 0x0100;
  std::vector<unsigned char> octets;
  for (const unsigned each : {unsigned{number}, recursion_desired, 1U, 0U, 0U, 0U})
    put(octets, each);
  std::string_view rest = name.text();
  while (!rest.empty()) {
    const std::string_view label = rest.substr(0, rest.find('.'));
    octets.push_back(static_cast<unsigned char>(label.size()));
    octets.insert(octets.end(), label.begin(), label.end());
    rest.remove_prefix(std::min(rest.size(), label.size() + 1));
  }
  octets.push_back(0);
  put(octets, static_cast<unsigned>(number_of(type)));
  put(octets, ns_c_in);
  return octets;
}

std::optional<Reply> read_reply(std::span<const unsigned char> octets, std::uint16_t number) {
  ns_msg message{};
  if (ns_initparse(octets.data(), static_cast<int>(octets.size()), &message) != 0 ||
      ns_msg_id(message) != number || ns_msg_getflag(message, ns_f_qr) == 0)
    return {};
  Reply reply{words_of(ns_msg_getflag(message, ns_f_rcode)), {}, {}};
  for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
    ns_rr record{};
    if (ns_parserr(&message, ns_s_an, i, &record) != 0) return {};
    take(message, record, reply);
  }
  std::ranges::sort(reply.addresses);
  return reply;
}

bool somebody_answers(const net::Ip& server, std::uint16_t port,
                      std::chrono::milliseconds patience) {
  const int client = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const sockaddr_in to = address_of(server, port);
  const auto query = query_for({}, azure::RecordType::a, 1);
  bool answers = false;
  if (connect(client, plain(to), sizeof to) == 0 &&
      send(client, query.data(), query.size(), 0) > 0) {
    pollfd waiting{client, POLLIN, 0};
    std::array<unsigned char, 512> octets{};
    answers = poll(&waiting, 1, static_cast<int>(patience.count())) > 0 &&
              recv(client, octets.data(), octets.size(), 0) > 0;
  }
  close(client);
  return answers;
}

}  // namespace airtight::lab
