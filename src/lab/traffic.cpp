#include <airtight/lab/traffic.h>
#include <netinet/ip_icmp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "sockets.h"

namespace airtight::lab {
namespace {

constexpr std::uint64_t of_client = std::uint64_t{1} << 32U;
constexpr int waiting_connections = 1024;

net::Ip ip_of(const in_addr& address) { return {net::Family::v4, 0, ntohl(address.s_addr)}; }

void set(int socket, int level, int option) {
  const int on = 1;
  setsockopt(socket, level, option, &on, sizeof on);
}

void watch(int events, int socket, std::uint32_t what, std::uint64_t number) {
  epoll_event event{};
  event.events = what;
  event.data.u64 = number;
  epoll_ctl(events, EPOLL_CTL_ADD, socket, &event);
}

bool answers(Kind kind) {
  return kind != Kind::network && kind != Kind::gateway && kind != Kind::resolver;
}

int type_of(net::Protocol protocol) {
  return (protocol == net::Protocol::tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
}

Outcome outcome_of(int error) {
  return error == ECONNREFUSED || error == ECONNRESET ? Outcome::refused : Outcome::unreachable;
}

// "name address", as answerers say it.
Seen seen_from(std::string_view line) {
  const auto space = line.rfind(' ');
  if (space == std::string_view::npos) return {Outcome::answered};
  const auto source = net::parse_ip(line.substr(space + 1));
  return {Outcome::answered, std::string(line.substr(0, space)),
          source ? std::optional(*source) : std::nullopt};
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::answered:
      return "answered";
    case Outcome::refused:
      return "refused";
    case Outcome::timed_out:
      return "timed-out";
    case Outcome::unreachable:
      return "unreachable";
  }
  return "";
}

struct Traffic::Socket {
  int descriptor = -1;
  std::string name;
  bool stream = false;
};

// What is under way in one call of `run`.
struct Traffic::Run {
  Run(const Lab& in, int watched, std::span<const Trial> all)
      : lab(in), events(watched), trials(all), clients(all.size(), -1), seen(all.size()) {}
  ~Run() {
    for (std::size_t i = 0; i < clients.size(); ++i) end(i);
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  // All of one namespace are sent together: changing namespaces is what takes time.
  void send_all() {
    std::map<std::string, std::vector<std::size_t>> by_space;
    for (std::size_t i = 0; i < trials.size(); ++i) by_space[trials[i].from].push_back(i);
    for (const auto& [name, numbers] : by_space)
      inside(lab.space(name), [&, &of = numbers] {
        for (const std::size_t each : of) send(each);
      });
  }

  void send(std::size_t number) {
    const Trial& trial = trials[number];
    const bool ping = trial.protocol == net::Protocol::icmp;
    const int client = socket(AF_INET, type_of(trial.protocol), ping ? IPPROTO_ICMP : 0);
    clients[number] = client;
    if (client < 0) return settle(number, {Outcome::unreachable});
    if (trial.source) {
      const sockaddr_in source = address_of(*trial.source, 0);
      if (bind(client, plain(source), sizeof source) != 0)
        return settle(number, {Outcome::unreachable});
    }
    const sockaddr_in to = address_of(trial.destination, ping ? 0 : trial.port.number);
    if (connect(client, plain(to), sizeof to) != 0 && errno != EINPROGRESS)
      return settle(number, {outcome_of(errno)});
    if (ping) {
      if (!send_echo(client, 1)) return settle(number, {outcome_of(errno)});
    } else if (trial.protocol == net::Protocol::udp) {
      if (::send(client, "?", 1, 0) < 0) return settle(number, {outcome_of(errno)});
    }
    watch(events, client, EPOLLIN, of_client | number);
    ++open;
  }

  static bool send_echo(int client, std::uint16_t sequence) {
    icmphdr echo{};
    echo.type = ICMP_ECHO;
    echo.un.echo.sequence = htons(sequence);
    return ::send(client, &echo, sizeof echo, 0) >= 0;
  }

  // Whether an echo has come back that is not the last.
  bool goes_on(std::size_t number, const char* bytes, ssize_t count) const {
    icmphdr reply{};
    if (trials[number].protocol != net::Protocol::icmp ||
        count < static_cast<ssize_t>(sizeof reply))
      return false;
    std::memcpy(&reply, bytes, sizeof reply);
    return ntohs(reply.un.echo.sequence) == 1 && send_echo(clients[number], 2);
  }

  void receive(std::size_t number) {
    if (clients[number] < 0) return;
    std::array<char, 512> bytes{};
    const ssize_t count = recv(clients[number], bytes.data(), bytes.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (goes_on(number, bytes.data(), count)) return;
    --open;
    if (count < 0) return settle(number, {outcome_of(errno)});
    if (trials[number].protocol == net::Protocol::icmp) return settle(number, {Outcome::answered});
    settle(number, seen_from({bytes.data(), static_cast<std::size_t>(count)}));
  }

  void settle(std::size_t number, Seen what) {
    seen[number] = std::move(what);
    end(number);
  }

  // With a reset: a lab has no use for connections that linger.
  void end(std::size_t number) {
    if (clients[number] < 0) return;
    const linger at_once{1, 0};
    setsockopt(clients[number], SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(clients[number]);
    clients[number] = -1;
  }

  const Lab& lab;
  int events;
  std::span<const Trial> trials;
  std::vector<int> clients;
  std::vector<Seen> seen;
  std::size_t open = 0;
};

Traffic::Traffic(const Lab& lab, std::vector<std::uint16_t> ports)
    : lab_(lab), events_(epoll_create1(EPOLL_CLOEXEC)) {
  for (const Space& space : lab.plan().spaces) {
    if (!answers(space.kind)) continue;
    inside(lab.space(space.name), [&] {
      for (const std::uint16_t port : ports) listen_in(space, port);
    });
  }
}

Traffic::~Traffic() {
  for (const Socket& each : sockets_) close(each.descriptor);
  if (events_ >= 0) close(events_);
}

void Traffic::listen_in(const Space& space, std::uint16_t port) {
  const sockaddr_in any = address_of({}, port);
  for (const net::Protocol protocol : {net::Protocol::tcp, net::Protocol::udp}) {
    const int server = socket(AF_INET, type_of(protocol), 0);
    if (server < 0) continue;
    set(server, SOL_SOCKET, SO_REUSEADDR);
    set(server, IPPROTO_IP, IP_PKTINFO);
    const bool stream = protocol == net::Protocol::tcp;
    if (bind(server, plain(any), sizeof any) != 0 ||
        (stream && listen(server, waiting_connections) != 0)) {
      close(server);
      continue;
    }
    watch(events_, server, EPOLLIN, sockets_.size());
    sockets_.push_back({server, space.name, stream});
  }
}

void Traffic::accept_all(const Socket& at) {
  for (;;) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    const int client = accept4(at.descriptor, plain(peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client < 0) return;
    const std::string line = at.name + " " + net::to_string(ip_of(peer.sin_addr));
    [[maybe_unused]] const ssize_t sent = ::send(client, line.data(), line.size(), MSG_NOSIGNAL);
    close(client);
  }
}

// From the address that was asked: a namespace may have a million.
void Traffic::echo_all(const Socket& at) {
  for (;;) {
    sockaddr_in peer{};
    std::array<char, 64> bytes{};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in_pktinfo))> control{};
    iovec part{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_name = &peer;
    message.msg_namelen = sizeof peer;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    if (recvmsg(at.descriptor, &message, 0) < 0) return;
    if (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr) {
      in_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(header), sizeof info);
      info.ipi_spec_dst = info.ipi_addr;
      info.ipi_ifindex = 0;
      std::memcpy(CMSG_DATA(header), &info, sizeof info);
    }
    std::string line = at.name + " " + net::to_string(ip_of(peer.sin_addr));
    part = {line.data(), line.size()};
    sendmsg(at.descriptor, &message, MSG_NOSIGNAL);
  }
}

std::vector<Seen> Traffic::run(std::span<const Trial> trials, std::chrono::milliseconds patience) {
  Run under_way(lab_, events_, trials);
  under_way.send_all();
  std::array<epoll_event, 256> ready{};
  while (under_way.open > 0) {
    const int count = epoll_wait(events_, ready.data(), static_cast<int>(ready.size()),
                                 static_cast<int>(patience.count()));
    if (count == 0) break;
    for (int i = 0; i < count; ++i) {
      const std::uint64_t number = ready[static_cast<std::size_t>(i)].data.u64;
      if ((number & of_client) != 0) {
        under_way.receive(number & ~of_client);
        continue;
      }
      const Socket& at = sockets_[number];
      if (at.stream)
        accept_all(at);
      else
        echo_all(at);
    }
  }
  return std::move(under_way.seen);
}

}  // namespace airtight::lab
