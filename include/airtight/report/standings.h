#pragma once

#include <airtight/diagnose/diagnose.h>
#include <airtight/diagnose/standing.h>
#include <airtight/report/preamble.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::report {

// Where an app's dependencies stand, as the diagnostic endpoint tells it.

// A time during which a dependency stood the same.
struct Episode {
  diagnose::State state = diagnose::State::undetermined;
  observe::Time from;
  observe::Time last;  // when it was last measured so
  std::uint64_t measurements = 1;

  bool operator==(const Episode&) const = default;
};

// What was last seen of a dependency, and what that comes to: by itself, so that a cause is its
// own. Immutable: the pointers below are into it.
struct Measured {
  observe::Observations seen;
  std::optional<diagnose::Diagnosis> diagnosis;
  std::optional<diagnose::Diagnosis> alone;  // as if there were no resources, where they explain
                                             // nothing of a failure
};

struct Dependency {
  std::string key;    // as the configuration declares it
  std::string title;  // for people
  std::string host;
  net::Port port;
  std::string service;  // "Microsoft.KeyVault/vaults/vault"; empty: none on record
  diagnose::Intent intent = diagnose::Intent::isolated;
  bool readiness = false;                      // counts for /readyz
  std::shared_ptr<const Measured> evidence{};  // null: nothing yet
  std::vector<const observe::Observation*> seen{};
  const reconcile::PathComparison* predicted = nullptr;
  std::vector<const diagnose::Explanation*> explanations{};
  std::vector<std::string> candidates{};  // codes that look the same from here (cause-codes.md,
                                          // section 2), where nothing in the resources explains it
  diagnose::Standing standing{};
  std::optional<observe::Time> measured{};  // when its last measurement ended
  std::chrono::milliseconds took{0};
  std::uint64_t measurements = 0;   // since the start
  std::vector<Episode> episodes{};  // oldest first
  bool flapping = false;
};

struct Standings {
  std::string from;                          // the workload's name
  std::uint64_t number = 0;                  // grows with each change
  Preamble preamble{"diagnostics", {}, {}};  // the inputs of the prediction; warnings
  std::vector<Dependency> dependencies{};
  bool with_resources = false;  // there is a prediction
};

// What is told: everything, or keys, states and times alone.
enum class View : std::uint8_t { redacted, details };

// The worst state of all, and one sentence. No dependencies are undetermined.
diagnose::State state_of(const Standings& standings);
std::string sentence_of(const Standings& standings, View view);

// The documents airtight/diagnostics/1 of all, and airtight/dependency/1 of one.
std::string json_standings(const Standings& standings, View view);
std::string json_dependency(const Standings& standings, const Dependency& dependency, View view);
std::string json_dependency_history(const Standings& standings, View view);

// application/health+json (draft-inadarei-api-health-check-06). `failed`: its status is "fail".
struct Health {
  std::string text;
  bool failed = false;
};
Health health_standings(const Standings& standings, View view);

// The page: one file, whose style and script are these texts, so that a policy can name their
// digests. `base` is what paths start with.
struct PageLinks {
  std::string base;
  bool may_sign_in = false;
};
std::string html_standings(const Standings& standings, View view, const PageLinks& links);
std::string_view standings_style();
std::string_view standings_script();

// The exposition format of Prometheus: of all, airtight_* by dependency; of one, as
// blackbox_exporter names them. `module` decides what probe_success means.
enum class Module : std::uint8_t { isolated, dns, tcp_connect, tls_connect, http };
std::optional<Module> module_of(std::string_view name);
std::vector<std::string> module_names();
std::string metrics_standings(const Standings& standings, const std::string& own);
std::string metrics_probe(const Dependency& dependency, Module module);

}  // namespace airtight::report
