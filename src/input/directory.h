#pragma once

#include <airtight/input/read.h>

#include <set>
#include <span>
#include <string>
#include <vector>

namespace airtight::input {

// The files of all paths; of a directory those in it, in order of name, but hidden ones and those
// called readme. `found` gets those that nobody named, but a directory that has them.
std::vector<std::string> files_of(std::span<const std::string> paths, std::set<std::string>& found,
                                  Diagnostics& diagnostics);

// Whether an ARM template is among them, to which parameter files belong.
bool has_template(const std::vector<Source>& sources);

// Whoever names a directory means the inputs in it. What else lies there is taken from the sources,
// each with a warning: documents of ours that an option takes, parameters without a template, and
// what by its content is no input (I-013). What may be an input and cannot be read stays, to be an
// error: broken JSON, and languages that have to be compiled first.
// `found`: the files that directories had; `read_by_scripts`: what a script reads by itself.
void leave_out(const std::set<std::string>& found, const std::set<std::string>& read_by_scripts,
               Inputs& inputs);

// The same of a file whose bytes are no text (I-010).
Diagnostic left_out(const Error& error);

// Whether it is one that a directory may have beside its inputs.
bool is_no_text(const Error& error);

}  // namespace airtight::input
