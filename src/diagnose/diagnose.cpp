#include <airtight/diagnose/diagnose.h>

#include <algorithm>
#include <cmath>

#include "evidence.h"
#include "explanations.h"
#include "search.h"
#include "situation.h"

// The search: repairs alone, then in sets, each tried on the model (decision 14).

namespace airtight::diagnose {
namespace {

using reconcile::Agreement;
using reconcile::PathComparison;

constexpr double price_of_a_cause = 0.6;  // the score of two causes, beside that of one

// The observations that the configuration as it is predicts, and those that it does not: a fault
// in the configuration explains the first and leaves the second without reason.
void add_evidence(const Question& question, Explanation& explanation) {
  for (std::size_t i = 0; i < question.flows.size(); ++i) {
    if (question.symptoms[i] == Symptom::none) continue;
    explanation.flows.push_back(question.flows[i].flow.text());
    for (const reconcile::Comparison& each : question.flows[i].comparisons) {
      auto& list =
          each.agreement == Agreement::disagrees ? explanation.contradicts : explanation.explains;
      if (std::ranges::count(list, each.observation) == 0) list.push_back(each.observation);
    }
  }
  std::ranges::sort(explanation.explains);
  std::ranges::sort(explanation.contradicts);
}

double share_explained(const Explanation& explanation) {
  const auto all = explanation.explains.size() + explanation.contradicts.size();
  return all == 0 ? 1.0
                  : static_cast<double>(explanation.explains.size()) / static_cast<double>(all);
}

Explanation explanation_of(const Question& question, const Candidate& candidate) {
  constexpr double of_uncertain = 0.9;
  constexpr double of_each_broken = 0.7;
  Explanation explanation;
  auto repairs = candidate.repairs;
  std::ranges::stable_sort(repairs, {}, &Repair::stage);
  double score = 1;
  for (const Repair* repair : repairs) {
    explanation.causes.push_back(repair->cause);
    score *= repair->weight;
  }
  score *= std::pow(price_of_a_cause, static_cast<double>(repairs.size() - 1));
  for (std::size_t i = 0; i < question.symptoms.size(); ++i) {
    if (question.symptoms[i] != Symptom::none && !candidate.trial.certain[i]) score *= of_uncertain;
  }
  score *= std::pow(of_each_broken, static_cast<double>(candidate.trial.broken));
  explanation.mended = candidate.trial.mended;
  add_evidence(question, explanation);
  explanation.score = score * share_explained(explanation);
  return explanation;
}

void propose(const Situation& situation, Repairs& repairs) {
  propose_links(situation, repairs);
  propose_records(situation, repairs);
  propose_shadows(situation, repairs);
  propose_private_names(situation, repairs);
  propose_servers(situation, repairs);
  propose_callers(situation, repairs);
  propose_endpoints(situation, repairs);
  propose_routes(situation, repairs);
  propose_filters(situation, repairs);
  propose_doors(situation, repairs);
}

Question question_of(const model::Network& network, const reach::Workload& from,
                     const std::vector<PathComparison>& flows,
                     const verify::Assumptions& assumptions) {
  Question question{network, from, flows, {}, {}, assumptions};
  const azure::Subnet* subnet = subnet_of(network, from);
  for (const PathComparison& flow : flows) {
    const model::BackEnd* back_end = flow.target.back_end;
    question.symptoms.push_back(symptom_of(network, from, flow));
    question.by_door.push_back(back_end != nullptr && subnet != nullptr &&
                               lists(*back_end, subnet->id));
  }
  return question;
}

std::size_t count_symptoms(const Question& question) {
  return question.symptoms.size() -
         static_cast<std::size_t>(std::ranges::count(question.symptoms, Symptom::none));
}

// The same question about one flow only.
Question about(const Question& question, std::size_t flow) {
  Question one = question;
  for (std::size_t i = 0; i < one.symptoms.size(); ++i) {
    if (i != flow) one.symptoms[i] = Symptom::none;
  }
  return one;
}

class Reasons {
 public:
  Reasons(const Question& question, const observe::Observations& observations, Diagnosis& diagnosis)
      : question_(question), observations_(observations), diagnosis_(diagnosis) {}

  // One reason for all first; where there is none, reasons for each flow.
  void find() {
    for (std::size_t i = 0; i < question_.flows.size(); ++i) consider(i);
    // Where the model has the flows work as they are, no change of the configuration explains them.
    if (is_in_order(question_)) return;
    budget_.left_out = all_.left_out();
    auto found = search_alone(question_, all_, budget_, diagnosis_.tried);
    const bool several = count_symptoms(question_) > 1;
    if (found.empty() && !several) found = search_sets(question_, all_, budget_);
    keep(question_, found, 1);
    if (found.empty() && several) one_by_one();
    diagnosis_.trials_left_out = budget_.left_out;
  }

 private:
  void consider(std::size_t flow) {
    if (question_.symptoms[flow] == Symptom::none) return;
    const Situation situation{question_.network, question_.from, question_.flows[flow],
                              observations_, question_.symptoms[flow]};
    propose(situation, all_);
    for (Explanation& each : hypotheses(situation))
      diagnosis_.explanations.push_back(std::move(each));
  }

  void one_by_one() {
    const double share = 1.0 / static_cast<double>(count_symptoms(question_));
    bool all_have_one = true;
    std::vector<const Repair*> best;
    for (std::size_t i = 0; i < question_.flows.size(); ++i) {
      if (question_.symptoms[i] == Symptom::none) continue;
      const Question one = about(question_, i);
      if (is_in_order(one)) continue;
      std::vector<Tried> known;  // already among those of the whole
      auto found = search_alone(one, all_, budget_, known);
      if (found.empty()) found = search_sets(one, all_, budget_);
      keep(one, found, share);
      all_have_one = all_have_one && !found.empty();
      if (!found.empty()) add_missing(found.front().repairs, best);
    }
    if (all_have_one && best.size() <= 3) together(best);
  }

  static void add_missing(const std::vector<const Repair*>& from, std::vector<const Repair*>& to) {
    for (const Repair* each : from) {
      if (std::ranges::count(to, each) == 0) to.push_back(each);
    }
  }

  // The likeliest reason of each flow, as one set for all.
  void together(const std::vector<const Repair*>& best) {
    Candidate candidate{best, try_out(question_, best)};
    if (candidate.trial.mends_all(question_.symptoms)) keep(question_, {candidate}, 1);
  }

  void keep(const Question& question, const std::vector<Candidate>& found, double share) {
    for (const Candidate& each : found) {
      diagnosis_.explanations.push_back(explanation_of(question, each));
      diagnosis_.explanations.back().score *= share;
    }
  }

  const Question& question_;
  const observe::Observations& observations_;
  Diagnosis& diagnosis_;
  Repairs all_;
  Budget budget_;
};

bool is_explained(const Diagnosis& diagnosis, const std::string& flow) {
  return std::ranges::any_of(diagnosis.explanations, [&](const Explanation& each) {
    return std::ranges::count(each.flows, flow) > 0;
  });
}

std::vector<std::string> unexplained(const Question& question, const Diagnosis& diagnosis) {
  std::vector<std::string> list;
  for (std::size_t i = 0; i < question.flows.size(); ++i) {
    const std::string flow = question.flows[i].flow.text();
    if (question.symptoms[i] != Symptom::none && !is_explained(diagnosis, flow))
      list.push_back(flow);
  }
  for (const reconcile::LeftOut& each : diagnosis.left_out) {
    if (reconcile::sign_of(*each.observation) == reconcile::Sign::fails)
      list.push_back(each.observation->id);
  }
  return list;
}

Outcome outcome_of(const Diagnosis& diagnosis) {
  if (!diagnosis.unexplained.empty()) return Outcome::unexplained;
  if (!diagnosis.explanations.empty()) return Outcome::explained;
  if (diagnosis.flows.empty())
    return diagnosis.left_out.empty() ? Outcome::nothing_seen : Outcome::unsettled;
  bool settled = diagnosis.left_out.empty();
  for (const PathComparison& flow : diagnosis.flows) {
    if (flow.agreement == Agreement::disagrees) return Outcome::differs;
    settled = settled && flow.agreement == Agreement::agrees;
  }
  return settled ? Outcome::in_order : Outcome::unsettled;
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::in_order:
      return "in-order";
    case Outcome::unsettled:
      return "unsettled";
    case Outcome::differs:
      return "differs";
    case Outcome::nothing_seen:
      return "nothing-seen";
    case Outcome::explained:
      return "explained";
    case Outcome::unexplained:
      return "unexplained";
  }
  return "";
}

std::string_view to_string(ResourceChange::Kind kind) {
  switch (kind) {
    case ResourceChange::Kind::made:
      return "made";
    case ResourceChange::Kind::changed:
      return "changed";
    case ResourceChange::Kind::deleted:
      return "deleted";
  }
  return "";
}

Diagnosis diagnose(const model::Network& given, const reach::Workload& asked,
                   const observe::Observations& observations,
                   const verify::Assumptions& assumptions) {
  Diagnosis diagnosis;
  diagnosis.network = with_evidence(given, asked, observations, diagnosis.learned);
  const model::Network& network = diagnosis.network;
  const auto from_there = verify::find_workload(network, asked.name);
  const reach::Workload& from = from_there ? *from_there : asked;
  auto reconciled = reconcile::reconcile(network, from, observations, assumptions);
  diagnosis.flows = std::move(reconciled.paths);
  diagnosis.left_out = std::move(reconciled.left_out);
  const Question question = question_of(network, from, diagnosis.flows, assumptions);
  diagnosis.explanations = latent_faults(network, from, diagnosis.flows, assumptions);
  if (count_symptoms(question) > 0) Reasons(question, observations, diagnosis).find();
  diagnosis.unexplained = unexplained(question, diagnosis);
  diagnosis.explanations_left_out = settle(diagnosis.explanations);
  diagnosis.outcome = outcome_of(diagnosis);
  diagnosis.next_probe = next_probe(diagnosis, from.name);
  return diagnosis;
}

}  // namespace airtight::diagnose
