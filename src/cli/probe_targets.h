#pragma once

#include <airtight/input/members_of.h>
#include <airtight/model/network.h>
#include <airtight/probe/probe.h>
#include <airtight/reach/workload.h>
#include <airtight/verify/probe_plan.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::cli {

// A file of targets, JSON or YAML: {"targets": [{"name", "port", "service", "tls", "frontEnd",
// "serverName"}]}. All but the name may be missing. What is wrong is an error with its place.
std::vector<probe::Target> read_targets(const std::string& text, const std::string& path,
                                        Diagnostics& diagnostics);

// A target of the members "name", "port", "service", "tls", "frontEnd" and "serverName" of an
// object; none where the name is missing or wrong.
std::optional<probe::Target> target_of(const input::MembersOf& members);

// A target that a workload needs, as the probe takes it.
probe::Target target_for(const verify::Target& needed);

// What the verdicts about a workload are about: each name that an app needs, or any back end's, on
// the ports of its service.
std::vector<probe::Target> targets_for(const model::Network& network,
                                       const reach::Workload& workload);

// The address space of the plan's networks, which is private whatever its numbers (E-242).
std::vector<probe::KnownSpace> private_space(const model::Network& network);

}  // namespace airtight::cli
