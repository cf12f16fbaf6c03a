#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/input/resource_set.h>
#include <airtight/input/source.h>

namespace airtight::input {

// What is there before a deployment, and what it would leave behind.
struct WhatIf {
  ResourceSet before;
  ResourceSet after;
};

// Reads `az deployment … what-if --no-pretty-print`, or the same from REST (I-350). A change that
// Azure could not evaluate and a deployment that it did not expand are gaps of the state after; a
// result without payloads is refused (I-354).
WhatIf read_what_if(const Source& source, Diagnostics& diagnostics);

}  // namespace airtight::input
