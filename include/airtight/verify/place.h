#pragma once

#include <airtight/model/network.h>
#include <airtight/reach/packet.h>
#include <airtight/reach/workload.h>

#include <string>
#include <vector>

namespace airtight::verify {

// Where a workload's packets meet routes and filters. Where the input does not say it, `at` is
// empty and `unknown` says what is missing. Pointers are into the network.
struct Place {
  std::string from;  // as users write it
  reach::Workload workload;
  reach::Attachment at;
  std::vector<azure::UnknownInput> unknown;
  std::vector<azure::ResourceId> other_interfaces;  // of a machine with several

  bool is_known() const { return at.network != nullptr && at.subnet != nullptr; }
};

// "--from" as find_workload takes it, or a network interface. The error says why somebody has
// neither routes nor filters of a network: an app without integration (N-230), the Internet.
Result<Place> find_place(const model::Network& network, const std::string& text);

}  // namespace airtight::verify
