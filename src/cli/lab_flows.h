#pragma once

#include <airtight/lab/traffic.h>
#include <airtight/model/network.h>
#include <airtight/verify/path.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::cli {

// One flow, as the model predicts it and as the kernel did it.
struct FlowCheck {
  lab::Trial trial;
  std::string from;  // as users write it
  verify::Path predicted;
  lab::Seen seen;
};

enum class Agreement { agrees, disagrees, open };
std::string_view to_string(Agreement agreement);

// `open` where the model does not say, and of UDP whose reply meets a device that saw no request:
// that one judges it as a new flow (N-080), which no single prediction says; and of a site's way to
// the Internet, of which no source says whether it goes through Azure. Else an answer is what
// `allow` means, and nothing else is.
Agreement agreement(const FlowCheck& check);

// The branches that the plan stands for: the nominal ones; of C-06, that an endpoint's reply takes
// its own way.
verify::Assumptions as_the_lab_does();

// How a namespace is called by "--from"; empty for those that send nothing of their own.
std::string workload_name(const lab::Space& space);

// Everybody to every address that somebody has or that `others` lists, by each protocol.
struct Service {
  net::Protocol protocol = net::Protocol::tcp;
  net::Port port{443};
};
std::vector<FlowCheck> flow_checks(const model::Network& network, const lab::Plan& plan,
                                   const std::vector<net::Ip>& others,
                                   const std::vector<Service>& services);

// Tries them all; what does not agree is tried again alone and with more patience.
void measure(lab::Traffic& traffic, std::vector<FlowCheck>& checks,
             std::chrono::milliseconds patience);

}  // namespace airtight::cli
