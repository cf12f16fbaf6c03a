#pragma once

#include <airtight/verify/path.h>

namespace airtight::verify {

// What the client of an examined path makes of it, where that is less than its packets do:
//  - it refuses a certificate that is not for the name it uses (D-106, D-435);
//  - it is a pod, and its node keeps addresses of the cluster's own ranges, though not what the
//  node
//    itself sends (I-250; cause-codes.md, ADDRESS_OVERLAP).
// Such a denial is for the client alone and proves no isolation: `explain` says it, and policies
// and proofs, which speak of packets, never ask here.
void judge_as_client(const model::Network& network, const reach::Workload& from,
                     const Target& target, Path& path);

}  // namespace airtight::verify
