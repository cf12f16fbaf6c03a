#include "fixes.h"

#include <airtight/azure/command.h>
#include <airtight/base/text.h>
#include <airtight/input/az_script.h>
#include <airtight/input/patch.h>

#include <algorithm>
#include <set>

namespace airtight::cli {
namespace {

using diagnose::ResourceChange;

bool is_remark(const std::string& command) { return command.starts_with('#'); }

bool has_several_subscriptions(const input::ResourceSet& resources) {
  std::string_view first;
  for (const auto& [id, resource] : resources.all()) {
    const std::string_view subscription = id.subscription();
    if (subscription.empty()) continue;
    if (first.empty()) first = subscription;
    if (!equal_ignoring_case(first, subscription)) return true;
  }
  return false;
}

bool names_a_group(const std::string& command) {
  return !is_remark(command) && command.find(" --resource-group ") != std::string::npos;
}

// A group is of a subscription, which the commands do not name.
void choose_subscription(diagnose::Cause& cause) {
  const std::string_view subscription = cause.resource.subscription();
  if (!subscription.empty() && std::ranges::any_of(cause.fix, names_a_group))
    cause.fix.insert(cause.fix.begin(),
                     azure::az("account set", {{"subscription", {std::string(subscription)}}}));
}

std::string script_of(const diagnose::Explanation& explanation) {
  std::string script;
  for (const diagnose::Cause& cause : explanation.causes) {
    for (const std::string& command : cause.fix) script += command + "\n";
  }
  return script;
}

std::vector<std::string> remarks_of(const diagnose::Explanation& explanation) {
  std::vector<std::string> remarks;
  for (const diagnose::Cause& cause : explanation.causes) {
    for (const std::string& command : cause.fix) {
      if (is_remark(command)) remarks.emplace_back(trim(std::string_view(command).substr(1)));
    }
  }
  return remarks;
}

// Runs a script of the commands and returns what they write; what is not followed of them is added
// to `by_hand`.
std::set<azure::ResourceId> run_commands(const std::string& script, input::ResourceSet& resources,
                                         std::vector<std::string>& by_hand) {
  const std::size_t gaps = resources.gaps().size();
  input::ScriptSession session;
  session.run({"fix", script, input::Kind::az_script, {}}, resources);
  for (const Diagnostic& each : session.take_diagnostics()) {
    if (each.severity == Severity::error) by_hand.push_back(each.message);
  }
  for (std::size_t i = gaps; i < resources.gaps().size(); ++i)
    by_hand.push_back("not followed: " + resources.gaps()[i].what);
  std::set<azure::ResourceId> written;
  for (const input::ScriptStep& step : session.take_steps()) {
    for (const input::Change& change : step.changes) written.insert(change.id);
  }
  return written;
}

ResourceChange change_of(const azure::ResourceId& id, const input::Value* before,
                         const input::Value* after) {
  using Kind = ResourceChange::Kind;
  if (after == nullptr) return {id, Kind::deleted, {}};
  if (before == nullptr) return {id, Kind::made, input::to_json(*after)};
  return {id, Kind::changed, input::to_json(input::patch_between(*before, *after))};
}

// A write of the same values changes nothing.
std::vector<ResourceChange> changes_of(const std::set<azure::ResourceId>& written,
                                       const input::ResourceSet& before,
                                       const input::ResourceSet& after) {
  std::vector<ResourceChange> changes;
  for (const azure::ResourceId& id : written) {
    const input::Value* old = before.find(id);
    const input::Value* now = after.find(id);
    const bool is_same = old == now || (old != nullptr && now != nullptr && same_value(*old, *now));
    if (!is_same) changes.push_back(change_of(id, old, now));
  }
  return changes;
}

}  // namespace

void follow_fixes(const Context& context, const input::ResourceSet& resources, const Asked& asked,
                  diagnose::Diagnosis& diagnosis) {
  const bool several = has_several_subscriptions(resources);
  for (diagnose::Explanation& each : diagnosis.explanations) {
    for (diagnose::Cause& cause : each.causes) {
      if (several) choose_subscription(cause);
    }
    const std::string script = script_of(each);
    std::vector<std::string> by_hand = remarks_of(each);
    if (script.empty()) continue;
    input::ResourceSet after = resources;
    const auto written = run_commands(script, after, by_hand);
    diagnose::Patch patch{changes_of(written, resources, after), {}, std::move(by_hand)};
    if (!patch.resources.empty()) {
      Diagnostics ignored;  // of the input, which were said
      const model::Network network = model_of(context, after, ignored);
      patch.then = diagnose::outcomes(network, asked.from, asked.observations, diagnosis, each,
                                      patch.resources, asked.assumptions);
    }
    each.patch = std::move(patch);
  }
}

}  // namespace airtight::cli
