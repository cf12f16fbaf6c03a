#pragma once

#include <airtight/diagnose/diagnose.h>
#include <airtight/report/preamble.h>

#include <string>

namespace airtight::report {

// The document of `diagnose` (CONTRACT section 5), and the same for people.
std::string json_diagnose(const Preamble& preamble, const diagnose::Diagnosis& diagnosis);
// `tried`: with the changes that do not help.
std::string text_diagnose(const diagnose::Diagnosis& diagnosis, bool colour, bool tried = false);

}  // namespace airtight::report
