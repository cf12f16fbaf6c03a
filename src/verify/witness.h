#pragma once

#include <airtight/verify/prove.h>

#include <string>
#include <vector>

namespace airtight::verify {

// The nominal packet of a path, with what its name came to before it.
Witness witness_of(const Path& path);

// What a doubt hangs on: choices of the platform, and what the input does not say.
std::string what_is_open(const std::vector<std::string>& choices,
                         const std::vector<std::string>& unknowns);

// The reason of a refusal; of doubt what it hangs on.
std::string reason_of(const Verdict& verdict);

// Where the last step is that the input wrote; empty if none was.
Where last_place(const Trace& trace);

}  // namespace airtight::verify
