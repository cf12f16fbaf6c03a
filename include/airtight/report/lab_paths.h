#pragma once

#include <airtight/reconcile/reconcile.h>
#include <airtight/report/preamble.h>

#include <string>
#include <vector>

namespace airtight::report {

// What was seen of one way, in as few words as tell it. Empty is not seen.
struct LabMeasured {
  std::string names;       // the addresses, or the rcode
  std::string connection;  // "connected", "timed-out"
  std::string answer;      // "PUB_REFUSED_RULES"
  int status = 0;          // of HTTP
};

// One way from a workload to what it depends on, in a lab: to whatever the name resolves to, or to
// the public front end on purpose.
struct LabPath {
  bool front_end = false;
  verify::Path predicted;
  LabMeasured measured;
  reconcile::Agreement agreement = reconcile::Agreement::unsettled;
  std::string reason;  // why it is not settled
};

struct LabTest {
  std::vector<LabPath> paths;
  std::vector<std::string> untested;  // what could not be tried, and why; sorted
};

std::string text_lab_test(const LabTest& test, bool colour);
std::string json_lab_test(const Preamble& preamble, const LabTest& test);

}  // namespace airtight::report
