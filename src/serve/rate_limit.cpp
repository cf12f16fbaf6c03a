#include "rate_limit.h"

#include <algorithm>
#include <cmath>

namespace airtight::serve {
namespace {

constexpr std::size_t most_clients = 4096;
constexpr double burst_share = 6;
constexpr double least_burst = 10;

}  // namespace

std::optional<std::chrono::seconds> RateLimit::refuses(net::Ip client, Clock::time_point now) {
  if (per_minute_ <= 0) return {};
  if (client.family == net::Family::v6) client.low = 0;
  const double burst = std::max(least_burst, per_minute_ / burst_share);
  auto found = buckets_.find(client);
  if (found == buckets_.end()) {
    if (buckets_.size() >= most_clients) {
      buckets_.erase(order_.front());
      order_.pop_front();
    }
    order_.push_back(client);
    found = buckets_.emplace(client, Bucket{burst, now, std::prev(order_.end())}).first;
  }
  Bucket& bucket = found->second;
  order_.splice(order_.end(), order_, bucket.place);
  const std::chrono::duration<double, std::ratio<60>> minutes = now - bucket.then;
  bucket.left = std::min(burst, bucket.left + per_minute_ * std::max(0.0, minutes.count()));
  bucket.then = now;
  if (bucket.left >= 1) {
    bucket.left -= 1;
    return {};
  }
  return std::chrono::seconds(
      std::max(1L, std::lround(std::ceil((1 - bucket.left) * 60 / per_minute_))));
}

}  // namespace airtight::serve
