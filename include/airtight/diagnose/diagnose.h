#pragma once

#include <airtight/reconcile/reconcile.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::diagnose {

// One kind of change, or of state of a client, that stops a flow (cause-codes.md).
struct Cause {
  std::string code;     // "DNS_ZONE_LINK_MISSING"
  std::string summary;  // one sentence: what is wrong, with names
  azure::ResourceId resource;
  std::vector<std::string> fix;  // az commands in order; empty where no change of Azure helps
  std::vector<std::string> facts;
  Where where;
};

// What a flow does once all causes of an explanation are mended, as the model has it.
struct Mended {
  std::string flow;  // "kv1.vault.azure.net:443"
  verify::Judgement verdict = verify::Judgement::uncertain;
  verify::AnswerClass answer_class = verify::AnswerClass::unproven;
};

// What a change does to one resource, as it is read.
struct ResourceChange {
  enum class Kind : std::uint8_t { made, changed, deleted };
  azure::ResourceId resource;
  Kind kind = Kind::changed;
  std::string body;  // JSON: the resource, or a merge patch (RFC 7396) of one that is changed
};
std::string_view to_string(ResourceChange::Kind kind);  // "made"

// What the commands of an explanation's causes change, read as a script of them is, and what the
// flows do on the resources so changed.
struct Patch {
  std::vector<ResourceChange> resources;  // in order of id
  std::vector<Mended> then;
  std::vector<std::string> by_hand;  // steps that are no command, or that were not followed
};

// A smallest set of causes: none of them alone, nor any part of them, is enough.
struct Explanation {
  std::vector<Cause> causes;             // the first blocker on the way first
  std::vector<std::string> explains;     // ids of observations that follow from it
  std::vector<std::string> contradicts;  // ids of observations that it leaves without reason
  double score = 0;                      // 0…1; orders, and is no probability
  std::vector<std::string> flows;        // that it is about: "kv1.vault.azure.net:443"
  std::vector<Mended> mended;            // empty where the model cannot show it (a client's state)
  std::optional<Patch> patch;            // where somebody followed its commands
};

// The probe whose result tells most explanations apart.
struct NextProbe {
  std::string kind;    // "dns", "tcp", "http", "look"
  std::string target;  // "kv1.vault.azure.net"
  std::string vantage;
  std::string question;  // in one sentence
  struct Result {
    std::string seen;                // "10.0.2.4"
    std::vector<std::string> codes;  // of the explanations that it fits
  };
  std::vector<Result> results;
};

// A change that was tried and helps nobody by itself, and what the flow would do then.
struct Tried {
  std::string code;
  std::string summary;
  std::string result;  // "public, deny PAAS_FIREWALL"
};

// What a diagnosis comes to.
enum class Outcome : std::uint8_t {
  in_order,      // all that was seen is as predicted, and nothing failed
  unsettled,     // nothing failed, and not everything could be compared
  differs,       // nothing failed, and something is not as predicted
  nothing_seen,  // no observation speaks of a host
  explained,     // something is wrong, and there is a reason for all of it
  unexplained,   // something failed that nothing on record explains
};
std::string_view to_string(Outcome outcome);  // "in-order"

struct Diagnosis {
  Outcome outcome = Outcome::nothing_seen;
  model::Network network;            // the one asked about, with what the observations say of it
  std::vector<std::string> learned;  // that, in words
  std::vector<reconcile::PathComparison> flows;
  std::vector<Explanation> explanations;  // best first; none: nothing is wrong with what was seen
  std::vector<Tried> tried;               // alone, in the order in which they were proposed
  std::optional<NextProbe> next_probe;
  std::size_t trials_left_out = 0;  // sets of changes that were not tried, for their number
  std::size_t explanations_left_out = 0;
  std::vector<std::string> unexplained;      // flows and observations that failed without reason
  std::vector<reconcile::LeftOut> left_out;  // what could not be compared
};

// From resources and observations: decision 14. Pointers of the flows are into the diagnosis' own
// network and into `observations`.
Diagnosis diagnose(const model::Network& network, const reach::Workload& from,
                   const observe::Observations& observations,
                   const verify::Assumptions& assumptions = {});

// What the flows of an explanation do on another state of the same resources: the network after the
// changes of a fix. What public DNS was seen to say of names whose endpoint is among the changes no
// longer counts (D-101). Empty where the workload is not there.
std::vector<Mended> outcomes(const model::Network& network, const reach::Workload& from,
                             const observe::Observations& observations, const Diagnosis& diagnosis,
                             const Explanation& explanation,
                             const std::vector<ResourceChange>& changes,
                             const verify::Assumptions& assumptions = {});

// From observations alone: the candidates of cause-codes.md section 2, each alone.
Diagnosis diagnose(const observe::Observations& observations);

}  // namespace airtight::diagnose
