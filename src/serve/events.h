#pragma once

#include <airtight/report/standings.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace airtight::serve {

// How far the measurement under way is, in dependencies.
struct Progress {
  std::size_t done = 0;
  std::size_t all = 0;
  bool operator==(const Progress&) const = default;
};

// What a listener was told last.
struct Told {
  std::uint64_t number = ~std::uint64_t{0};  // of standings
  Progress progress{};
};

// What there is to tell since, as server-sent events; empty where there is nothing.
std::string events_since(Told& told, const report::Standings& standings, const Progress& progress);

}  // namespace airtight::serve
