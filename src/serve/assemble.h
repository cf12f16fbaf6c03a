#pragma once

#include <airtight/serve/config.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "history.h"

namespace airtight::serve {

// What was last seen of one dependency.
struct Kept {
  std::shared_ptr<const report::Measured> evidence{};
  observe::Time measured{};
  std::chrono::milliseconds took{0};
  bool complete = true;
  std::uint64_t measurements = 0;
};
using AllKept = std::map<std::string, Kept>;  // by key

// Puts together what was seen, what is predicted and what it comes to. The history is not part of
// it: `add_history`.
report::Standings assemble(const Setup& setup, const AllKept& kept, Diagnostics warnings);

// What was seen of one dependency with its diagnosis, which may take a moment.
std::shared_ptr<const report::Measured> evidence_of(const Setup& setup,
                                                    std::vector<observe::Observation> seen,
                                                    const observe::Host& host);

// Whether an observation speaks of a dependency's host and port.
bool is_about(const observe::Observation& seen, const Declared& declared);

void add_history(const History& history, observe::Time now, report::Standings& standings);

}  // namespace airtight::serve
