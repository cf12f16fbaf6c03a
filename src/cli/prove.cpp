#include "prove.h"

#include <airtight/report/prove.h>

#include <array>
#include <memory>

namespace airtight::cli {
namespace {

constexpr std::array protocols{net::Protocol::tcp, net::Protocol::udp, net::Protocol::icmp,
                               net::Protocol::esp, net::Protocol::ah};

Result<verify::Question> question_of(const ProveOptions& options) {
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

int run_claim(const Context& context, const ProveOptions& options) {
  if (options.from.empty() || options.to.empty())
    return fail_with(context, "a claim about packets needs --from and --to");
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
                {},
                {{"json", [&] { return report::json_prove(preamble, *proof); }}}},
               code_of(proof->truth));
}

// The questions beside claims, by the option that asks them.
std::vector<std::string> asked(const ProveOptions& options) {
  std::vector<std::string> questions;
  if (!options.same_as.empty()) questions.emplace_back("--same-as");
  if (options.unreachable_rules) questions.emplace_back("--unreachable-rules");
  if (!options.matrix.empty()) questions.emplace_back("--matrix");
  if (options.ways_out) questions.emplace_back("--ways-out");
  return questions;
}

// What makes no sense together; empty if all does.
std::string mistake(const ProveOptions& options, const std::vector<std::string>& questions) {
  const bool claims = !options.to.empty() || !options.except.empty() || options.reaches ||
                      !options.through.empty() || !options.ports.empty() ||
                      !options.protocols.empty();
  if (questions.size() > 1)
    return questions[0] + " and " + questions[1] + " are two questions; ask one";
  const bool of_groups = !options.same_as.empty() || options.unreachable_rules;
  if (!of_groups && !options.group.empty())
    return "--nsg goes with --same-as or with --unreachable-rules";
  if (!of_groups && !options.at.empty())
    return "--at goes with --same-as and --unreachable-rules; senders are named by --from";
  if (!options.same_as.empty() && options.group.empty())
    return "--same-as needs --nsg, the group to compare with";
  if (options.matrix.empty() && !options.between.empty()) return "--between goes with --matrix";
  if (questions.empty()) return "";
  if (claims)
    return questions[0] + " asks about all packets; it takes none of the options of claims";
  if (options.ways_out && options.from.size() != 1) return "--ways-out needs one workload: --from";
  if (!options.ways_out && !options.from.empty()) return questions[0] + " does not take --from";
  return "";
}

int run_prove(const Context& context, const ProveOptions& options) {
  const std::vector<std::string> questions = asked(options);
  const std::string wrong = mistake(options, questions);
  if (!wrong.empty()) return fail_with(context, wrong);
  if (!options.same_as.empty()) return run_same_groups(context, options);
  if (options.unreachable_rules) return run_unreachable_rules(context, options);
  if (!options.matrix.empty()) return run_matrix(context, options);
  if (options.ways_out) return run_ways_out(context, options);
  return run_claim(context, options);
}

void add_claim_options(CLI::App& verb, ProveOptions& options) {
  verb.add_option("--from", options.from, "workloads, or any")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb.add_option("--to", options.to, "kv1, st1/blob, vm1, 10.1.0.0/16, subnet:…, internet, any");
  verb.add_option("--except", options.except, "workloads that may")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb.add_flag("--reaches", options.reaches, "claim that all packets arrive");
  verb.add_option("--through", options.through, "claim that all that arrive cross this device");
  verb.add_option("--ports", options.ports, "443 or 1000-2000; else all")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb.add_option("--protocol", options.protocols, "tcp, udp, icmp, esp or ah; else all")
      ->delimiter(',')
      ->allow_extra_args(false);
}

void add_other_questions(CLI::App& verb, ProveOptions& options) {
  verb.add_option("--nsg", options.group, "a network security group");
  verb.add_option("--same-as", options.same_as,
                  "claim that this group treats every packet as --nsg does");
  verb.add_flag("--unreachable-rules", options.unreachable_rules,
                "rules that never decide, of --nsg or of all groups");
  verb.add_option("--at", options.at,
                  "with the VirtualNetwork of this workload, interface or subnet; else of any");
  verb.add_option("--matrix", options.matrix, "who may reach whom, or through which devices")
      ->check(CLI::IsMember({"segmentation", "waypoint"}));
  verb.add_option("--between", options.between, "the ends of a matrix; else subnets")
      ->check(CLI::IsMember({"subnets", "workloads"}));
  verb.add_flag("--ways-out", options.ways_out, "all that can leave --from, and where to");
}

}  // namespace

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

void add_prove(CLI::App& app, Context& context, int& code) {
  CLI::App* verb =
      app.add_subcommand("prove", "all packets at once: that none arrives, that all do, or how");
  const auto options = std::make_shared<ProveOptions>();
  verb->add_option("INPUT", options->inputs, "resource lists, templates and az scripts")
      ->required();
  add_claim_options(*verb, *options);
  add_other_questions(*verb, *options);
  add_assume_option(*verb, context);
  add_input_options(*verb, context);
  verb->callback([&context, &code, options] { code = run_prove(context, *options); });
}

}  // namespace airtight::cli
