#pragma once

#include <airtight/verify/matrix.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::verify {

// Where packets may go that leave a workload.
enum class WayOutKind : std::uint8_t {
  internet,          // public addresses
  service_tag,       // public addresses of a tag that the network names, as its file lists them
  back_end,          // a service of the input: its front end and its endpoints
  foreign_endpoint,  // a private endpoint of something that the input does not have
  site,              // on premises
};

std::string_view to_string(WayOutKind kind);  // "internet", "service-tag", "back-end", …

// All packets to one of them; some arrive, or may.
struct WayOut {
  WayOutKind kind = WayOutKind::internet;
  std::string to;
  std::vector<PortSet> allowed;
  std::vector<PortSet> uncertain;
  std::vector<Crossing> crossings;
  std::vector<Part> parts;  // with their addresses, and what decided; none that is proved closed
  Openness open;
};

// Every way out of a workload. What is not listed is proved closed, unless `open` names more.
struct WaysOut {
  std::string from;
  std::vector<WayOut> ways;         // in order of kind, then of name
  std::vector<std::string> closed;  // what was asked about and is proved closed, likewise
  Openness open;
};

// `from` as find_workload takes it.
Result<WaysOut> ways_out(const model::Network& network, const std::string& from,
                         const Assumptions& assumptions = {});

}  // namespace airtight::verify
