#pragma once

#include <airtight/reach/reach.h>

#include <optional>

namespace airtight::reach {

// The association of a resource with a perimeter; null if it has none.
const azure::PerimeterAssociation* association_of(const model::Network& network,
                                                  const azure::ResourceId& resource);

// Its profile with the rules; null where the input does not show them.
const azure::PerimeterProfile* profile_of(const model::Network& network,
                                          const azure::PerimeterAssociation& association);

// Whether the network security perimeter of a managed service keeps its call inside (N-326): an
// enforced one lets out what its outbound rules name and what goes to its own members (N-327). A
// managed caller is known by its type only, so that any resource of it may be the one.
std::optional<Disposition> kept_by_perimeter(const model::Network& network, const Workload& from,
                                             const Destination& destination,
                                             model::Reading& reading);

}  // namespace airtight::reach
