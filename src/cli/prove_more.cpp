#include <airtight/report/groups.h>
#include <airtight/report/matrix.h>

#include <algorithm>

#include "prove.h"

namespace airtight::cli {
namespace {

using verify::Truth;

// The place that "--at" names; none where it names none.
Result<std::optional<verify::Place>> place_of(const model::Network& network,
                                              const std::string& text) {
  if (text.empty()) return std::optional<verify::Place>{};
  auto place = verify::find_place(network, text);
  if (!place) return tl::unexpected(place.error());
  if (!place->is_known()) return fail("where " + text + " is, the input does not say");
  return std::optional(std::move(*place));
}

// What all questions begin with: the input, read without errors, and the assumptions.
struct Asked {
  Loaded loaded;
  report::Preamble preamble;
  verify::Assumptions assumptions;
};

// An answer, or the exit code.
template <class Answer>
int answer(const Context& context, const ProveOptions& options, const Answer& answer) {
  const auto assumptions = assumptions_of(context);
  if (!assumptions) return fail_with(context, assumptions.error());
  Asked asked;
  asked.loaded = load(context, options.inputs);
  asked.preamble = asked.loaded.preamble("prove");
  asked.assumptions = *assumptions;
  if (has_errors(asked.loaded.diagnostics)) return refuse(context, asked.preamble);
  return answer(asked);
}

// A rule that certainly never decides is a fault; one that may is a doubt.
Truth truth_of(const std::vector<verify::GroupRules>& groups) {
  Truth truth = Truth::holds;
  for (const verify::GroupRules& group : groups) {
    if (std::ranges::any_of(group.unreachable, &verify::UnreachableRule::certain))
      return Truth::fails;
    if (!group.unreachable.empty() || !group.complete) truth = Truth::uncertain;
  }
  return truth;
}

}  // namespace

int run_same_groups(const Context& context, const ProveOptions& options) {
  return answer(context, options, [&](const Asked& asked) {
    const auto at = place_of(asked.loaded.network, options.at);
    if (!at) return fail_with(context, at.error());
    const auto comparison = verify::compare_groups(asked.loaded.network, options.group,
                                                   options.same_as, *at, asked.assumptions);
    if (!comparison) return fail_with(context, comparison.error());
    print(context, asked.loaded.diagnostics);
    return write(context,
                 {report::text_same_groups(*comparison, context.colour()),
                  report::json_same_groups(asked.preamble, *comparison)},
                 code_of(comparison->truth));
  });
}

int run_unreachable_rules(const Context& context, const ProveOptions& options) {
  return answer(context, options, [&](const Asked& asked) {
    const auto at = place_of(asked.loaded.network, options.at);
    if (!at) return fail_with(context, at.error());
    const auto groups =
        verify::unreachable_rules(asked.loaded.network, options.group, *at, asked.assumptions);
    if (!groups) return fail_with(context, groups.error());
    print(context, asked.loaded.diagnostics);
    const Truth truth = truth_of(*groups);
    return write(context,
                 {report::text_unreachable_rules(truth, *groups, context.colour()),
                  report::json_unreachable_rules(asked.preamble, truth, *groups)},
                 code_of(truth));
  });
}

// A matrix claims nothing, so it always holds; what it leaves out is undetermined.
int run_matrix(const Context& context, const ProveOptions& options) {
  return answer(context, options, [&](const Asked& asked) {
    const auto ends = options.between == "workloads" ? verify::MatrixEnds::workloads
                                                     : verify::MatrixEnds::subnets;
    const auto kind = options.matrix == "waypoint" ? report::MatrixKind::waypoint
                                                   : report::MatrixKind::segmentation;
    const auto matrix = verify::matrix(asked.loaded.network, ends, asked.assumptions);
    if (!matrix) return fail_with(context, matrix.error());
    print(context, asked.loaded.diagnostics);
    return write(context,
                 {report::text_matrix(kind, *matrix, context.colour()),
                  report::json_matrix(asked.preamble, kind, *matrix)},
                 matrix->left_out == 0 ? holds : undetermined);
  });
}

int run_ways_out(const Context& context, const ProveOptions& options) {
  return answer(context, options, [&](const Asked& asked) {
    const auto ways =
        verify::ways_out(asked.loaded.network, options.from.front(), asked.assumptions);
    if (!ways) return fail_with(context, ways.error());
    print(context, asked.loaded.diagnostics);
    return write(context,
                 {report::text_ways_out(*ways, context.verbose, context.colour()),
                  {},
                  {{"json", [&] { return report::json_ways_out(asked.preamble, *ways); }}}},
                 holds);
  });
}

}  // namespace airtight::cli
