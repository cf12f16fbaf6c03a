#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>
#include <airtight/verify/front_end.h>
#include <airtight/verify/probe_plan.h>
#include <airtight/verify/what_if.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "cover.h"

namespace airtight::verify {
namespace {

using reach::Workload;

std::vector<const model::BackEnd*> needed_back_ends(const model::Network& network,
                                                    const Workload& from) {
  std::vector<const model::BackEnd*> all;
  if (from.site != nullptr) all = dependencies(network, *from.site);
  if (!all.empty()) return all;
  for (const model::BackEnd& each : network.back_ends()) {
    if (from.site == nullptr || each.id() != from.site->id) all.push_back(&each);
  }
  return all;
}

std::vector<net::Port> ports_of(const Target& target) {
  std::vector<net::Port> ports;
  for (const int port : azure::group_ports(target.back_end->service.type, target.group_id))
    ports.push_back(net::Port{static_cast<std::uint16_t>(port)});
  if (ports.empty()) ports.push_back(target.port);
  // Of ports that are worth the same the first is taken: 443 of a site says more than 80.
  std::ranges::stable_partition(ports, [&](net::Port port) { return port == target.port; });
  return ports;
}

// the platform fetches references, and services send, where nobody can run a program.
bool can_run_probes(const Workload& from) {
  return from.kind != Workload::Kind::references && from.kind != Workload::Kind::service;
}

class Planner {
 public:
  Planner(const model::Network& network, const Workload& from, const Assumptions& assumptions)
      : network_(network), from_(from), assumptions_(assumptions) {
    plan_.from = from.name;
  }

  ProbePlan run() {
    const auto targets = needed_targets(network_, from_);
    if (can_run_probes(from_)) {
      for (const Target& target : targets) consider(target);
    }
    const std::size_t reached_from_here = plan_.parts.size();
    add_of_others(targets);
    plan_.considered = candidates_.size();
    choose(reached_from_here);
    for (std::size_t part = reached_from_here; part < plan_.parts.size(); ++part)
      plan_.untested.push_back(part);
    return std::move(plan_);
  }

 private:
  void consider(const Target& target) {
    candidates_.push_back(probe(target, false, examine(network_, from_, target, assumptions_)));
    candidates_.push_back(
        probe(target, true, examine_front_end(network_, from_, target, assumptions_)));
  }

  PlannedProbe probe(const Target& target, bool front_end, Path expected) {
    std::vector<std::size_t> exercises = parts_of(expected, from_.name);
    std::ranges::sort(exercises);
    const auto repeated = std::ranges::unique(exercises);
    exercises.erase(repeated.begin(), repeated.end());
    return {target, front_end, std::move(expected), std::move(exercises)};
  }

  // Steps that no resource decides, such as public DNS, are no part of the network.
  std::vector<std::size_t> parts_of(const Path& path, const std::string& seen_by) {
    std::vector<std::size_t> parts;
    for (const Step& step : path.trace) {
      if (step.resource.empty()) continue;
      parts.push_back(add({step.stage, step.resource, step.rule, step.where, {}}, seen_by));
    }
    if (!path.resolution) return parts;
    for (const dns::ChainLink& link : path.resolution->answer.chain) {
      const auto zone = std::ranges::find_if(path.trace, [&](const Step& step) {
        return step.stage == "zone" &&
               equal_ignoring_case(azure::ResourceId(step.resource).name(), link.decided_by);
      });
      if (zone == path.trace.end()) continue;
      parts.push_back(add({"record", zone->resource, link.name.text(), zone->where, {}}, seen_by));
    }
    return parts;
  }

  std::size_t add(DecidingPart part, const std::string& seen_by) {
    const auto [at, fresh] = positions_.try_emplace(
        std::tuple(part.stage, part.resource, part.rule), plan_.parts.size());
    if (fresh) plan_.parts.push_back(std::move(part));
    auto& names = plan_.parts[at->second].seen_by;
    if (std::ranges::count(names, seen_by) == 0) names.push_back(seen_by);
    return at->second;
  }

  void add_of_others(const std::vector<Target>& targets) {
    std::set<azure::ResourceId> asked;
    for (const Target& target : targets) asked.insert(target.back_end->id());
    for (const Path& path : what_if(network_, assumptions_)) {
      if (path.from == from_.name || !asked.contains(path.to_id)) continue;
      parts_of(path, path.from);
    }
  }

  void choose(std::size_t elements) {
    std::vector<std::vector<std::size_t>> sets;
    for (const PlannedProbe& each : candidates_) sets.push_back(each.exercises);
    const auto chosen = fewest_cover(sets, elements);
    for (const std::size_t each : chosen) plan_.probes.push_back(std::move(candidates_[each]));
  }

  const model::Network& network_;
  const Workload& from_;
  const Assumptions& assumptions_;
  ProbePlan plan_;
  std::vector<PlannedProbe> candidates_;
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> positions_;
};

}  // namespace

std::vector<Target> needed_targets(const model::Network& network, const Workload& from) {
  std::vector<Target> targets;
  std::set<std::pair<std::string, net::Port>> seen;
  for (const model::BackEnd* back_end : needed_back_ends(network, from)) {
    for (Target& each : targets_of(network, *back_end)) {
      for (const net::Port port : ports_of(each)) {
        if (!seen.emplace(each.host.text(), port).second) continue;
        each.port = port;
        targets.push_back(each);
      }
    }
  }
  return targets;
}

ProbePlan probe_plan(const model::Network& network, const Workload& from,
                     const Assumptions& assumptions) {
  return Planner(network, from, assumptions).run();
}

}  // namespace airtight::verify
