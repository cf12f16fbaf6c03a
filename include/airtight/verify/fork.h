#pragma once

#include <string>
#include <vector>

namespace airtight::verify {

// What hangs on one open choice, or on one input that is not known: the outcome of each of its
// branches with everything else nominal, the nominal branch first.
struct Fork {
  struct Branch {
    std::string name;     // of a choice's branch; empty for an unknown input
    std::string outcome;  // "allow", "VirtualAppliance", "Active"
    std::string detail;   // the reason of a denial, the address of a next hop
    bool operator==(const Branch&) const = default;
  };
  std::string id;  // "C-06"; empty for an unknown input
  std::string question;
  bool contested = true;  // false: the nominal branch is what everybody relies on
  std::vector<Branch> branches;

  bool operator==(const Fork&) const = default;
};

// The ids and names of points that change an answer. All lists are sorted.
struct Openness {
  std::vector<std::string> choices;      // contested
  std::vector<std::string> assumptions;  // the nominal branch is taken as it is
  std::vector<std::string> unknowns;

  // True where assumptions are all there is.
  bool settled() const { return choices.empty() && unknowns.empty(); }
  bool operator==(const Openness&) const = default;
};

}  // namespace airtight::verify
