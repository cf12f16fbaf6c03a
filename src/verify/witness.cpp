#include "witness.h"

#include <airtight/base/text.h>

namespace airtight::verify {

Witness witness_of(const Path& path) {
  Witness witness;
  witness.from = path.from;
  witness.to = path.to;
  witness.destination = path.destination.empty() ? path.to : path.destination;
  witness.protocol = path.protocol;
  witness.port = path.port;
  witness.verdict = path.verdict;
  witness.via = path.via;
  witness.trace = path.trace;
  return witness;
}

std::string what_is_open(const std::vector<std::string>& choices,
                         const std::vector<std::string>& unknowns) {
  std::vector<std::string> open = choices;
  open.insert(open.end(), unknowns.begin(), unknowns.end());
  return airtight::join(open, ", ");
}

std::string reason_of(const Verdict& verdict) {
  return verdict.judgement == Judgement::uncertain ? what_is_open(verdict.choices, verdict.unknowns)
                                                   : std::string(to_string(verdict.reason));
}

Where last_place(const Trace& trace) {
  for (auto step = trace.rbegin(); step != trace.rend(); ++step) {
    if (!step->where.file.empty() && step->where.line > 0) return step->where;
  }
  return {};
}

}  // namespace airtight::verify
