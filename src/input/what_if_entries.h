#pragma once

#include "input/list/entries.h"

namespace airtight::input {

struct WhatIfEntries {
  list::Entries before;
  list::Entries after;
};

// Both states of a what-if result (what_if.h), settings not yet reduced.
WhatIfEntries read_what_if_entries(const Source& source, Diagnostics& diagnostics);

}  // namespace airtight::input
