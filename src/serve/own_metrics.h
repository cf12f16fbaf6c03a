#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace airtight::serve {

// What the endpoint counts of itself.
struct HttpCounts {
  std::map<int, std::size_t> requests;  // answered, by status code
  std::size_t connections = 0;          // that are open
  std::size_t subscribers = 0;          // of them, those that listen to events
  std::size_t closed_early = 0;         // that made room for another one
};

// In Prometheus' text format.
std::string own_metrics(const HttpCounts& counts);

}  // namespace airtight::serve
