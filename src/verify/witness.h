#pragma once

#include <airtight/verify/prove.h>

#include <string>

namespace airtight::verify {

// The nominal packet of a path, with what its name came to before it.
Witness witness_of(const Path& path);

// The reason of a refusal; of doubt what it hangs on.
std::string reason_of(const Verdict& verdict);

// Where the last step is that the input wrote; empty if none was.
Where last_place(const Trace& trace);

}  // namespace airtight::verify
