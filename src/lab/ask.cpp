#include <airtight/lab/ask.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>

#include "exchange.h"
#include "public_names.h"
#include "sockets.h"

namespace airtight::lab {
namespace {

struct Asked {
  std::size_t question = 0;
  int client = -1;
};

// One server of each that has no answer yet.
class Round {
 public:
  Round(const Lab& lab, std::span<const Question> questions, std::vector<Reply>& replies)
      : lab_(lab), questions_(questions), replies_(replies) {}
  ~Round() {
    for (const Asked& each : under_way_) close(each.client);
  }
  Round(const Round&) = delete;
  Round& operator=(const Round&) = delete;

  // False when there is nobody left to ask.
  bool send_all(std::size_t nth) {
    std::map<std::string, std::vector<std::size_t>> by_space;
    for (std::size_t i = 0; i < questions_.size(); ++i)
      if (replies_[i].rcode == "TIMEOUT") by_space[questions_[i].from].push_back(i);
    bool any = false;
    for (const auto& [name, numbers] : by_space) {
      const Space* space = space_named(lab_.plan(), name);
      if (space == nullptr || space->name_servers.size() <= nth) continue;
      any = true;
      inside(lab_.space(name), [&, &of = numbers] {
        for (const std::size_t each : of) send(each, space->name_servers[nth]);
      });
    }
    return any;
  }

  void receive_all(std::chrono::milliseconds patience) {
    while (!under_way_.empty()) {
      std::vector<pollfd> waiting;
      for (const Asked& each : under_way_) waiting.push_back({each.client, POLLIN, 0});
      if (poll(waiting.data(), waiting.size(), static_cast<int>(patience.count())) <= 0) return;
      for (std::size_t i = waiting.size(); i > 0; --i) {
        if (waiting[i - 1].revents == 0 || !receive(under_way_[i - 1])) continue;
        close(under_way_[i - 1].client);
        under_way_.erase(under_way_.begin() + static_cast<std::ptrdiff_t>(i - 1));
      }
    }
  }

 private:
  static std::uint16_t number_of(std::size_t question) {
    return static_cast<std::uint16_t>(question + 1);
  }

  void send(std::size_t number, const net::Ip& server) {
    const int client = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (client < 0) return;
    const sockaddr_in to = address_of(server, 53);
    const Question& question = questions_[number];
    const auto query = query_for(question.name, question.type, number_of(number));
    if (connect(client, plain(to), sizeof to) == 0 &&
        ::send(client, query.data(), query.size(), 0) > 0)
      under_way_.push_back({number, client});
    else
      close(client);
  }

  // Whether nothing more is to come.
  bool receive(const Asked& asked) {
    std::array<unsigned char, 4096> octets{};
    const ssize_t count = recv(asked.client, octets.data(), octets.size(), 0);
    if (count < 0) return errno != EAGAIN && errno != EINTR;
    const auto reply =
        read_reply({octets.data(), static_cast<std::size_t>(count)}, number_of(asked.question));
    if (reply) replies_[asked.question] = *reply;
    return reply.has_value();
  }

  const Lab& lab_;
  std::span<const Question> questions_;
  std::vector<Reply>& replies_;
  std::vector<Asked> under_way_;
};

}  // namespace

std::vector<Reply> ask(const Lab& lab, std::span<const Question> questions,
                       std::chrono::milliseconds patience) {
  std::vector<Reply> replies(questions.size());
  for (std::size_t nth = 0;; ++nth) {
    Round round(lab, questions, replies);
    if (!round.send_all(nth)) return replies;
    round.receive_all(patience);
  }
}

std::vector<net::DnsName> names_worth_asking(const azure::Resources& resources) {
  std::set<net::DnsName> names;
  const auto add = [&](const std::string& text) {
    if (const auto name = net::parse_dns_name(text)) names.insert(*name);
  };
  const PublicNames everybodys = public_names(resources);
  for (const auto& [name, target] : everybodys.aliases) {
    add(name);
    add(target);
  }
  for (const auto& [name, _] : everybodys.addresses) add(name);
  for (const azure::PrivateDnsZone& zone : resources.private_dns_zones) {
    const std::string suffix = "." + zone.zone.text();
    for (const char* each : {"missing", "a.missing", "st1", "kv1"}) add(each + suffix);
    add(zone.zone.text());
    for (const azure::RecordSet& record : resources.record_sets) {
      if (record.zone != zone.id || record.relative_name == "@") continue;
      const bool any = record.relative_name.starts_with("*");
      add(any ? "any" + record.relative_name.substr(1) + suffix : record.relative_name + suffix);
      add("below." + (any ? "any" : record.relative_name) + suffix);
    }
  }
  for (const char* each : {"nothing.example.net", "nobody.vault.azure.net"}) add(each);
  return {names.begin(), names.end()};
}

}  // namespace airtight::lab
