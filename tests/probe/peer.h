#pragma once

#include <airtight/net/ip.h>
#include <airtight/wire/dns_message.h>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "pull/server.h"

// Peers of a probe on addresses of 127.0.0.0/8, each as well or as badly behaved as its test wants.
namespace peer {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
using TlsStream = asio::ssl::stream<tcp::socket>;

inline constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

// One thread that runs peers until it is destroyed.
class Thread {
 public:
  Thread();
  ~Thread();
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  asio::io_context& loop() { return loop_; }

 private:
  asio::io_context loop_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{loop_.get_executor()};
  std::thread thread_;
};

// What a peer does with a connection.
using Behaviour = std::function<asio::awaitable<void>(tcp::socket)>;

// Listens on a port of its own of each address, which are the same everywhere; returns it.
std::uint16_t listen(Thread& thread, const std::vector<std::string>& addresses,
                     const Behaviour& behaviour);

// A port on which connections time out: its queue is full, so nobody answers a SYN.
class Unanswered {
 public:
  explicit Unanswered(const std::string& address);
  ~Unanswered();
  Unanswered(const Unanswered&) = delete;
  Unanswered& operator=(const Unanswered&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  std::vector<int> sockets_;
  std::uint16_t port_ = 0;
};

// A port on which nobody listens.
std::uint16_t closed_port();

// Behaviours. What holds a connection does so until the client ends it.
Behaviour holds();
Behaviour closes();
Behaviour resets();
Behaviour says(const std::string& octets);  // after the client's first octets

// A TLS server: what it writes after the client's first request, by the name of the SNI.
using Reply =
    std::function<std::string(const std::string& server_name, const std::string& request)>;
Behaviour serves(const Identity& identity, const Reply& reply);
Behaviour half_a_handshake();
Behaviour drips(const Identity& identity);  // a header octet every 50 ms, without end
Behaviour pours(const Identity& identity, const std::string& head);  // a body without end

// A DNS server on 127.0.0.1, UDP and TCP on one port: the octets it sends for a query.
using DnsReply =
    std::function<std::vector<std::string>(const airtight::wire::Message& query, bool by_tcp)>;
std::uint16_t answer_dns(Thread& thread, const DnsReply& reply);

// The answer to a query with these records, as octets.
airtight::wire::Message answer_to(const airtight::wire::Message& query);
airtight::wire::Record alias(const std::string& owner, const std::string& target);
airtight::wire::Record address(const std::string& owner, const airtight::net::Ip& ip);
std::string asked_name(const airtight::wire::Message& query);

}  // namespace peer
