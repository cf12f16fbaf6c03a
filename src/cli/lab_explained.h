#pragma once

#include <span>
#include <string_view>

#include "lab_flows.h"

namespace airtight::cli {

// Something that one kernel cannot say as the facts have it, or that no fact says. Where the model
// and the kernel differ on nothing else, they are not in disagreement (docs/lab.md).
struct ExplainedFact {
  std::string_view fact;
  std::string_view why;
  bool (*explains)(const FlowCheck&);
};

std::span<const ExplainedFact> explained_facts();

// The first that explains why prediction and measurement differ; null if none does.
const ExplainedFact* explanation_of(const FlowCheck& check);

}  // namespace airtight::cli
