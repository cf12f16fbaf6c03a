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

// `open` where the model does not say; `explained` where they differ by what the table of
// lab_explained.h has. An answer is what `allow` means, and nothing else is.
enum class Agreement { agrees, disagrees, explained, open };
std::string_view to_string(Agreement agreement);
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
