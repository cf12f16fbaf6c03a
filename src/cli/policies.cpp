#include "policies.h"

#include <airtight/base/text.h>
#include <airtight/scenario/policy.h>
#include <airtight/verify/policy_groups.h>
#include <airtight/verify/waivers.h>

#include <chrono>
#include <filesystem>

#include "child.h"

namespace airtight::cli {
namespace {

// A value that is not known, or that the readers dropped because it may be a secret, has none.
std::optional<std::string> tag_value(const input::Value& value) {
  const std::string* text = value.string();
  if (value.unknown() != nullptr || (text != nullptr && *text == "[dropped]")) return std::nullopt;
  return text != nullptr ? *text : input::to_json(value);
}

// Tags are matched and never printed.
verify::Tags tags_of(const input::ResourceSet& set) {
  verify::Tags tags;
  for (const auto& [id, resource] : set.all()) {
    const input::Value* written = resource->find("tags");
    if (written == nullptr) continue;
    auto& of_resource = tags[id];
    if (written->unknown() != nullptr) of_resource[""] = std::nullopt;
    if (written->object() == nullptr) continue;
    for (const input::Member& tag : *written->object()) of_resource[tag.key] = tag_value(tag.value);
  }
  return tags;
}

// Graphviz draws if it is there; a report without a picture is a report.
std::string drawn(const std::string& dot) {
  if (dot.empty()) return {};
  Child graphviz;
  graphviz.words = {"dot", "-Tsvg"};
  graphviz.input = dot;
  graphviz.patience = std::chrono::seconds{10};
  graphviz.longest = std::size_t{1} << 20U;
  graphviz.quiet = true;
  return output_of(graphviz).value_or("");
}

}  // namespace

void add_policy_options(CLI::App& verb, Context& context) {
  verb.add_option("--today", context.today,
                  "YYYY-MM-DD, for waivers; the clock's day if not given");
}

Result<std::chrono::year_month_day> today_of(const Context& context) {
  if (!context.today.empty()) return scenario::read_date(context.today);
  return std::chrono::year_month_day{
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())};
}

std::vector<verify::PolicyResult> judge(const model::Network& network,
                                        const input::ResourceSet& set, const verify::Policy& policy,
                                        const verify::Assumptions& assumptions,
                                        std::chrono::year_month_day today,
                                        Diagnostics& diagnostics) {
  auto results =
      verify::judge(network, verify::instantiate(network, tags_of(set), policy), assumptions);
  verify::apply_waivers(results, policy.waivers, today, diagnostics);
  verify::apply_owners(results, policy.owners);
  return results;
}

report::SourceTree source_tree() {
  std::error_code fault;
  const std::filesystem::path here = std::filesystem::current_path(fault);
  if (fault) return {};
  for (auto folder = here;; folder = folder.parent_path()) {
    if (std::filesystem::exists(folder / ".git", fault))
      return {folder.generic_string(), here.generic_string()};
    if (folder == folder.parent_path()) return {here.generic_string(), here.generic_string()};
  }
}

std::map<std::string, std::function<std::string()>> check_reports(
    const std::function<report::Check()>& make) {
  const auto as = [make](auto report) {
    return [make, report] {
      report::Check check = make();
      check.tree = source_tree();
      return report(check);
    };
  };
  const auto page = [](const report::Check& check) {
    return report::html_check(check, drawn(report::topology_dot(check)));
  };
  return {{"sarif", as(report::sarif_check)},
          {"junit", as(report::junit_check)},
          {"markdown", as(report::markdown_check)},
          {"github", as(report::github_check)},
          {"azure-devops", as(report::azure_devops_check)},
          {"html", as(page)}};
}

}  // namespace airtight::cli
