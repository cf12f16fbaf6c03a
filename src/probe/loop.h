#pragma once

#include <airtight/net/ip.h>
#include <airtight/probe/probe.h>
#include <airtight/probe/sockets.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace airtight::probe {

// True unless the time is over first; then the operations of `work` are cancelled and awaited. Who
// waits for it is not cancelled meanwhile.
awaitable<bool> within(Clock::time_point until, awaitable<void> work);

// Runs all at once and returns when all have ended.
awaitable<void> all_of(std::vector<awaitable<void>> tasks);

// So many at a time, first come first served.
class Gate {
 public:
  Gate(asio::io_context& loop, std::size_t places) : loop_(loop), free_(places) {}

  // False when the time is over before there is a place.
  awaitable<bool> enter(Clock::time_point until);
  void leave();

 private:
  asio::io_context& loop_;
  std::size_t free_;
  std::vector<std::shared_ptr<asio::steady_timer>> waiting_;
};

// Spaces what starts by the rate asked for.
class Pace {
 public:
  explicit Pace(double per_second);
  awaitable<bool> turn(Clock::time_point until);  // false when the turn comes too late

 private:
  Clock::duration between_{};
  Clock::time_point next_ = Clock::now();
};

}  // namespace airtight::probe
