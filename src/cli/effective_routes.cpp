#include <airtight/report/json.h>
#include <airtight/report/text.h>

#include <memory>

#include "network_watcher.h"

namespace airtight::cli {
namespace {

int run_effective_routes(const Context& context, const PlaceOptions& options) {
  const auto assumptions = assumptions_of(context);
  if (!assumptions) return fail_with(context, assumptions.error());
  const auto to = address_of(options.to);
  if (!to) return fail_with(context, to.error());
  const Loaded loaded = load(context, options.inputs);
  const report::Preamble preamble = loaded.preamble("effective-routes");
  if (has_errors(loaded.diagnostics)) return refuse(context, preamble);
  const auto place = verify::find_place(loaded.network, options.from);
  if (!place) return fail_with(context, place.error());
  print(context, loaded.diagnostics);
  const auto routes = verify::effective_routes(loaded.network, *place, *to, *assumptions);
  return write(context,
               {report::text_effective_routes(routes, context.colour()),
                report::json_effective_routes(preamble, routes)},
               code_of(routes.open));
}

}  // namespace

void add_effective_routes(CLI::App& app, Context& context, int& code) {
  CLI::App* verb = app.add_subcommand(
      "effective-routes", "the routes of an interface, an app's integration or a subnet");
  const auto options = std::make_shared<PlaceOptions>();
  add_place_options(*verb, context, *options);
  verb->get_option("--from")->required();
  verb->add_option("--to", options->to, "only routes that cover this address");
  verb->callback([&context, &code, options] { code = run_effective_routes(context, *options); });
}

}  // namespace airtight::cli
