#pragma once

#include <airtight/base/trace.h>
#include <airtight/verify/fork.h>

#include <string>
#include <vector>

namespace airtight::report {

// Parts that several reports for people share.

// The numbered steps of a trace, each with its facts and the place below it.
std::string trace_lines(const Trace& trace, bool colour);

// What hangs on open choices and unknown inputs, the nominal branch first.
std::string fork_lines(const std::vector<verify::Fork>& forks, const std::string& indent);

// "file:line" of a place, without its pointer.
std::string line_of(const Where& where);

}  // namespace airtight::report
