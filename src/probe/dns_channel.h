#pragma once

#include <ares.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "loop.h"

namespace airtight::probe {

enum class Transport { udp, tcp };

// What one question came to: the octets of an answer, or why there are none.
struct DnsReply {
  enum class Kind { answer, timeout, unreachable } kind = Kind::timeout;
  std::string octets{};
};

// Questions to one server over one transport, by c-ares on the loop. Each question is asked once:
// trying again and other servers are the caller's, who wants to say who answered. c-ares draws the
// ids and drops what does not answer a question of its own, or comes from another address (RFC
// 5452); truncated answers are given as they are.
class DnsChannel {
 public:
  DnsChannel(asio::io_context& loop, const Server& server, Transport transport,
             std::chrono::milliseconds timeout);
  ~DnsChannel();
  DnsChannel(const DnsChannel&) = delete;
  DnsChannel& operator=(const DnsChannel&) = delete;

  // A or AAAA by its number. Ends with `until` whatever the server does.
  awaitable<DnsReply> ask(std::string name, int type, Clock::time_point until);

 private:
  struct Watched;
  struct Asked;
  static void on_state(void* self, ares_socket_t socket, int readable, int writable);
  static void on_answer(void* asked, int status, int timeouts, unsigned char* octets, int length);
  void watch(const std::shared_ptr<Watched>& watched, bool write);
  void keep_time();

  asio::io_context& loop_;
  ares_channel channel_ = nullptr;
  std::map<ares_socket_t, std::shared_ptr<Watched>> sockets_;
  std::shared_ptr<asio::steady_timer> timer_;
  std::vector<Asked*> outstanding_;
  bool keeping_time_ = false;
};

}  // namespace airtight::probe
