#pragma once

#include <airtight/dns/answer.h>
#include <airtight/reach/workload.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::verify {

// What may keep an old answer, and for how long at most.
struct StalePart {
  std::string what;  // "the record kv1.privatelink.vaultcore.azure.net A", "the app's resolver"
  int seconds = 0;
  std::vector<std::string> facts;
  bool operator==(const StalePart&) const = default;
};

// How long a client may go on getting an answer after records, links or zone groups change: the
// longest TTL on its chain, of a negative answer the zone's negative TTL, and then what caches on
// the way add to it (D-033). A cache of the client's own runtime is not among them, and a change of
// its list of DNS servers waits for its restart (D-312).
struct Staleness {
  std::vector<StalePart> parts;      // added up
  std::vector<std::string> unknown;  // TTLs on the way that nothing says; then there is no bound

  std::optional<int> seconds() const;
  int known_seconds() const;
};

Staleness staleness(const reach::Workload& from, const dns::Answer& answer);

}  // namespace airtight::verify
