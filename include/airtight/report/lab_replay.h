#pragma once

#include <airtight/report/preamble.h>

#include <cstddef>
#include <string>
#include <vector>

namespace airtight::report {

// One thing after a step, as it is predicted and as the lab has it, in the words of the golden
// table (T-000).
struct LabCell {
  std::string what;  // "app -> kv1", "references", "page"
  std::string predicted;
  std::string measured;  // empty: could not be measured

  bool agrees() const { return measured.empty() || measured == predicted; }
};

struct LabStep {
  std::size_t index = 0;
  std::string label;
  std::string command;
  std::vector<LabCell> cells;
  std::vector<std::string> notes;  // what could not be measured, and why

  bool agrees() const;
};

std::string text_lab_replay(const std::vector<LabStep>& steps, bool colour);
std::string json_lab_replay(const Preamble& preamble, const std::vector<LabStep>& steps);

}  // namespace airtight::report
