#pragma once

#include "common.h"

namespace airtight::cli {

// As the other verbs are declared.
void add_diagnose(CLI::App& app, Context& context, int& code);

}  // namespace airtight::cli
