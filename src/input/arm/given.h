#pragma once

#include "input/arm/entries.h"
#include "input/arm/expansion.h"

namespace airtight::input::arm {

// Gives the template what the deployment says, in order: the later wins. Inline values are read as
// the declared type says (I-030, I-032); one that is none is an error that names the parameter.
void give_parameters(std::span<const ParameterSource> parameters, Frame& frame, ParameterUse& use,
                     Diagnostics& diagnostics);

}  // namespace airtight::input::arm
