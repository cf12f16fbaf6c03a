#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/observe/observation.h>
#include <airtight/verify/path.h>
#include <airtight/verify/policy.h>
#include <airtight/verify/subject.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::reconcile {

// Whether an observation is what the model predicts. `unsettled`: the prediction is uncertain, or
// this kind of probe cannot tell (E-003, E-005).
enum class Agreement : std::uint8_t { agrees, disagrees, unsettled };
std::string_view to_string(Agreement agreement);  // "agrees", "disagrees", "unsettled"

// What one observation says about its flow, whatever was predicted.
enum class Sign : std::uint8_t { works, fails, silent };

struct Comparison {
  std::string observation;  // its id
  Agreement agreement = Agreement::unsettled;
  std::string predicted;  // in words: "NXDOMAIN", "connects"
  std::string observed;
};

// One flow: a host and a port, with all observations that speak of it, in order of time.
struct Flow {
  std::string host;  // a name or an address, in lower case
  net::Port port;    // of the connections; the service's where there was none
  std::vector<const observe::Observation*> seen;  // into the observations

  std::string text() const;  // "kv1.vault.azure.net:443"
};

// Where an observation points. The host is a name or an address in lower case, without what a URL
// has beside it: user, path, query.
struct Pointed {
  std::string host;
  std::optional<net::Port> port;
};
Pointed pointed_at(std::string_view target);

// An observation that no flow takes, and why.
struct LeftOut {
  const observe::Observation* observation = nullptr;
  std::string why;
};

// What a flow is about, in a network.
verify::Target target_of(const model::Network& network, const Flow& flow);

struct Flows {
  std::vector<Flow> flows;        // in order of host and port
  std::vector<LeftOut> left_out;  // in the order of the observations
};

// What was observed, by flow. Names that are only asked for are flows at the port of their service.
// Within a flow the order is that of time where all observations have one, else the document's.
Flows flows_of(const observe::Observations& observations, const model::Network& network);

// A flow as predicted and as seen.
struct PathComparison {
  Flow flow;
  verify::Target target;
  verify::Path path;
  std::optional<verify::Path> front_end{};     // where observations tried it on purpose
  std::vector<Comparison> comparisons;         // in the order of flow.seen
  Agreement agreement = Agreement::unsettled;  // disagrees if one does, else agrees if one does
};

Sign sign_of(const observe::Observation& observation);

// `path` is that of the name or, for an observation of a front end that was tried on purpose, of
// that connection.
Comparison compare(const model::Network& network, const verify::Path& path,
                   const observe::Observation& observation);
bool tries_front_end(const observe::Observation& observation);

struct Reconciled {
  std::vector<PathComparison> paths;
  std::vector<LeftOut> left_out;
};

Reconciled reconcile(const model::Network& network, const reach::Workload& from,
                     const observe::Observations& observations,
                     const verify::Assumptions& assumptions = {});

// A warning for each that was left out: nothing is dropped in silence.
Diagnostics diagnostics_of(const std::vector<LeftOut>& left_out);

// The rule of results that compare: "observed".
inline constexpr std::string_view observed_rule = "observed";

// Each flow as a result of a policy, so that reports show it: it passes where prediction and
// observation agree, fails where they do not, and is undetermined where nothing settles it, and for
// what was left out. Ids are "observed:" and the flow.
std::vector<verify::PolicyResult> as_results(const Reconciled& reconciled);

}  // namespace airtight::reconcile
