#pragma once

#include <airtight/verify/prove.h>

#include <optional>
#include <set>
#include <string>

#include "classes.h"
#include "doubts.h"

namespace airtight::verify {

// Many questions to one network: what cuts its header fields into classes, and which of its
// resources nobody can follow, is worked out once, when the first is asked. Both are borrowed.
class Proving {
 public:
  Proving(const model::Network& network, const Assumptions& assumptions)
      : network_(network), assumptions_(assumptions) {}

  Result<Proof> ask(const Question& question);

  // The same without its partition; of a claim that fails, no more than the best witness.
  Result<Proof> ask_briefly(const Question& question);

  // What all answers rest on.
  struct Basis {
    Classes classes;
    Doubtful doubtful;
    std::set<std::string> assumed;  // about ports of senders
  };
  const Basis& basis();

 private:
  Result<Proof> answer(const Question& question, bool with_partition);

  const model::Network& network_;
  const Assumptions& assumptions_;
  std::optional<Basis> basis_;
};

}  // namespace airtight::verify
