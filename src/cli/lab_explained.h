#pragma once

#include <string_view>

#include "lab_flows.h"

namespace airtight::cli {

// Something that one kernel cannot say as the facts have it, or that no fact says. Where the model
// and the kernel differ on nothing else, they are not in disagreement (docs/lab.md).
struct Explanation {
  std::string_view fact;
  std::string_view why;
  auto operator<=>(const Explanation&) const = default;
};

bool cites(const Trace& trace, std::string_view fact);

// The first that explains why prediction and measurement differ; null if none does.
const Explanation* explanation_of(const FlowCheck& check);

}  // namespace airtight::cli
