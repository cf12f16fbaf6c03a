#include "campaign.h"

#include <airtight/diagnose/diagnose.h>
#include <airtight/verify/subject.h>

#include <catch2/catch.hpp>

#include "diagnose/seen.h"

// Faults are put into deployments that work; what a probe would then see comes from the model and
// not from the diagnosis; the faults must be among the explanations. With `[.campaign]` as many as
// the project promises, else enough to notice.

using namespace airtight;
using campaign::Deployment;
using campaign::Fault;

namespace {

struct Score {
  int asked = 0;
  int first = 0;
  int among = 0;
  int more_than_needed = 0;  // the first explanation has more causes than were put in
  std::string missed;
};

std::set<std::string> codes_of(const diagnose::Explanation& explanation) {
  std::set<std::string> codes;
  for (const diagnose::Cause& cause : explanation.causes) codes.insert(cause.code);
  return codes;
}

verify::Path path_of(const model::Network& network, const Deployment& deployment) {
  const auto from = verify::find_workload(network, deployment.from);
  const auto target =
      verify::find_target(network, deployment.host + ":" + std::to_string(deployment.port));
  REQUIRE(from.has_value());
  REQUIRE(target.has_value());
  return verify::examine(network, *from, *target);
}

model::Network built(const Deployment& deployment) {
  Diagnostics ignored;
  return model::build(deployment.resources, ignored);
}

bool works(const Deployment& deployment) {
  const verify::Path path = path_of(built(deployment), deployment);
  return path.nominally_allowed && path.via == reach::Via::private_endpoint;
}

void add_to(Score& score, const Deployment& deployment, const std::set<std::string>& injected) {
  const model::Network network = built(deployment);
  const auto seen = observed(path_of(network, deployment), deployment.host, deployment.port);
  const auto from = verify::find_workload(network, deployment.from);
  const auto diagnosis = diagnose::diagnose(network, *from, seen);
  ++score.asked;
  bool found = false;
  for (std::size_t i = 0; i < diagnosis.explanations.size(); ++i) {
    if (codes_of(diagnosis.explanations[i]) != injected) continue;
    found = true;
    if (i == 0) ++score.first;
    break;
  }
  if (found) ++score.among;
  if (!diagnosis.explanations.empty() &&
      diagnosis.explanations.front().causes.size() > injected.size())
    ++score.more_than_needed;
  if (found) return;
  score.missed += "\n " + deployment.from + ":";
  for (const std::string& code : injected) score.missed += " " + code;
  score.missed += " ->";
  for (const diagnose::Explanation& each : diagnosis.explanations) {
    for (const std::string& code : codes_of(each)) score.missed += " " + code;
    score.missed += ";";
  }
}

Score one_fault(int deployments, unsigned seed) {
  std::mt19937 random(seed);
  Score score;
  while (score.asked < deployments) {
    const Deployment whole = campaign::random_deployment(random);
    REQUIRE(works(whole));
    const auto faults = campaign::faults_for(whole);
    const Fault& fault = faults[random() % faults.size()];
    Deployment broken = whole;
    fault.inject(broken);
    REQUIRE_FALSE(works(broken));
    add_to(score, broken, {fault.code});
  }
  return score;
}

// An app outside its network may be put into another one than it was taken from, past what is
// wrong with that: one cause is then enough, and the two that were put in are not the smallest set.
bool is_about_place(const Fault& one, const Fault& other) {
  using Kind = Fault::Kind;
  const bool caller = one.kind == Kind::caller || other.kind == Kind::caller;
  return caller && one.kind != Kind::endpoint && other.kind != Kind::endpoint;
}

// Of two faults each must count by itself, and stand at another part of the way than the other: a
// zone that is gone needs no link.
Score two_faults(int deployments, unsigned seed) {
  std::mt19937 random(seed);
  Score score;
  while (score.asked < deployments) {
    const Deployment whole = campaign::random_deployment(random);
    const auto faults = campaign::faults_for(whole);
    const Fault& one = faults[random() % faults.size()];
    const Fault& other = faults[random() % faults.size()];
    if (one.kind == other.kind || is_about_place(one, other)) continue;
    Deployment broken = whole;
    one.inject(broken);
    other.inject(broken);
    add_to(score, broken, {one.code, other.code});
  }
  return score;
}

void check(const Score& score, double among, double first) {
  INFO("missed:" << score.missed);
  INFO("among: " << score.among << ", first: " << score.first << " of " << score.asked);
  CHECK(score.among >= among * score.asked);
  CHECK(score.first >= first * score.asked);
  CHECK(score.more_than_needed == 0);
}

}  // namespace

TEST_CASE("a fault that was put into a deployment is found", "[diagnose]") {
  check(one_fault(60, 20261126), 0.99, 0.85);
}

TEST_CASE("two faults that were put into a deployment are found together", "[diagnose]") {
  check(two_faults(20, 20261126), 0.95, 0.85);
}

TEST_CASE("2,000 deployments with one fault and with two", "[.campaign]") {
  check(one_fault(1000, 1), 0.99, 0.85);
  check(two_faults(1000, 2), 0.95, 0.85);
}
