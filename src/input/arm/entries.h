#pragma once

#include <airtight/input/deployment.h>

#include <filesystem>
#include <map>
#include <set>
#include <vector>

#include "input/list/entries.h"

namespace airtight::input::arm {

// Which parameters a template declares, and which of the inline ones it took: by name in lower
// case, with the spelling of the declaration.
struct ParameterUse {
  std::map<std::string, std::string> declared;
  std::set<std::string> taken;
};

// The resources that a template leaves behind, as entries of a list: children that stand inside
// their parent taken out, secrets dropped, settings not yet reduced. Inline parameters that the
// template does not declare are left to others: see report_untaken.
list::Entries read_template(const Source& source, std::span<const ParameterSource> parameters,
                            const DeploymentTarget& target, const LinkedTemplates& linked,
                            ParameterUse& use, Diagnostics& diagnostics);

// The same, and what the deployment puts out: an object of {"value": …} by name.
struct Deployed {
  list::Entries entries;
  Value outputs;
};
Deployed deploy_template(const Source& source, std::span<const ParameterSource> parameters,
                         const DeploymentTarget& target, const LinkedTemplates& linked,
                         ParameterUse& use, Diagnostics& diagnostics);

// An error for each inline parameter that no template took, with the names there are.
void report_untaken(std::span<const ParameterSource> parameters, const ParameterUse& use,
                    Diagnostics& diagnostics);

// Reads the files that links of the template name, beside the template, and notes which it read.
LinkedTemplates beside(const Source& source, std::set<std::filesystem::path>& read);

// The template that a parameter file belongs to (I-032), npos if there is none:
// "x.parameters.json" and "x.parameters.prod.json" belong to "x.json"; any other file to the last
// template before its position, or to the first one. And the files that belong to each template.
std::size_t owner_of(const std::vector<Source>& sources, const Source& file,
                     std::size_t position = std::string::npos);
std::vector<std::vector<ParameterSource>> match_parameters(const std::vector<Source>& sources);

}  // namespace airtight::input::arm
