#pragma once

#include <airtight/verify/path.h>

#include <string>
#include <vector>

namespace airtight::verify {

// A path whose verdict, way or answer is not the same in two states. `before` or `after` is empty
// where one end does not exist in that state.
struct PathChange {
  std::string from;
  std::string to;
  std::optional<Path> before;
  std::optional<Path> after;
};

// Every app with its dependencies (all back ends where the input names none), the platform with
// the vaults its references name, every machine and the Internet with every back end. In order of
// the two names.
std::vector<Path> what_if(const model::Network& network, const Assumptions& assumptions = {});

std::vector<PathChange> changes(const std::vector<Path>& before, const std::vector<Path>& after);

// A path that somebody needs and that does not work.
bool is_broken(const Path& path);

}  // namespace airtight::verify
