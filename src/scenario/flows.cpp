#include "flows.h"

#include <airtight/base/text.h>
#include <airtight/input/read.h>
#include <airtight/verify/path.h>

#include <algorithm>

namespace airtight::scenario {
namespace {

Result<net::Protocol> protocol_of(const std::string& text) {
  if (text.empty() || text == "tcp") return net::Protocol::tcp;
  if (text == "udp") return net::Protocol::udp;
  if (text == "icmp") return net::Protocol::icmp;
  return fail("protocol is " + in_quotes(text) + "; expected tcp, udp or icmp");
}

Result<verify::Path> ask(const model::Network& network, const ExpectedFlow& flow) {
  const auto from = verify::find_workload(network, flow.from);
  if (!from) return tl::unexpected(from.error());
  auto target = verify::find_target(network, flow.to);
  if (!target) return tl::unexpected(target.error());
  const auto protocol = protocol_of(flow.protocol);
  if (!protocol) return tl::unexpected(protocol.error());
  target->protocol = *protocol;
  return verify::examine(network, *from, *target);
}

class Comparison {
 public:
  Comparison(const ExpectedFlow& flow, std::vector<std::string>& mismatches)
      : flow_(flow), mismatches_(mismatches) {}

  void run(const verify::Path& path) {
    compare("verdict", flow_.verdict, std::string(to_string(path.verdict.judgement)));
    compare("reason", flow_.reason, std::string(to_string(path.verdict.reason)));
    compare("via", flow_.via, std::string(to_string(path.via)));
    compare("address", flow_.address, path.destination);
    if (path.resolution)
      compare("name", flow_.resolves, std::string(to_string(path.resolution->answer_class)));
    const auto names_it = [&](const Step& step) { return step.rule == flow_.rule; };
    if (!flow_.rule.empty() && std::ranges::none_of(path.trace, names_it))
      say("no step is decided by rule " + flow_.rule);
    for (const std::string& part : flow_.unknowns) expect_unknown(path.verdict, part);
  }

  void say(const std::string& what) {
    mismatches_.push_back(flow_.from + " -> " + flow_.to + ": " + what);
  }

 private:
  void compare(const std::string& what, const std::string& expected, const std::string& found) {
    if (!expected.empty() && expected != found)
      say(what + " is " + (found.empty() ? "nothing" : found) + ", expected " + expected);
  }

  void expect_unknown(const verify::Verdict& verdict, const std::string& part) {
    const auto has = [&](const std::string& name) { return name.find(part) != name.npos; };
    if (std::ranges::none_of(verdict.unknowns, has)) say("no unknown is named " + part);
  }

  const ExpectedFlow& flow_;
  std::vector<std::string>& mismatches_;
};

}  // namespace

std::vector<std::string> compare_flows(const input::ResourceSet& resources,
                                       const std::vector<ExpectedFlow>& flows,
                                       Diagnostics& diagnostics) {
  std::vector<std::string> mismatches;
  if (flows.empty()) return mismatches;
  const model::Network network =
      model::build(input::to_resources(resources, diagnostics), diagnostics);
  for (const ExpectedFlow& flow : flows) {
    Comparison comparison(flow, mismatches);
    const auto path = ask(network, flow);
    if (path) {
      comparison.run(*path);
    } else {
      comparison.say(path.error().message);
    }
  }
  return mismatches;
}

}  // namespace airtight::scenario
