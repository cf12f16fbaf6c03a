#pragma once

#include <airtight/base/result.h>

#include <string>
#include <vector>

namespace airtight::scenario {

// A change to a script by label. A label's block is its comment line and what follows up to the
// next blank line or the next label.
struct Edit {
  enum class Kind { remove, replace, insert_after, insert_before };
  Kind kind = Kind::remove;
  std::string label;
  std::string text;  // of all but remove
};

// True if the script has the label.
bool has_label(const std::string& script, const std::string& label);

// Requires has_label.
std::string edited(const std::string& script, const Edit& edit);

}  // namespace airtight::scenario
