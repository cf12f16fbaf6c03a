#include <airtight/base/text.h>
#include <airtight/report/standings.h>

#include <algorithm>

#include "flows.h"
#include "standings_parts.h"

namespace airtight::report {
namespace {

using diagnose::State;

std::vector<const Dependency*> in_state(const Standings& standings, State state) {
  std::vector<const Dependency*> found;
  for (const Dependency& each : standings.dependencies) {
    if (each.standing.state == state) found.push_back(&each);
  }
  return found;
}

std::string keys_of(const std::vector<const Dependency*>& dependencies) {
  constexpr std::size_t most = 5;
  std::vector<std::string> keys;
  for (const Dependency* each : dependencies) keys.push_back(each->key);
  if (keys.size() <= most) return join(keys, ", ");
  const std::size_t more = keys.size() - most;
  keys.resize(most);
  return join(keys, ", ") + " and " + std::to_string(more) + " more";
}

// "2 of 5 back ends are exposed: kv1, st1."
std::string counted(const Standings& standings, State state) {
  const auto these = in_state(standings, state);
  const std::size_t all = standings.dependencies.size();
  return std::to_string(these.size()) + " of " + std::to_string(all) +
         (all == 1            ? " back end is "
          : these.size() == 1 ? " back ends is "
                              : " back ends are ") +
         std::string(to_string(state)) + ": " + keys_of(these) + ".";
}

std::string all_good(const Standings& standings, std::size_t isolated, std::size_t reached) {
  std::string first =
      isolated == 1 && standings.dependencies.size() == 1
          ? "The back end is isolated: the app reaches it privately, and its public endpoint is "
            "closed."
          : "All " + std::to_string(isolated) +
                " back ends are isolated: the app reaches them privately, and their public "
                "endpoints are closed.";
  const std::string second =
      reached == 1
          ? "1 more is reached, of which no isolation is wanted."
          : std::to_string(reached) + " more are reached, of which no isolation is wanted.";
  if (reached == 0) return first;
  if (isolated == 0)
    return "The app reaches what it needs; no isolation is wanted of " +
           std::string(reached == 1 ? "it." : "them.");
  return first + " " + second;
}

}  // namespace

State state_of(const Standings& standings) {
  if (standings.dependencies.empty()) return State::undetermined;
  State worst = State::isolated;
  bool any_isolated = false;
  for (const Dependency& each : standings.dependencies) {
    any_isolated |= each.standing.state == State::isolated;
    worst = std::max(worst, each.standing.state);
  }
  // Reached is no worse than isolated where no more is wanted.
  return worst == State::reached && any_isolated ? State::isolated : worst;
}

std::string sentence_of(const Standings& standings, View view) {
  if (standings.dependencies.empty()) return "No dependency is declared, so nothing is known.";
  const bool nothing_yet = std::ranges::none_of(
      standings.dependencies, [](const Dependency& each) { return each.measured.has_value(); });
  if (nothing_yet) return "Nothing has been measured yet.";
  if (standings.dependencies.size() == 1 && view == View::details) {
    std::string sentence = standings.dependencies.front().standing.sentence;
    return sentence + ".";
  }
  std::vector<std::string> sentences;
  for (const State state : {State::exposed, State::broken, State::undetermined}) {
    if (!in_state(standings, state).empty()) sentences.push_back(counted(standings, state));
  }
  if (!sentences.empty()) return join(sentences, " ");
  return all_good(standings, in_state(standings, State::isolated).size(),
                  in_state(standings, State::reached).size());
}

std::optional<observe::Time> since(const Dependency& dependency) {
  if (dependency.episodes.empty()) return {};
  return dependency.episodes.back().from;
}

const diagnose::NextProbe* next_probe(const Dependency& dependency) {
  const auto& evidence = dependency.evidence;
  if (!evidence || (dependency.explanations.empty() && dependency.candidates.empty()))
    return nullptr;
  const auto& diagnosis = dependency.explanations.empty() ? evidence->alone : evidence->diagnosis;
  if (!diagnosis) return nullptr;
  const auto& next = diagnosis->next_probe;
  return next ? &*next : nullptr;
}

std::string second_of(observe::Time time) {
  return observe::to_string(time).substr(0, std::string_view("2026-11-26T09:00:00").size()) + "Z";
}

}  // namespace airtight::report
