#pragma once

#include <airtight/lab/lab.h>
#include <airtight/model/network.h>
#include <airtight/report/lab_paths.h>

namespace airtight::cli {

// Probes of everybody in a lab who sends something, to what he depends on by the name and by the
// public front end, each beside what is predicted for the branches that the lab takes.
report::LabTest measure_all(const lab::Lab& lab, const model::Network& network);

// 4 where something disagrees, else 3 where something is not settled or could not be tried.
int code_of(const report::LabTest& test);

}  // namespace airtight::cli
