#pragma once

#include <airtight/verify/prove.h>

#include <string>
#include <vector>

#include "json_parts.h"
#include "palette.h"

// What documents and texts of `prove` share, whatever the question.

namespace airtight::report {

// true, false or "uncertain".
Json json_of(verify::Truth truth);

void add_open(Json& object, const verify::Openness& open);

// "HOLDS", "FAILS", "UNCERTAIN".
Cell cell_of(verify::Truth truth);

// What is not known, what flips the answer and what is taken as given; empty where there is
// nothing.
std::string text_of(const verify::Openness& open);

}  // namespace airtight::report
