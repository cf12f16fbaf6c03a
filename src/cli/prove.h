#pragma once

#include <string>
#include <vector>

#include "common.h"

namespace airtight::cli {

// What `prove` is asked: one claim about packets, or one of the other questions over all packets.
struct ProveOptions {
  std::vector<std::string> inputs;
  std::vector<std::string> from;
  std::string to;
  std::vector<std::string> except;
  bool reaches = false;
  std::string through;
  std::vector<std::string> ports;
  std::vector<std::string> protocols;
  std::string group;
  std::string same_as;
  bool unreachable_rules = false;
  std::string at;
  std::string matrix;   // "segmentation", "waypoint"
  std::string between;  // "subnets", "workloads"
  bool ways_out = false;
};

int code_of(verify::Truth truth);

int run_same_groups(const Context& context, const ProveOptions& options);
int run_unreachable_rules(const Context& context, const ProveOptions& options);
int run_matrix(const Context& context, const ProveOptions& options);
int run_ways_out(const Context& context, const ProveOptions& options);

}  // namespace airtight::cli
