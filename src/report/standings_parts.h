#pragma once

#include <airtight/report/standings.h>

#include <optional>
#include <string>

namespace airtight::report {

// Since when a dependency stands as it does; none where nobody remembers.
std::optional<observe::Time> since(const Dependency& dependency);

// What to look at next; null where nothing is to be explained.
const diagnose::NextProbe* next_probe(const Dependency& dependency);

// "2026-11-26T09:00:00Z".
std::string second_of(observe::Time time);

}  // namespace airtight::report
