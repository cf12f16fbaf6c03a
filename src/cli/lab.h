#pragma once

#include <string>
#include <vector>

#include "common.h"

namespace airtight::cli {

void add_lab(CLI::App& app, Context& context, int& code);

// One function for each verb of `lab`.
void add_lab_up(CLI::App& lab, Context& context, int& code);
void add_lab_replay(CLI::App& lab, Context& context, int& code);
void add_lab_test(CLI::App& lab, Context& context, int& code);
void add_lab_fuzz(CLI::App& lab, Context& context, int& code);

}  // namespace airtight::cli
