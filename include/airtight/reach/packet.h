#pragma once

#include <airtight/model/network.h>
#include <airtight/net/flow.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::reach {

// Where a packet enters: an interface, or a subnet in which any address may be the sender's.
struct Attachment {
  const azure::VirtualNetwork* network = nullptr;
  const azure::Subnet* subnet = nullptr;
  const azure::NetworkInterface* interface = nullptr;  // null for an app or "any" of the subnet
};

// One packet as filters and routes see it. The sender is one of `sources`; the destination is an
// address, or the public front end of a back end, whose address the platform keeps to itself.
struct Packet {
  std::vector<net::Prefix> sources;
  std::optional<net::Ip> destination;
  const model::BackEnd* front_end = nullptr;
  net::Protocol protocol = net::Protocol::tcp;
  net::Port port{443};
  bool from_internet = false;    // some public address, which no rule names
  bool any_source_port = false;  // at an endpoint, conditions on it do not count (N-131)

  // Where it goes once that is settled; the unspecified address, which nobody has, before.
  net::Ip address() const { return destination.value_or(net::Ip{}); }

  bool operator==(const Packet&) const = default;
};

// Who the public edge of a service sees (N-190).
struct EdgeSource {
  enum class Kind {
    any_public,      // somewhere on the Internet: an address that no rule names
    address,         // one of some public addresses
    unknown_public,  // one of some public addresses that the input does not say
    subnet,          // a subnet with the service's endpoint on: private source, subnet identity
  };
  Kind kind = Kind::any_public;
  std::vector<net::Prefix> addresses;
  const azure::Subnet* subnet = nullptr;
  std::string name;          // for messages: "the Internet", "an outbound address of app1"
  std::string region;        // of a source inside Azure, else empty (N-318)
  bool azure = false;        // a source inside Azure (N-316)
  bool platform = false;     // App Service fetching references
  bool scm = false;          // asks for an app's deployment site (N-330)
  std::string service;       // resource type of a managed caller
  azure::ResourceId caller;  // the resource that calls with its identity, where it is known
};

}  // namespace airtight::reach
