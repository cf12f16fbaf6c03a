#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Clients of a DNS server on 127.0.0.1.
namespace client {

// What c-ares makes of an answer: its status in its own words, then the addresses.
std::string ask(std::uint16_t port, const std::string& name, bool by_tcp, bool v6 = false);

// Octets as they are: one datagram and what comes back; a connection for several messages.
std::optional<std::string> datagram(std::uint16_t port, const std::string& octets,
                                    std::chrono::milliseconds patience);

class Connection {
 public:
  explicit Connection(std::uint16_t port);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void send(const std::string& octets) const;
  // Some octets; empty when the server closed; none when the time is over.
  std::optional<std::string> receive(std::chrono::milliseconds patience) const;

 private:
  int socket_;
};

// A UDP socket on a free port that never answers.
class Mute {
 public:
  Mute();
  ~Mute();
  Mute(const Mute&) = delete;
  Mute& operator=(const Mute&) = delete;
  std::uint16_t port() const;

 private:
  int socket_;
};

}  // namespace client
