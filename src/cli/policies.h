#pragma once

#include <airtight/report/check.h>

#include "common.h"

namespace airtight::cli {

// "--today", for every verb that takes a policy with waivers.
void add_policy_options(CLI::App& verb, Context& context);

// The date of waivers: "--today", else the day of the clock in UTC.
Result<std::chrono::year_month_day> today_of(const Context& context);

// The formats that reports of a policy come in, beside text and JSON.
inline const Formats check_formats{"text",     "json",   "sarif",        "junit",
                                   "markdown", "github", "azure-devops", "html"};

// What a policy comes to for an input: packs and groups as that input has them, waivers as of
// `today`. What waivers say of themselves is among `diagnostics`.
std::vector<verify::PolicyResult> judge(const model::Network& network,
                                        const input::ResourceSet& set, const verify::Policy& policy,
                                        const verify::Assumptions& assumptions,
                                        std::chrono::year_month_day today,
                                        Diagnostics& diagnostics);

// The repository around the working directory, or else that directory itself.
report::SourceTree source_tree();

// The report in `check_formats` but the first two; `make` is called for each that is asked for.
std::map<std::string, std::function<std::string()>> check_reports(
    const std::function<report::Check()>& make);

}  // namespace airtight::cli
