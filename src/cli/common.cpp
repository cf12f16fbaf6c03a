#include "common.h"

#include <airtight/base/text.h>
#include <airtight/input/surroundings.h>
#include <airtight/input/two_threads.h>
#include <airtight/scenario/policy.h>
#include <airtight/verify/lints.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <utility>

namespace airtight::cli {
namespace {

std::string ids_of(std::span<const model::ChoiceRow> rows) {
  std::vector<std::string> ids;
  for (const model::ChoiceRow& row : rows) ids.emplace_back(row.id);
  return join(ids, ", ");
}

// With the numbers that may stand for them, because some names have blanks.
std::string branches_of(const model::ChoiceRow& row) {
  std::vector<std::string> branches;
  for (std::size_t i = 0; i < row.branches.size(); ++i)
    branches.push_back(in_quotes(row.branches[i]) + " (" + std::to_string(i) + ")");
  return join(branches, ", ");
}

Result<std::pair<model::Choice, std::size_t>> assumption(const std::string& text) {
  const auto equals = text.find('=');
  const std::string id = text.substr(0, equals);
  const auto all = model::choices();
  const auto row = std::ranges::find_if(
      all, [&](const model::ChoiceRow& r) { return equal_ignoring_case(r.id, id); });
  if (row == all.end())
    return fail("--assume is " + in_quotes(text) + "; expected ID=BRANCH, where ID is one of " +
                ids_of(all));
  const std::string branch = equals == std::string::npos ? "" : text.substr(equals + 1);
  for (std::size_t i = 0; i < row->branches.size(); ++i) {
    if (equal_ignoring_case(row->branches[i], branch) || std::to_string(i) == branch)
      return std::pair(row->choice, i);
  }
  return fail("--assume " + std::string(row->id) + " has no branch " + in_quotes(branch) + "; " +
              std::string(row->question) + ": expected one of " + branches_of(*row));
}

// "West Europe" is westeurope.
std::string region_of(std::string_view text) {
  std::string region = to_lower(text);
  std::erase(region, ' ');
  return region;
}

// `--parameters a=1 b=2`, as az takes it: the parser leaves the second one among the inputs.
bool is_parameter(const Context& context, const std::string& word) {
  std::error_code ignored;
  const auto equals = word.find('=');
  return !context.parameters.empty() && equals != std::string::npos && equals > 0 &&
         word.find_first_of("/\\.") > equals && !std::filesystem::exists(word, ignored);
}

std::pair<std::vector<std::string>, input::Deployment> deployment_of(
    const Context& context, const std::vector<std::string>& paths, bool base) {
  input::Deployment deployment;
  deployment.every_parameter = !base;
  deployment.parameters = context.parameters;
  std::vector<std::string> inputs;
  for (const std::string& path : paths)
    (is_parameter(context, path) ? deployment.parameters : inputs).push_back(path);
  input::DeploymentTarget& target = deployment.target;
  if (!context.subscription.empty()) target.subscription = context.subscription;
  if (!context.resource_group.empty()) target.resource_group = context.resource_group;
  if (!context.location.empty()) target.location = region_of(context.location);
  deployment.names_target =
      !(context.subscription + context.resource_group + context.location).empty();
  return {std::move(inputs), std::move(deployment)};
}

// Parts of ids: a slash would make another id of them.
Diagnostics check_target(const input::DeploymentTarget& target) {
  Diagnostics wrong;
  const auto check = [&](const char* option, const std::string& text, const char* expected) {
    if (text.find_first_of("/ \t?#") == std::string::npos) return;
    wrong.push_back({Severity::error,
                     {},
                     std::string(option) + " is " + in_quotes(text) + "; expected " + expected,
                     {"I-006"}});
  };
  check("--subscription", target.subscription, "the id of a subscription");
  check("--resource-group", target.resource_group, "the name of a resource group");
  check("--location", target.location, "a region, such as westeurope");
  return wrong;
}

}  // namespace

int emit(const Context& context, const std::string& path, const std::string& list) {
  if (path == "-") {
    context.streams.out << list;
    return holds;
  }
  std::ofstream file(path, std::ios::binary);
  file << list;
  if (!file.flush()) return fail_with(context, "cannot write " + in_quotes(path));
  return holds;
}

std::vector<report::InputFile> files_of(const std::vector<input::Source>& sources) {
  std::vector<report::InputFile> files;
  for (const input::Source& source : sources)
    files.push_back({source.path, std::string(to_string(source.kind)), source.sha256});
  return files;
}

model::Network model_of(const Context& context, const input::ResourceSet& set,
                        Diagnostics& diagnostics) {
  azure::Resources resources = input::to_resources(set, diagnostics);
  if (!context.surroundings.empty())
    resources.surroundings = input::read_surroundings(context.surroundings, diagnostics);
  return model::build(std::move(resources), diagnostics, input::in_two_threads);
}

Loaded load(const Context& context, const std::vector<std::string>& paths, bool base) {
  Loaded loaded;
  auto [inputs, deployment] = deployment_of(context, paths, base);
  Diagnostics wrong = check_target(deployment.target);
  loaded.inputs = input::read_inputs(inputs, context.streams.in, deployment);
  loaded.diagnostics = loaded.inputs.diagnostics;
  loaded.diagnostics.insert(loaded.diagnostics.end(), wrong.begin(), wrong.end());
  loaded.network = model_of(context, loaded.inputs.resources, loaded.diagnostics);
  sort_and_unique(loaded.diagnostics);
  return loaded;
}

report::Preamble Loaded::preamble(const std::string& command) const {
  return {command, files_of(inputs.sources), diagnostics};
}

void add_lints(const model::Network& network, Diagnostics& diagnostics) {
  for (const verify::Lint& lint : verify::lint_names(network))
    diagnostics.push_back(verify::as_diagnostic(lint));
  sort_and_unique(diagnostics);
}

Result<verify::Assumptions> assumptions_of(const Context& context) {
  verify::Assumptions assumptions;
  for (const std::string& text : context.assume) {
    const auto one = assumption(text);
    if (!one) return tl::unexpected(one.error());
    assumptions.push_back(*one);
  }
  return assumptions;
}

Result<net::Protocol> protocol_of(const std::string& text, std::span<const net::Protocol> among) {
  std::string words;
  for (const net::Protocol& protocol : among) {
    if (equal_ignoring_case(text, to_string(protocol))) return protocol;
    const bool last = &protocol == &among.back();
    words += (words.empty() ? "" : last ? " or " : ", ") + std::string(to_string(protocol));
  }
  return fail("protocol is \"" + printable(text) + "\"; expected " + words);
}

std::optional<verify::Policy> policy_of(const Context& context, const std::string& path) {
  if (path.empty()) return verify::Policy{};
  const auto source = input::read_source(path);
  Diagnostics diagnostics;
  if (!source) {
    fail_with(context, source.error());
    return std::nullopt;
  }
  verify::Policy policy = scenario::read_policy(source->text, path, diagnostics);
  sort_and_unique(diagnostics);
  print(context, diagnostics);
  if (has_errors(diagnostics)) return std::nullopt;
  return policy;
}

int code_of(const std::vector<verify::PolicyResult>& results) {
  const auto any = [&](verify::Status status) {
    return std::ranges::any_of(results, [&](const verify::PolicyResult& result) {
      return result.status == status && verify::counts(result);
    });
  };
  if (any(verify::Status::fail)) return violated;
  return any(verify::Status::undetermined) ? undetermined : holds;
}

int code_of(const verify::Verdict& verdict) {
  switch (verdict.judgement) {
    case verify::Judgement::allow:
      return holds;
    case verify::Judgement::deny:
      return violated;
    case verify::Judgement::uncertain:
      return undetermined;
  }
  return undetermined;
}

void add_assume_option(CLI::App& verb, Context& context) {
  verb.add_option("--assume", context.assume, "CHOICE=BRANCH, such as C-06=symmetric or CH-12=1")
      ->allow_extra_args(false);
}

void add_input_options(CLI::App& verb, Context& context, const Formats& formats) {
  add_common_options(verb, context, formats);
  verb.add_option("--surroundings", context.surroundings,
                  "what no resource says: sites, DNS servers, appliances, public names");
  verb.add_option("--parameters", context.parameters,
                  "of a template: FILE, NAME=VALUE, NAME=@FILE or JSON; may be repeated")
      ->allow_extra_args(false);
  verb.add_option("--subscription", context.subscription,
                  "id of the subscription that templates are deployed to");
  verb.add_option("--resource-group", context.resource_group,
                  "name of the resource group that templates are deployed to");
  verb.add_option("--location", context.location, "region of that group or deployment");
}

}  // namespace airtight::cli
