#include "assemble.h"

#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::serve {
namespace {

using report::Dependency;

constexpr std::uint16_t https_port = 443;

bool is_private(const probe::Settings& settings, const net::Ip& ip) {
  for (const probe::KnownSpace& known : settings.known_space) {
    if (known.prefix.contains(ip)) return known.address_class == azure::AddressClass::is_private;
  }
  return azure::address_class(ip) == azure::AddressClass::is_private;
}

void add_diagnosis(const diagnose::Diagnosis& diagnosis, bool with_plan, Dependency& dependency) {
  const std::string flow = dependency.host + ":" + std::to_string(dependency.port.number);
  for (const reconcile::PathComparison& each : diagnosis.flows) {
    if (with_plan && each.flow.host == dependency.host && each.flow.port == dependency.port)
      dependency.predicted = &each;
  }
  for (const diagnose::Explanation& each : diagnosis.explanations) {
    const bool about = std::ranges::any_of(each.flows, [&](const std::string& text) {
      return text == flow || text == dependency.host;
    });
    if (about) dependency.explanations.push_back(&each);
  }
}

// A failure that the resources do not explain has no cause; what looks like it is named.
void add_candidates(Dependency& dependency) {
  const auto& alone = dependency.evidence->alone;
  if (!alone || !dependency.explanations.empty()) return;
  for (const diagnose::Explanation& each : alone->explanations) {
    for (const diagnose::Cause& cause : each.causes) dependency.candidates.push_back(cause.code);
  }
}

std::string name_of(const Setup& setup) {
  return setup.plan ? setup.plan->from.name : setup.config.probe.from;
}

std::string service_of(const probe::Target& target) {
  return target.part ? target.part->resource_type + "/" + target.part->group_id : "";
}

Dependency dependency_of(const Declared& declared, const Setup& setup, const Kept* kept) {
  Dependency dependency;
  dependency.key = declared.key;
  dependency.title = declared.title;
  dependency.host = declared.target.name.text();
  dependency.port = declared.target.port;
  dependency.service = service_of(declared.target);
  dependency.intent = declared.intent;
  dependency.readiness = declared.readiness;
  if (kept != nullptr) {
    dependency.evidence = kept->evidence;
    for (const observe::Observation& each : kept->evidence->seen.observations)
      dependency.seen.push_back(&each);
    if (kept->evidence->diagnosis)
      add_diagnosis(*kept->evidence->diagnosis, setup.plan != nullptr, dependency);
    dependency.measured = kept->measured;
    dependency.took = kept->took;
    dependency.measurements = kept->measurements;
  }
  const std::string name = declared.title.empty() ? declared.key : declared.title;
  dependency.standing =
      diagnose::standing_of({name, declared.intent, dependency.seen, dependency.predicted,
                             [&](const net::Ip& ip) { return is_private(setup.config.probe, ip); },
                             kept == nullptr || kept->complete});
  using diagnose::State;
  const State state = dependency.standing.state;
  if (state == State::isolated || state == State::reached) dependency.explanations.clear();
  if (state == State::broken && kept != nullptr) add_candidates(dependency);
  return dependency;
}

}  // namespace

// A name is asked for whatever the port; the URL of an HTTPS request says none when it is the
// usual.
bool is_about(const observe::Observation& seen, const Declared& declared) {
  const reconcile::Pointed pointed = reconcile::pointed_at(seen.target);
  if (pointed.host != declared.target.name.text()) return false;
  if (pointed.port) return *pointed.port == declared.target.port;
  return !seen.target.starts_with("https://") || declared.target.port.number == https_port;
}

std::shared_ptr<const report::Measured> evidence_of(const Setup& setup,
                                                    std::vector<observe::Observation> seen,
                                                    const observe::Host& host) {
  auto measured = std::make_shared<report::Measured>();
  measured->seen = {name_of(setup), host, std::move(seen)};
  observe::sort_and_number(measured->seen.observations);
  measured->diagnosis = setup.plan ? diagnose::diagnose(setup.plan->network, setup.plan->from,
                                                        measured->seen, setup.plan->assumptions)
                                   : diagnose::diagnose(measured->seen);
  if (setup.plan && measured->diagnosis->explanations.empty() &&
      measured->diagnosis->outcome != diagnose::Outcome::in_order)
    measured->alone = diagnose::diagnose(measured->seen);
  return measured;
}

report::Standings assemble(const Setup& setup, const AllKept& kept, Diagnostics warnings) {
  report::Standings standings;
  standings.from = name_of(setup);
  standings.with_resources = setup.plan != nullptr;
  standings.preamble = setup.preamble;
  standings.preamble.command = "diagnostics";
  std::ranges::move(warnings, std::back_inserter(standings.preamble.diagnostics));
  for (const auto& [key, each] : kept) {
    if (!each.evidence->diagnosis) continue;
    for (Diagnostic& left_out : reconcile::diagnostics_of(each.evidence->diagnosis->left_out))
      standings.preamble.diagnostics.push_back(std::move(left_out));
  }
  sort_and_unique(standings.preamble.diagnostics);
  for (const Declared& each : setup.config.dependencies) {
    const auto found = kept.find(each.key);
    standings.dependencies.push_back(
        dependency_of(each, setup, found == kept.end() ? nullptr : &found->second));
  }
  return standings;
}

void add_history(const History& history, observe::Time now, report::Standings& standings) {
  for (Dependency& each : standings.dependencies) {
    each.episodes = history.episodes(each.key);
    each.flapping = history.flaps(each.key, now);
  }
  if (const auto warning = history.warning()) {
    Diagnostic& added = standings.preamble.diagnostics.emplace_back();
    added.severity = Severity::warning;
    added.message = *warning;
  }
}

}  // namespace airtight::serve
