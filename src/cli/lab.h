#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common.h"

namespace airtight::cli {

void add_lab(CLI::App& app, Context& context, int& code);

// `work` in namespaces of its own, with what was printed so far behind it; its exit code, or 2
// where the machine gives none.
int in_lab(const Context& context, const std::function<int()>& work);

// One function for each verb of `lab`.
void add_lab_up(CLI::App& lab, Context& context, int& code);
void add_lab_replay(CLI::App& lab, Context& context, int& code);
void add_lab_test(CLI::App& lab, Context& context, int& code);
void add_lab_fuzz(CLI::App& lab, Context& context, int& code);

}  // namespace airtight::cli
