#include "loop.h"

#include <algorithm>
#include <array>

namespace airtight::probe {

asio::ip::address as_asio(const net::Ip& ip) {
  if (ip.family == net::Family::v4)
    return asio::ip::address_v4(static_cast<asio::ip::address_v4::uint_type>(ip.low));
  asio::ip::address_v6::bytes_type bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint64_t half = i < 8 ? ip.high : ip.low;
    bytes[i] = static_cast<unsigned char>(half >> (56U - 8U * (i % 8U)));
  }
  return asio::ip::address_v6(bytes);
}

net::Ip from_asio(const asio::ip::address& address) {
  if (address.is_v4()) return {net::Family::v4, 0, address.to_v4().to_uint()};
  net::Ip ip{net::Family::v6, 0, 0};
  const auto bytes = address.to_v6().to_bytes();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::uint64_t& half = i < 8 ? ip.high : ip.low;
    half = half << 8U | bytes[i];
  }
  return ip;
}

awaitable<void> sleep_until(Clock::time_point time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  co_await timer.async_wait(quietly);
}

// One coroutine and a timer: what `||` makes of the two takes three times as long.
awaitable<bool> within(Clock::time_point until, awaitable<void> work) {
  struct Limit {
    asio::cancellation_signal stop;
    bool is_over = false;
  };
  const auto executor = co_await asio::this_coro::executor;
  const auto limit = std::make_shared<Limit>();
  asio::steady_timer timer(executor, until);
  timer.async_wait([limit](const error_code& cancelled) {
    if (cancelled) return;
    limit->is_over = true;
    limit->stop.emit(asio::cancellation_type::terminal);
  });
  auto done = asio::bind_cancellation_slot(limit->stop.slot(), quietly);
  const auto [failure] = co_await asio::co_spawn(executor, std::move(work), done);
  if (failure) std::rethrow_exception(failure);
  co_return !limit->is_over;
}

awaitable<void> all_of(std::vector<awaitable<void>> tasks) {
  if (tasks.empty()) co_return;
  if (tasks.size() == 1) {
    co_await std::move(tasks.front());
    co_return;
  }
  const auto executor = co_await asio::this_coro::executor;
  struct Join {
    std::size_t left;
    asio::steady_timer done;
    std::exception_ptr failure{};
  };
  const auto join = std::make_shared<Join>(
      Join{tasks.size(), asio::steady_timer(executor, Clock::time_point::max())});
  for (awaitable<void>& task : tasks) {
    asio::co_spawn(executor, std::move(task), [join](const std::exception_ptr& failure) {
      if (failure) join->failure = failure;
      if (--join->left == 0) join->done.cancel();
    });
  }
  while (join->left > 0) co_await join->done.async_wait(quietly);
  if (join->failure) std::rethrow_exception(join->failure);
}

awaitable<bool> Gate::enter(Clock::time_point until) {
  if (free_ > 0) {
    --free_;
    co_return true;
  }
  const auto place = std::make_shared<asio::steady_timer>(loop_, until);
  waiting_.push_back(place);
  co_await place->async_wait(quietly);
  // Whoever left has taken this one off the list and given it the place.
  co_return std::erase(waiting_, place) == 0;
}

void Gate::leave() {
  if (waiting_.empty()) {
    ++free_;
    return;
  }
  const auto first = waiting_.front();
  waiting_.erase(waiting_.begin());
  first->cancel();
}

Pace::Pace(double per_second) {
  if (per_second > 0)
    between_ =
        std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / per_second));
}

awaitable<bool> Pace::turn(Clock::time_point until) {
  if (between_ == Clock::duration{}) co_return true;
  const auto mine = std::max(next_, Clock::now());
  if (mine > until) co_return false;
  next_ = mine + between_;
  co_await sleep_until(mine);
  co_return true;
}

}  // namespace airtight::probe
