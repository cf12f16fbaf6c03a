#pragma once

#include <airtight/dns/resolve.h>

#include <optional>
#include <set>

#include "public_names.h"
#include "zone_lookup.h"

namespace airtight::dns {

// D-228: the parents under which Azure's services live are not for the "." rule.
bool is_reserved(const net::DnsName& name);

// What one server answers, with the chain it went through.
struct Reply {
  Rcode rcode = Rcode::noerror;
  std::vector<ChainLink> chain;
  std::vector<Address> addresses;
};

// One question under one reading. Servers ask each other through `ask`, at most `deepest` deep
// (D-249); each hop of each server is one step of the answer's trace.
class Resolver {
 public:
  Resolver(const model::Network& network, Answer& answer, model::Reading& reading,
           const Delivers& delivers);

  // None: the server does not answer.
  std::optional<Reply> ask(const net::Ip& server, const Context& context,
                           const model::NameServer* from, const net::DnsName& name, int depth);

 private:
  // The recursion of Azure-provided DNS in a context (azure).
  Reply azure(const Context& context, const net::DnsName& name, int depth);
  // One hop of it. The name to go on with, or the empty one at the end.
  net::DnsName hop(const Context& context, const net::DnsName& name, const net::DnsName& asked,
                   int depth, Reply& reply);
  net::DnsName in_zone(const Context& context, const model::LinkedZone& linked,
                       const net::DnsName& name, int depth, Reply& reply);
  net::DnsName missing(const Context& context, const model::LinkedZone& linked,
                       const net::DnsName& name, int depth, Reply& reply);
  net::DnsName in_public(const azure::VirtualNetwork* asking, const net::DnsName& name,
                         Reply& reply);
  bool redirects(const model::LinkedZone& linked);

  // Whether a chain of so many names is given up (D-020, CH-02).
  bool too_long(std::size_t names);
  void take_records(const model::LinkedZone& linked, const net::DnsName& name,
                    const ZoneAnswer& found, Reply& reply);
  net::DnsName take_alias(const model::LinkedZone& linked, const net::DnsName& name,
                          const model::ZoneEntry& entry, Reply& reply);

  // True, with the reply filled, when a security policy blocks the name (D-240…D-242).
  bool blocked(const Context& context, const net::DnsName& name, Reply& reply);
  Rcode blocked_rcode();

  // A ruleset's rule for the name (D-224…D-230); null if none applies.
  struct Ruled {
    const model::LinkedRuleset* linked = nullptr;
    const azure::ForwardingRule* rule = nullptr;
  };
  Ruled rule_for(const Context& context, const net::DnsName& name);
  // What its targets answer; the name to go on with where aliases of it are examined (CH-17).
  net::DnsName follow_rule(const Context& context, const Ruled& ruled, const net::DnsName& name,
                           int depth, Reply& reply);
  net::DnsName examined_again(const Context& context, Reply& reply);

  // Somebody's own server (forwarder).
  std::optional<Reply> host(const model::NameServer& server, const net::DnsName& name, int depth);
  std::optional<Reply> of_own_zone(const model::NameServer& server, const net::DnsName& name);
  Reply from_upstream(const model::NameServer& server, const std::vector<net::Ip>& upstream,
                      const net::DnsName& name, int depth);
  // Goes on with the first alias of a reply that a zone of the server covers (D-217) or a
  // conditional forwarder names (CH-14). `taken` brought the reply.
  net::DnsName rechased(const model::NameServer& server, const azure::Forwarder& taken,
                        Reply& reply);

  const model::NameServer* server_at(const net::Ip& ip, const Context& context) const;
  bool delivered(const model::NameServer* from, const Context& context, const net::Ip& server,
                 const model::NameServer* to);
  void append(const std::vector<azure::UnknownInput>& unknowns);
  void step(std::string stage, std::string summary, std::vector<std::string> facts,
            std::string resource = "", std::string rule = "", Where where = {});
  void zone_step(const model::LinkedZone& linked, const net::DnsName& name, const std::string& says,
                 std::vector<std::string> facts);

  const model::Network& network_;
  Answer& answer_;
  model::Reading& reading_;
  const Delivers& delivers_;
};

}  // namespace airtight::dns
