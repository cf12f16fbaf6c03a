#include "lab_explained.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>

namespace airtight::cli {
namespace {

bool answered(const FlowCheck& check) { return check.seen.outcome == lab::Outcome::answered; }

bool is_allowed(const FlowCheck& check) {
  return check.predicted.verdict.judgement == verify::Judgement::allow;
}

bool replied_past_a_device(const FlowCheck& check) {
  return check.trial.protocol == net::Protocol::udp && cites(check.predicted.trace, "N-080");
}

bool met_a_stranger(const FlowCheck& check) {
  return check.predicted.verdict.reason == reach::Reason::peering_down && answered(check) &&
         (check.seen.by == "internet" || check.trial.protocol == net::Protocol::icmp);
}

bool by_a_gateway(const FlowCheck& check) {
  return std::ranges::any_of(check.predicted.trace, [](const Step& step) {
    return step.stage == "route" && step.resource.ends_with("/subnets/GatewaySubnet");
  });
}

bool left_by_a_gateway(const FlowCheck& check) {
  return is_allowed(check) && !answered(check) && check.predicted.via == reach::Via::public_edge &&
         by_a_gateway(check);
}

bool came_to_an_endpoint_by_a_gateway(const FlowCheck& check) {
  return is_allowed(check) && !answered(check) &&
         check.predicted.via == reach::Via::private_endpoint && by_a_gateway(check) &&
         !check.from.starts_with("on-premises:");
}

// The last device has the reply, and its subnet's routes lead elsewhere.
bool stopped_behind_a_device(const FlowCheck& check) {
  return is_allowed(check) && !answered(check) &&
         (check.predicted.via == reach::Via::public_edge ||
          check.predicted.via == reach::Via::private_endpoint) &&
         std::ranges::any_of(check.predicted.trace,
                             [](const Step& step) { return step.stage == "appliance"; });
}

struct Row {
  Explanation explanation;
  bool (*explains)(const FlowCheck&);
};

constexpr std::array table{
    Row{{"N-080",
         "a device that saw no request of UDP may take the reply for a new flow; the "
         "lab's drop it, and where there is none on the way back nothing is lost"},
        replied_past_a_device},
    Row{{"R-10",
         "somebody on the Internet has the address of a network whose peering is down, "
         "and is not who was meant"},
        met_a_stranger},
    Row{{"N-263",
         "no fact says which way out to the Internet a gateway's own subnet has; the "
         "lab's has none"},
        left_by_a_gateway},
    Row{{"N-079",
         "how an endpoint's reply gets back to a network whose packet came through a "
         "gateway, no fact says; the lab's goes by the endpoint's own network"},
        came_to_an_endpoint_by_a_gateway},
    Row{{"N-074",
         "the reference ends a reply from the Internet or an endpoint at the device that "
         "sent the request there; the lab's device routes it on"},
        stopped_behind_a_device},
};

}  // namespace

bool cites(const Trace& trace, std::string_view fact) {
  return std::ranges::any_of(
      trace, [&](const Step& step) { return std::ranges::count(step.facts, fact) > 0; });
}

const Explanation* explanation_of(const FlowCheck& check) {
  const auto found =
      std::ranges::find_if(table, [&](const Row& each) { return each.explains(check); });
  return found == table.end() ? nullptr : &found->explanation;
}

}  // namespace airtight::cli
