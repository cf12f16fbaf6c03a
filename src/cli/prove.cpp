#include <airtight/report/prove.h>

#include <array>
#include <memory>

#include "common.h"

namespace airtight::cli {
namespace {

struct Options {
  std::vector<std::string> inputs;
  std::vector<std::string> from;
  std::string to;
  std::vector<std::string> except;
  bool reaches = false;
  std::string through;
  std::vector<std::string> ports;
  std::vector<std::string> protocols;
};

constexpr std::array protocols{net::Protocol::tcp, net::Protocol::udp, net::Protocol::icmp,
                               net::Protocol::esp, net::Protocol::ah};

Result<verify::Question> question_of(const Options& options) {
  verify::Question question;
  question.from = options.from;
  question.to = options.to;
  question.except = options.except;
  question.through = options.through;
  if (options.reaches && !options.through.empty())
    return fail("--reaches and --through are two questions; ask one");
  if (options.reaches) question.claim = verify::Claim::reachable;
  if (!options.through.empty()) question.claim = verify::Claim::goes_through;
  for (const std::string& text : options.ports) {
    const auto range = net::parse_port_range(text);
    if (!range) return tl::unexpected(range.error());
    question.ports.push_back(*range);
  }
  for (const std::string& text : options.protocols) {
    const auto protocol = protocol_of(text, protocols);
    if (!protocol) return tl::unexpected(protocol.error());
    question.protocols.push_back(*protocol);
  }
  return question;
}

int code_of(verify::Truth truth) {
  switch (truth) {
    case verify::Truth::holds:
      return holds;
    case verify::Truth::fails:
      return violated;
    case verify::Truth::uncertain:
      return undetermined;
  }
  return undetermined;
}

int run_prove(const Context& context, const Options& options) {
  const auto assumptions = assumptions_of(context);
  if (!assumptions) return fail_with(context, assumptions.error());
  const auto question = question_of(options);
  if (!question) return fail_with(context, question.error());
  const Loaded loaded = load(context, options.inputs);
  const report::Preamble preamble = loaded.preamble("prove");
  if (has_errors(loaded.diagnostics)) return refuse(context, preamble);
  const auto proof = verify::prove(loaded.network, *question, *assumptions);
  if (!proof) return fail_with(context, proof.error());
  print(context, loaded.diagnostics);
  return write(context,
               {report::text_prove(*question, *proof, context.verbose, context.colour()),
                report::json_prove(preamble, *proof)},
               code_of(proof->truth));
}

}  // namespace

void add_prove(CLI::App& app, Context& context, int& code) {
  CLI::App* verb =
      app.add_subcommand("prove", "all packets at once: that none arrives, that all do, or how");
  const auto options = std::make_shared<Options>();
  verb->add_option("INPUT", options->inputs, "resource lists, templates and az scripts")
      ->required();
  verb->add_option("--from", options->from, "workloads, or any")
      ->delimiter(',')
      ->required()
      ->allow_extra_args(false);
  verb->add_option("--to", options->to, "kv1, st1/blob, vm1, 10.1.0.0/16, subnet:…, internet, any")
      ->required();
  verb->add_option("--except", options->except, "workloads that may")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_flag("--reaches", options->reaches, "claim that all packets arrive");
  verb->add_option("--through", options->through, "claim that all that arrive cross this device");
  verb->add_option("--ports", options->ports, "443 or 1000-2000; else all")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_option("--protocol", options->protocols, "tcp, udp, icmp, esp or ah; else all")
      ->delimiter(',')
      ->allow_extra_args(false);
  add_assume_option(*verb, context);
  add_input_options(*verb, context);
  verb->callback([&context, &code, options] { code = run_prove(context, *options); });
}

}  // namespace airtight::cli
