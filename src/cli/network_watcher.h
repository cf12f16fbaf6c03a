#pragma once

#include <airtight/verify/fork.h>
#include <airtight/verify/place.h>

#include <optional>
#include <string>
#include <vector>

#include "common.h"

// What the three verbs with Network Watcher's questions have in common.
namespace airtight::cli {

struct PlaceOptions {
  std::vector<std::string> inputs;
  std::string from;
  std::string to;
  std::string batch;
};

// "--to": an address; empty is none.
Result<std::optional<net::Ip>> address_of(const std::string& text);

// 3 where the answer hangs on something that is open.
int code_of(const verify::Openness& open);

void add_place_options(CLI::App& verb, Context& context, PlaceOptions& options);

}  // namespace airtight::cli
