#pragma once

#include <airtight/observe/observation.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "loop.h"

namespace airtight::probe {

// What the operating system's own call (getaddrinfo) says, which is what an app gets: hosts file,
// name service switch and local caches included. The call blocks and cannot be told to
// stop, so a few threads make it; one that does not return in time is left behind, and its answer
// reaches nobody.
class SystemResolver {
 public:
  explicit SystemResolver(asio::io_context& loop);
  ~SystemResolver();
  SystemResolver(const SystemResolver&) = delete;
  SystemResolver& operator=(const SystemResolver&) = delete;

  awaitable<observe::DnsResult> resolve(std::string name, Clock::time_point until);

  // The services that a file like /etc/nsswitch.conf names for hosts and that a static program
  // cannot ask: all but `files` and `dns`.
  static std::vector<std::string> not_asked(const std::string& configuration);

 private:
  struct Queue;
  struct Waiting;
  void start_thread();

  asio::io_context& loop_;
  std::shared_ptr<Queue> queue_;
  std::map<std::uint64_t, std::shared_ptr<Waiting>> waiting_;
  std::uint64_t last_ = 0;
  std::size_t threads_ = 0;
};

}  // namespace airtight::probe
