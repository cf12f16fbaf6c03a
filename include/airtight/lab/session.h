#pragma once

#include <airtight/base/result.h>
#include <airtight/lab/plan.h>

#include <functional>
#include <string>
#include <vector>

namespace airtight::lab {

// A lab that stays up behind its command. It is known to its user by a name, which is an abstract
// socket: no file tells of it, and it is gone when the lab is.

// Brings the lab up in a process of its own and returns once it is. The error is what went wrong
// there, or that a lab of this name is up already.
Result<void> bring_up(const std::string& name, const Plan& plan);

// Runs a program in a namespace of the lab, without any privilege to change it, and returns its
// exit code; 128 and the signal's number where a signal ended it.
Result<int> run_in(const std::string& name, const std::string& from,
                   const std::vector<std::string>& command);

// Ends the lab and everything in it; the error is that no such lab is up.
Result<void> take_down(const std::string& name);

}  // namespace airtight::lab
