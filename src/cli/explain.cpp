#include <airtight/base/text.h>
#include <airtight/report/json.h>
#include <airtight/report/text.h>
#include <airtight/verify/client.h>

#include <array>
#include <memory>

#include "batch.h"
#include "common.h"

namespace airtight::cli {
namespace {

struct Options {
  std::vector<std::string> inputs;
  std::string from;
  std::string to;
  std::string protocol;
  std::string batch;
};

constexpr std::array protocols{net::Protocol::tcp, net::Protocol::udp, net::Protocol::icmp};

Result<verify::Path> explain(const model::Network& network, const std::string& from,
                             const std::string& to, const std::string& protocol,
                             const verify::Assumptions& assumptions) {
  const auto workload = verify::find_workload(network, from);
  if (!workload) return tl::unexpected(workload.error());
  auto target = verify::find_target(network, to);
  if (!target) return tl::unexpected(target.error());
  const auto known = protocol_of(protocol.empty() ? "tcp" : protocol, protocols);
  if (!known) return tl::unexpected(known.error());
  target->protocol = *known;
  verify::Path path = verify::examine(network, *workload, *target, assumptions);
  verify::judge_as_client(network, *workload, *target, path);
  return path;
}

int explain_batch(const Context& context, const Options& options, const model::Network& network,
                  const verify::Assumptions& assumptions) {
  return run_batch(context, options.batch, "from,to,port,protocol",
                   [&](const BatchItem& item) -> BatchAnswer {
                     const std::string port = item.value("port");
                     const auto path = explain(network, item.value("from"),
                                               item.value("to") + (port.empty() ? "" : ":" + port),
                                               item.value("protocol"), assumptions);
                     if (!path) return {report::batch_error(path.error().message), bad_input};
                     return {report::batch_explain(*path), code_of(path->verdict)};
                   });
}

int run_explain(const Context& context, const Options& options) {
  const auto assumptions = assumptions_of(context);
  if (!assumptions) return fail_with(context, assumptions.error());
  const Loaded loaded = load(context, options.inputs);
  const report::Preamble preamble = loaded.preamble("explain");
  if (has_errors(loaded.diagnostics)) return refuse(context, preamble);
  if (!options.batch.empty()) return explain_batch(context, options, loaded.network, *assumptions);
  if (options.from.empty() || options.to.empty())
    return fail_with(context, "explain needs --from and --to, or --batch");
  const auto path =
      explain(loaded.network, options.from, options.to, options.protocol, *assumptions);
  if (!path) return fail_with(context, path.error());
  print(context, loaded.diagnostics);
  return write(
      context,
      {report::text_explain(*path, context.colour()), report::json_explain(preamble, *path)},
      code_of(path->verdict));
}

}  // namespace

void add_explain(CLI::App& app, Context& context, int& code) {
  CLI::App* verb =
      app.add_subcommand("explain", "one flow end to end, each step with what decided it");
  const auto options = std::make_shared<Options>();
  verb->add_option("INPUT", options->inputs, "resource lists, templates and az scripts")
      ->required();
  verb->add_option("--from", options->from, "workload: app1, subnet:vnet1/snet1, internet, …");
  verb->add_option("--to", options->to, "target: kv1, st1/blob, a host name, IP[:PORT]");
  verb->add_option("--protocol", options->protocol, "tcp, udp or icmp");
  verb->add_option("--batch", options->batch, "JSON Lines of {from, to, port, protocol}");
  add_assume_option(*verb, context);
  add_input_options(*verb, context);
  verb->callback([&context, &code, options] { code = run_explain(context, *options); });
}

}  // namespace airtight::cli
