#pragma once

#include <airtight/base/diagnostic.h>

#include "input/list/entries.h"
#include "input/terraform/ids.h"
#include "input/terraform/mapping.h"

namespace airtight::input::terraform {

// Where a conversion takes place: whose attributes, under which id, and where the children go.
struct Conversion {
  const Instance& instance;
  azure::ResourceId id;
  Ids& ids;
  list::Entries& entries;
  Diagnostics& diagnostics;
};

// Adds to `body` what the fields make of the instance's attributes. Of two rows for one property
// the first that has a value counts, so older spellings stand below newer ones.
void convert(Conversion& at, Fields fields, Value& body);

}  // namespace airtight::input::terraform
