#pragma once

#include <airtight/observe/observation.h>
#include <airtight/verify/path.h>

#include <string>

#include "reach/world.h"

// Observations for tests, one line each. Ids are "dns-1", "tcp-2", … in order.
class Seen {
 public:
  explicit Seen(std::string from) { all_.from = std::move(from); }

  Seen& dns(const std::string& host, const std::string& address, const std::string& alias = "",
            const std::string& server = "168.63.129.16");
  Seen& no_name(const std::string& host, airtight::observe::Rcode rcode,
                const std::string& server = "168.63.129.16");
  Seen& tcp(const std::string& target, const std::string& address, bool connected = true);
  Seen& http(const std::string& host, const std::string& classification);
  Seen& no_handshake(const std::string& target);
  Seen& no_answer(const std::string& host);
  Seen& other_question(const std::string& host);  // TXT, without an answer
  // Tried on purpose.
  Seen& front_end(const std::string& host, const std::string& classification = "PUB_REFUSED");

  const airtight::observe::Observations& all() const { return all_; }

 private:
  airtight::observe::Observation& add(const std::string& kind, const std::string& target);

  airtight::observe::Observations all_;
};

// An app that reaches its vault "kv1" by a private endpoint; and a network whose zones nobody sees.
airtight::world::Pieces app_with_vault(
    const airtight::azure::NetworkRules& edge = airtight::world::closed_rules());
airtight::world::Pieces without_links(airtight::world::Pieces pieces);

// What a probe would see of a flow with this outcome, by the model alone: the evaluator of the
// campaign. Public addresses are one of TEST-NET-3.
airtight::observe::Observations observed(const airtight::verify::Path& path,
                                         const std::string& host, int port);
