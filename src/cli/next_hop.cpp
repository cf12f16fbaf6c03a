#include <airtight/report/json.h>
#include <airtight/report/text.h>

#include <memory>
#include <optional>

#include "batch.h"
#include "network_watcher.h"

namespace airtight::cli {
namespace {

Result<verify::NextHop> next_hop(const model::Network& network, const std::string& from,
                                 const std::string& to, const verify::Assumptions& assumptions) {
  const auto address = address_of(to);
  if (!address) return tl::unexpected(address.error());
  const std::optional<net::Ip>& ip = *address;
  if (!ip) return fail("\"to\" is missing; expected an address, such as 10.1.0.4");
  const auto place = verify::find_place(network, from);
  if (!place) return tl::unexpected(place.error());
  return verify::next_hop(network, *place, *ip, assumptions);
}

int next_hop_batch(const Context& context, const PlaceOptions& options,
                   const model::Network& network, const verify::Assumptions& assumptions) {
  // Routes know neither ports nor protocols, so that lines for explain are answered as well.
  return run_batch(
      context, options.batch, "from,to,port,protocol", [&](const BatchItem& item) -> BatchAnswer {
        const auto answer = next_hop(network, item.value("from"), item.value("to"), assumptions);
        if (!answer) return {report::batch_error(answer.error().message), bad_input};
        return {report::batch_next_hop(*answer), code_of(answer->open)};
      });
}

int run_next_hop(const Context& context, const PlaceOptions& options) {
  const auto assumptions = assumptions_of(context);
  if (!assumptions) return fail_with(context, assumptions.error());
  if (options.batch.empty() && (options.from.empty() || options.to.empty()))
    return fail_with(context, "next-hop needs --from and --to, or --batch");
  const Loaded loaded = load(context, options.inputs);
  const report::Preamble preamble = loaded.preamble("next-hop");
  if (has_errors(loaded.diagnostics)) return refuse(context, preamble);
  if (!options.batch.empty()) return next_hop_batch(context, options, loaded.network, *assumptions);
  const auto answer = next_hop(loaded.network, options.from, options.to, *assumptions);
  if (!answer) return fail_with(context, answer.error());
  print(context, loaded.diagnostics);
  return write(
      context,
      {report::text_next_hop(*answer, context.colour()), report::json_next_hop(preamble, *answer)},
      code_of(answer->open));
}

}  // namespace

void add_next_hop(CLI::App& app, Context& context, int& code) {
  CLI::App* verb = app.add_subcommand("next-hop", "which route a packet takes first, and where to");
  const auto options = std::make_shared<PlaceOptions>();
  add_place_options(*verb, context, *options);
  verb->add_option("--to", options->to, "an address");
  verb->add_option("--batch", options->batch, "JSON Lines of {from, to}");
  verb->callback([&context, &code, options] { code = run_next_hop(context, *options); });
}

}  // namespace airtight::cli
