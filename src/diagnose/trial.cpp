#include "trial.h"

#include <algorithm>

#include "edits.h"

namespace airtight::diagnose {
namespace {

using verify::AnswerClass;
using verify::Judgement;

std::string starting_point(const Question& question, const std::vector<const Repair*>& repairs) {
  for (const Repair* repair : repairs) {
    if (!repair->from.empty()) return repair->from;
  }
  return question.from.name;
}

bool allows(const verify::Path& path) {
  return path.verdict.judgement != Judgement::deny && path.nominally_allowed;
}

// Of a flow that is open as it is, the change must settle something: what was seen says that it
// fails.
bool settles(const verify::Path& before, const verify::Path& after) {
  if (before.verdict.judgement != Judgement::uncertain) return true;
  if (after.verdict.judgement == Judgement::allow) return true;
  return after.verdict.unknowns.size() + after.verdict.choices.size() <
         before.verdict.unknowns.size() + before.verdict.choices.size();
}

// A name that had no address has one inside, and who stands there the input does not say: servers
// that are put into a network have no interface that it shows.
bool leads_somewhere_now(const Question& question, const verify::Path& before,
                         const verify::Path& after) {
  if (!before.resolution || !after.resolution) return false;
  const auto& addresses = after.resolution->answer.addresses;
  return before.resolution->answer.addresses.empty() && !addresses.empty() &&
         after.verdict.judgement == Judgement::uncertain &&
         std::ranges::all_of(addresses, [&](const dns::Address& each) {
           return each.ip && verify::is_private_here(question.network, *each.ip);
         });
}

// A resource with an endpoint is meant to be reached by it, unless its rules list the caller's
// subnet at the public door, and by nobody from outside.
bool is_intended(const Question& question, std::size_t flow, const verify::Path& path,
                 const verify::Target& target, bool outside) {
  if (question.symptoms[flow] == Symptom::exposed) return path.verdict.judgement == Judgement::deny;
  if (leads_somewhere_now(question, question.flows[flow].path, path)) return true;
  if (!allows(path) || !settles(question.flows[flow].path, path)) return false;
  const bool privately = !endpoints_of(question.network, target).empty() && !outside &&
                         !question.by_door[flow] && path.resolution.has_value();
  return !privately || path.resolution->answer_class == AnswerClass::private_address;
}

std::string in_words(const verify::Path& path) {
  std::string text;
  if (path.resolution) text = std::string(to_string(path.resolution->answer_class)) + ", ";
  text += to_string(path.verdict.judgement);
  if (path.verdict.reason != reach::Reason::none)
    text += " " + std::string(to_string(path.verdict.reason));
  if (!path.verdict.unknowns.empty()) text += " (" + path.verdict.unknowns.front() + ")";
  return text;
}

// On the Internet, or a service of the platform's.
bool stands_outside(const reach::Workload& from) {
  return is_outside(from) || from.kind == reach::Workload::Kind::service;
}

Trial nothing_mended(const Question& question) {
  Trial trial;
  trial.intended.assign(question.flows.size(), false);
  trial.certain.assign(question.flows.size(), false);
  return trial;
}

}  // namespace

verify::Target target_after(const model::Network& network, const reconcile::PathComparison& flow,
                            const std::vector<const Repair*>& repairs) {
  reconcile::Flow renamed;
  renamed.host = flow.flow.host;
  renamed.port = flow.flow.port;
  for (const Repair* repair : repairs) {
    if (!repair->host.empty() && repair->instead_of == flow.target.host)
      renamed.host = repair->host;
  }
  return reconcile::target_of(network, renamed);
}

Mended mended_of(const reconcile::PathComparison& flow, const verify::Path& path) {
  return {flow.flow.text(), path.verdict.judgement,
          path.resolution ? path.resolution->answer_class : AnswerClass::unproven};
}

bool Trial::mends_all(const std::vector<Symptom>& symptoms) const {
  for (std::size_t i = 0; i < symptoms.size(); ++i) {
    if (symptoms[i] != Symptom::none && !intended[i]) return false;
  }
  return true;
}

bool is_in_order(const Question& question) {
  for (std::size_t i = 0; i < question.flows.size(); ++i) {
    const auto& flow = question.flows[i];
    if (question.symptoms[i] != Symptom::none &&
        !is_intended(question, i, flow.path, flow.target, stands_outside(question.from)))
      return false;
  }
  return true;
}

Trial try_out(const Question& question, const std::vector<const Repair*>& repairs) {
  const model::Network network = changed(question.network, [&](azure::Resources& resources) {
    for (const Repair* repair : repairs) {
      if (repair->apply) repair->apply(resources);
    }
  });
  Trial trial = nothing_mended(question);
  const auto from = verify::find_workload(network, starting_point(question, repairs));
  if (!from) return trial;
  const bool outside = stands_outside(*from);
  for (std::size_t i = 0; i < question.flows.size(); ++i) {
    const verify::Target target = target_after(network, question.flows[i], repairs);
    const Symptom symptom = question.symptoms[i];
    const verify::Path path = verify::examine(network, *from, target, question.assumptions);
    trial.intended[i] = is_intended(question, i, path, target, outside);
    const auto wanted = symptom == Symptom::exposed ? Judgement::deny : Judgement::allow;
    trial.certain[i] = path.verdict.judgement == wanted;
    if (symptom == Symptom::none) {
      const bool worked = question.flows[i].path.nominally_allowed;
      if (worked && !path.nominally_allowed) ++trial.broken;
      continue;
    }
    if (trial.result.empty()) trial.result = in_words(path);
    trial.mended.push_back(mended_of(question.flows[i], path));
  }
  return trial;
}

}  // namespace airtight::diagnose
