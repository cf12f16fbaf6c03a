#pragma once

#include <airtight/verify/path.h>

#include <cstddef>
#include <string>
#include <vector>

namespace airtight::verify {

// The targets that a workload depends on, on every port of their services: of an app what its
// settings and references name; where they name nothing, and for others, every back end but itself.
std::vector<Target> needed_targets(const model::Network& network, const reach::Workload& from);

// A part of the network that a verdict rests on: the link, record, endpoint, rule, route or gate
// of one step of a trace.
struct DecidingPart {
  std::string stage;     // "zone", "route", "nsg", as traces have it
  std::string resource;  // its id
  std::string rule;      // name of the rule, route or link; empty where the resource is all
  Where where;
  std::vector<std::string> seen_by;  // workloads whose packets it decides about, the plan's first

  bool operator==(const DecidingPart&) const = default;
};

// One connection to try, and what is to be seen if the input is true.
struct PlannedProbe {
  Target target;
  bool front_end = false;  // to the public front end, whatever the name resolves to
  Path expected;
  std::vector<std::size_t> exercises;  // positions in `parts`
};

// The fewest probes from one workload that exercise every part that its verdicts rest on and that
// its packets reach.
struct ProbePlan {
  std::string from;
  std::vector<PlannedProbe> probes;   // in order of name and port, the front end last
  std::vector<DecidingPart> parts;    // of every verdict about the same back ends
  std::vector<std::size_t> untested;  // of those, what no probe from here exercises
  std::size_t considered = 0;         // probes that the fewest were chosen from
};

// Verdicts about the back ends of `needed_targets` from every workload of the input, and of the
// Internet, rest on `parts`. Where nobody can run a probe (the platform's own fetches), there is
// none.
ProbePlan probe_plan(const model::Network& network, const reach::Workload& from,
                     const Assumptions& assumptions = {});

}  // namespace airtight::verify
