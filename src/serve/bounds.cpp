#include "bounds.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <string>

namespace airtight::serve {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t spare_descriptors = 128;  // for probes, the history and what else is open
constexpr milliseconds longest_probe{55'000};
constexpr milliseconds over_the_wire{500};  // of a scraper's patience

}  // namespace

std::size_t room_for(std::size_t configured) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return configured;
  if (limit.rlim_cur < limit.rlim_max) {
    rlimit more = limit;
    more.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &more) == 0) limit = more;
  }
  const auto most = static_cast<std::size_t>(limit.rlim_cur);
  return std::min(configured,
                  most < 2 * spare_descriptors ? std::size_t{16} : most - spare_descriptors);
}

milliseconds patience_of(const HttpRequest& request) {
  const auto said = request.header("X-Prometheus-Scrape-Timeout-Seconds");
  if (!said) return longest_probe;
  const double seconds = std::strtod(std::string(*said).c_str(), nullptr);
  if (!(seconds > 0) || seconds > 60) return longest_probe;
  const milliseconds whole(static_cast<std::int64_t>(seconds * 1000));
  return std::clamp(whole - over_the_wire, milliseconds(500), longest_probe);
}

}  // namespace airtight::serve
