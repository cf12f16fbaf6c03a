#pragma once

#include <airtight/input/value.h>

#include "input/terraform/document.h"

namespace airtight::input::terraform {

// What the plan says beside the values of a resource.
struct Marks {
  const Value* unknown = nullptr;    // after_unknown
  const Value* sensitive = nullptr;  // after_sensitive
  bool existed = false;              // there was a resource before
  bool planned = false;              // the values are those that the configuration asks for
};

// Puts unknowns where the plan has them into the instance's values and notes the references that
// may fill them (I-303, I-306). An attribute that is not written and belongs to a new resource is
// left absent: the service's default applies. Values marked as sensitive are dropped (I-309),
// except settings, of which the normal form keeps host names only.
void mark_unknowns(Instance& instance, const Marks& marks);

}  // namespace airtight::input::terraform
