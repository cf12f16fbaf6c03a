#pragma once

#include <airtight/verify/path.h>

namespace airtight::verify {

// A connection to the public front end of a back end, whatever the back end's name resolves to:
// what `probe` tries to measure whether public access fails from where the workload stands. No name
// is resolved; `public_access` and ways around are left out, since neither is of this connection.
// The target has a back end. Platform fetches of references are no connection of anybody.
Path examine_front_end(const model::Network& network, const reach::Workload& from,
                       const Target& target, const Assumptions& assumptions = {});

}  // namespace airtight::verify
