#pragma once

#include <vector>

#include "situation.h"

namespace airtight::diagnose {

// What a set of repairs does to the observed flows, by the model.
struct Trial {
  std::vector<bool> intended;  // for each flow: it has the outcome that is meant for it
  std::vector<bool> certain;   // the verdict says so under every reading
  std::vector<Mended> mended;  // of the flows with a symptom
  std::size_t broken = 0;      // flows without symptom that it breaks
  std::string result;          // of the first flow with a symptom, in words

  // Every flow with a symptom is as intended.
  bool mends_all(const std::vector<Symptom>& symptoms) const;
};

// Everything a diagnosis looks at, computed once.
struct Question {
  const model::Network& network;
  const reach::Workload& from;
  const std::vector<reconcile::PathComparison>& flows;
  std::vector<Symptom> symptoms;  // one for each flow
  std::vector<bool> by_door;  // likewise: the service lists the caller's subnet at its public door
  verify::Assumptions assumptions;
};

// Whether every flow with a symptom is predicted as intended without any repair.
bool is_in_order(const Question& question);

// The network with the repairs made, and the flows examined again. What Azure would refuse is left
// out by the model, and then helps nobody.
Trial try_out(const Question& question, const std::vector<const Repair*>& repairs);

// What a flow is about in a network, where these repairs rename hosts.
verify::Target target_after(const model::Network& network, const reconcile::PathComparison& flow,
                            const std::vector<const Repair*>& repairs = {});

// What a flow does by a path.
Mended mended_of(const reconcile::PathComparison& flow, const verify::Path& path);

}  // namespace airtight::diagnose
