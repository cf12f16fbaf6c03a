#pragma once

#include <airtight/net/ip.h>

#include <chrono>
#include <list>
#include <map>
#include <optional>

namespace airtight::serve {

// Requests of each address, spaced to so many a minute with a burst of a sixth of that. IPv6
// addresses count by their /64, which one client has. Remembers a bounded number of them; who was
// seen longest ago is forgotten.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;
  explicit RateLimit(double per_minute) : per_minute_(per_minute) {}

  // None: let it in. Else in how many seconds it may come again.
  std::optional<std::chrono::seconds> refuses(net::Ip client, Clock::time_point now);

 private:
  struct Bucket {
    double left = 0;
    Clock::time_point then;
    std::list<net::Ip>::iterator place;
  };
  double per_minute_;
  std::map<net::Ip, Bucket> buckets_;
  std::list<net::Ip> order_;  // longest unseen first
};

}  // namespace airtight::serve
