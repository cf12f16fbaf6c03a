#pragma once

#include <airtight/lab/plan.h>

#include <string>

// What a program in a namespace of a lab finds where everybody looks: who answers names, whom to
// trust, and what a worker's environment says.
namespace airtight::lab {

// Where the files of a namespace are.
std::string settings_folder(const Space& space);

// Writes them as files of the lab's own; the folder that they are in. `authority` is the
// certificate of the lab's authority.
std::string write_settings(const Space& space, const std::string& authority);

// In mounts of its own the calling thread sees the files in place of the host's. Needs a user
// namespace in which it is root.
void mount_settings(const std::string& folder);

// The file of that authority among them.
std::string authorities_in(const std::string& folder);

// Sets the variables of this process, and drops what is only the host's: its proxies and
// authorities.
void take_environment(const std::string& folder);

}  // namespace airtight::lab
