#pragma once

#include <airtight/lab/lab.h>
#include <airtight/net/flow.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace airtight::lab {

// One exchange to try: TCP a connection and a line of the server's, UDP an echo, ICMP two, because
// devices on the way must see the reply to the first.
struct Trial {
  std::string from;               // a namespace of the plan
  std::optional<net::Ip> source;  // none: the kernel chooses
  net::Ip destination;
  net::Protocol protocol = net::Protocol::tcp;
  net::Port port{443};
  bool operator==(const Trial&) const = default;
};

enum class Outcome : std::uint8_t { answered, refused, timed_out, unreachable };
std::string_view to_string(Outcome outcome);  // "answered", "refused", "timed-out", "unreachable"

struct Seen {
  Outcome outcome = Outcome::timed_out;
  std::string by{};                 // the namespace that answered; not known of ICMP
  std::optional<net::Ip> source{};  // the sender as the one that answered saw it
};

// Everybody in a lab who takes connections answers on some ports, TCP and UDP, with his name.
class Traffic {
 public:
  Traffic(const Lab& lab, std::vector<std::uint16_t> ports);
  ~Traffic();
  Traffic(const Traffic&) = delete;
  Traffic& operator=(const Traffic&) = delete;

  // All at once. A trial is given up when nothing has happened anywhere for `patience`.
  std::vector<Seen> run(std::span<const Trial> trials, std::chrono::milliseconds patience);

 private:
  struct Socket;
  struct Run;
  void listen_in(const Space& space, std::uint16_t port);
  void accept_all(const Socket& at);
  void echo_all(const Socket& at);

  const Lab& lab_;
  int events_ = -1;
  std::vector<Socket> sockets_;
};

}  // namespace airtight::lab
