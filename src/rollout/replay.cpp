#include <airtight/base/text.h>
#include <airtight/rollout/replay.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "actions.h"
#include "gaps.h"
#include "references.h"
#include "windows.h"

namespace airtight::rollout {
namespace {

using azure::ResourceId;

using Integrations = std::map<ResourceId, azure::Property<ResourceId>>;

// What a replay remembers from step to step.
struct Memory {
  std::vector<ResourceId> networks;  // in order of first appearance
  std::vector<ResourceId> sites;
  Integrations integrations;                              // as written after the step before
  std::map<ResourceId, std::set<References>> references;  // the states they may be in
  std::size_t gaps = 0;                                   // about apps, before the step
  std::size_t paths = 0;                                  // examined so far
  bool cut = false;                                       // that further ones are not was said
  std::vector<ResourceId> becoming_usable;  // apps whose integration was made in this step
  bool profile_fits = false;
};

void remember(std::vector<ResourceId>& seen, const ResourceId& id) {
  if (std::ranges::count(seen, id) == 0) seen.push_back(id);
}

Integrations integrations_of(const azure::Resources& resources) {
  Integrations integrations;
  for (const azure::Site& site : resources.sites)
    integrations.emplace(site.id, site.integration_subnet);
  return integrations;
}

// An integration that did not exist before this step is not usable yet, so the fetch that
// the same command triggers goes without it: the app still has the one it had, which is
// none. A new app starts with its integration.
std::vector<ResourceId> hold_back_integrations(const Integrations& before,
                                               azure::Resources& resources) {
  std::vector<ResourceId> early;
  for (azure::Site& site : resources.sites) {
    const auto had = before.find(site.id);
    if (had == before.end() || !had->second.absent() || site.integration_subnet.absent()) continue;
    site.integration_subnet = had->second;
    early.push_back(site.id);
  }
  return early;
}

bool is_configuration_of(const ResourceId& changed, const azure::Site& site) {
  return site.id.contains(changed) || changed == site.plan;  // A-212, CA-10
}

// Tells when to fetch: at every configuration change, which restarts the app, disconnecting
// included, a write of identical values too (CA-09), and when the integration becomes
// usable.
std::optional<bool> fetches(const Step& step, const azure::Site& site,
                            const std::vector<ResourceId>& became_usable, bool new_gap) {
  const bool certain = std::ranges::count(became_usable, site.id) > 0 ||
                       std::ranges::any_of(step.changed, [&](const ResourceId& changed) {
                         return is_configuration_of(changed, site);
                       });
  return certain ? std::optional(true) : new_gap ? std::nullopt : std::optional(false);
}

// One reference that fails is enough.
std::optional<bool> all_fetchable(const model::Network& network, const azure::Site& site) {
  std::optional<bool> all = true;
  for (const azure::KeyVaultReference& reference : site.references) {
    const auto one = can_fetch(network, site, reference);
    if (one == std::optional(false)) return false;
    if (!one) all = std::nullopt;
  }
  return all;
}

std::set<References> references_after(const model::Network& network, const azure::Site& site,
                                      const std::set<References>& before,
                                      std::optional<bool> fetch) {
  Doubtful now{!site.references.empty(), all_fetchable(network, site), fetch};
  if (!gaps_about(network, "Microsoft.Web/sites").empty()) now.has = now.fetchable = std::nullopt;
  return next_states(before, now);
}

bool has_unknown(const Step& step) {
  if (step.references == References::unknown) return true;
  return std::ranges::any_of(step.apps, [](const AppState& app) {
    return std::ranges::any_of(
        app.actions, [](const ActionResult& action) { return action.result == unknown_result; });
  });
}

// Names what makes the state of the first app unknown.
void note_unknown(const model::Network& network, const azure::Site& site, Step& step) {
  if (!has_unknown(step)) return;
  std::set<std::string> missing;
  for (const char* type : {"Microsoft.Web/sites", "Microsoft.KeyVault/vaults",
                           "Microsoft.Authorization/roleAssignments"})
    for (std::string& gap : gaps_about(network, type)) missing.insert(std::move(gap));
  for (const verify::Path& path : step.paths) {
    if (path.from_id != site.id) continue;
    missing.insert(path.verdict.unknowns.begin(), path.verdict.unknowns.end());
    missing.insert(path.verdict.choices.begin(), path.verdict.choices.end());
  }
  const std::vector<std::string> names(missing.begin(), missing.end());
  step.notes.push_back("what " + std::string(site.id.name()) + " shows is not certain" +
                       (names.empty() ? "" : ": " + join(names, ", ")));
}

// "app" for the first of its kind, "app:NAME" for the others, so that a name stays the same from
// step to step.
std::string observer(const char* kind, const std::vector<ResourceId>& seen, const ResourceId& id) {
  const std::string name(kind);
  return !seen.empty() && seen.front() == id ? name : name + ":" + std::string(id.name());
}

std::vector<reach::Workload> observers(const Memory& memory, const model::Network& network) {
  std::vector<reach::Workload> found;
  const auto add = [&](reach::Workload workload, std::string name) {
    workload.name = std::move(name);
    found.push_back(std::move(workload));
  };
  for (const ResourceId& id : memory.sites) {
    const azure::Site* site = network.site(id);
    if (site == nullptr) continue;
    add(verify::app_workload(*site), observer("app", memory.sites, id));
    add(verify::references_workload(*site), observer("platform", memory.sites, id));
  }
  found.push_back(verify::internet_workload());
  for (const ResourceId& id : memory.networks) {
    const azure::VirtualNetwork* home = network.virtual_network(id);
    if (home != nullptr) add(verify::host_of(*home), observer("vm", memory.networks, id));
  }
  for (const azure::VirtualMachine& machine : network.written().virtual_machines)
    add(verify::machine_workload(network, machine), "vm:" + machine.name);
  return found;
}

bool needs(const model::Network& network, const reach::Workload& from,
           const model::BackEnd& back_end) {
  if (from.kind != reach::Workload::Kind::app) return false;
  const auto dependencies = verify::dependencies(network, *from.site);
  return std::ranges::count(dependencies, &back_end) > 0;
}

std::vector<verify::Path> all_paths(const Memory& memory, const model::Network& network) {
  std::vector<verify::Path> paths;
  for (const reach::Workload& from : observers(memory, network)) {
    for (const model::BackEnd& back_end : network.back_ends()) {
      if (back_end.site != nullptr) continue;
      for (const verify::Target& target : verify::targets_of(network, back_end)) {
        paths.push_back(verify::examine(network, from, target));
        paths.back().needed = needs(network, from, back_end);
      }
    }
  }
  return paths;
}

// Every step has about as many paths as there are resources, so a long script has their square.
void examine_paths(Memory& memory, const model::Network& network, bool last, Step& step,
                   Diagnostics& diagnostics) {
  step.examined = last || memory.paths < most_paths;
  if (step.examined) {
    step.paths = all_paths(memory, network);
    memory.paths += step.paths.size();
    return;
  }
  step.notes.push_back("the paths of this step are not examined: the script is too long");
  if (std::exchange(memory.cut, true)) return;
  diagnostics.push_back({Severity::warning,
                         step.where,
                         "more than " + std::to_string(most_paths) +
                             " paths in all steps; from here on only the last step is examined, "
                             "and windows that open and close before it are not found",
                         {}});
}

void note_early(const std::vector<ResourceId>& early, Step& step) {
  for (const ResourceId& id : early)
    step.notes.push_back("the integration of " + std::string(id.name()) +
                         " is not usable yet; the next step has it (A-292)");
}

Step take(Memory& memory, Stage stage, const Profile& profile, bool last,
          Diagnostics& diagnostics) {
  Step step;
  step.label = stage.label;
  step.command = stage.command;
  step.where = stage.where;
  step.changed = stage.changed;
  for (const auto& home : stage.resources.virtual_networks) remember(memory.networks, home.id);
  for (const auto& site : stage.resources.sites) remember(memory.sites, site.id);

  Integrations written = integrations_of(stage.resources);
  const std::vector<ResourceId> became_usable = std::exchange(
      memory.becoming_usable, hold_back_integrations(memory.integrations, stage.resources));
  memory.integrations = std::move(written);
  note_early(memory.becoming_usable, step);

  const model::Network network = model::build(std::move(stage.resources), diagnostics);
  examine_paths(memory, network, last, step, diagnostics);
  const std::size_t gaps = gaps_about(network, "Microsoft.Web/").size();
  const bool new_gap = gaps > std::exchange(memory.gaps, gaps);
  for (const ResourceId& id : memory.sites) {
    const azure::Site* site = network.site(id);
    if (site == nullptr) {
      memory.references.erase(id);
      continue;
    }
    auto& possible = memory.references.try_emplace(id, std::set{References::none}).first->second;
    possible =
        references_after(network, *site, possible, fetches(step, *site, became_usable, new_gap));
    if (id != memory.sites.front()) continue;
    step.references = certain(possible);
    step.apps = app_states(network, *site, possible, profile);
    note_unknown(network, *site, step);
    memory.profile_fits = memory.profile_fits || fits(*site, profile);
  }
  return step;
}

Stage settled(const Stage& last) {
  Stage stage = last;
  stage.label = "settled";
  stage.command.clear();
  stage.changed.clear();
  return stage;
}

}  // namespace

Replay replay(std::size_t stages, const std::function<Stage(std::size_t)>& stage_at,
              const Profile& profile) {
  Replay replay;
  Memory memory;
  const auto add = [&](Stage stage, bool at_end) {
    replay.steps.push_back(take(memory, std::move(stage), profile, at_end, replay.diagnostics));
    replay.steps.back().index = replay.steps.size() - 1;
  };
  for (std::size_t i = 0; i < stages; ++i) {
    Stage stage = stage_at(i);
    std::optional<Stage> last;
    if (i + 1 == stages) last = settled(stage);
    add(std::move(stage), last.has_value());
    if (last && !memory.becoming_usable.empty()) add(std::move(*last), true);
  }
  if (!memory.profile_fits) {
    for (Step& step : replay.steps) step.apps.clear();
  }
  replay.windows = find_windows(replay.steps);
  sort_and_unique(replay.diagnostics);
  return replay;
}

}  // namespace airtight::rollout
