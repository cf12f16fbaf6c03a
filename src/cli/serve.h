#pragma once

#include "common.h"

namespace airtight::cli {

void add_serve(CLI::App& app, Context& context, int& code);

}  // namespace airtight::cli
