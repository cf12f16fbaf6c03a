#include <airtight/azure/usable_addresses.h>

#include <algorithm>

#include "index.h"

// Every address in a subnet is one of its block, and none of the five that the platform keeps
// (N-002, N-023).
namespace airtight::model {
namespace {

struct Owner {
  const azure::Resource& resource;
  const azure::ResourceId& subnet;
  std::string_view fact;
};

const net::Prefix* block_around(const azure::Subnet& subnet, const net::Ip& ip) {
  for (const azure::WrittenPrefix& written : subnet.address_prefixes) {
    if (written.prefix.contains(ip)) return &written.prefix;
  }
  return nullptr;
}

bool has_family(const azure::Subnet& subnet, net::Family family) {
  return std::ranges::any_of(subnet.address_prefixes, [&](const azure::WrittenPrefix& written) {
    return written.prefix.base.family == family;
  });
}

void check_address(const Network::Index& index, const Owner& owner, const net::Ip& ip,
                   Diagnostics& diagnostics) {
  const azure::Subnet* subnet = find(index.subnets, owner.subnet);
  if (subnet == nullptr || subnet->external || !has_family(*subnet, ip.family)) return;
  const net::Prefix* block = block_around(*subnet, ip);
  if (block == nullptr && !subnet->unknown_prefixes.empty()) return;
  if (block == nullptr) {
    error(diagnostics, owner.resource.where,
          to_string(ip) + " of " + owner.resource.name + " is outside subnet " + subnet->name,
          {std::string(owner.fact)});
  } else if (!azure::usable_addresses(*block).contains(ip)) {
    error(diagnostics, owner.resource.where,
          to_string(ip) + " of " + owner.resource.name +
              " is one of the addresses that Azure keeps of " + to_string(*block),
          {"N-002"});
  }
}

}  // namespace

void validate_interfaces(const Network::Index& index, Diagnostics& diagnostics) {
  for (const azure::NetworkInterface& each : index.written.network_interfaces) {
    if (!each.private_endpoint.empty()) continue;  // its endpoint has the same addresses
    for (const net::Ip& ip : each.addresses)
      check_address(index, {each, each.subnet, "N-002"}, ip, diagnostics);
  }
  for (const azure::PrivateEndpoint& each : index.written.private_endpoints) {
    for (const net::Ip& ip : each.addresses)
      check_address(index, {each, each.subnet, "N-023"}, ip, diagnostics);
  }
  for (const azure::LoadBalancer& balancer : index.written.load_balancers) {
    for (const azure::Frontend& frontend : balancer.frontends) {
      if (frontend.address)
        check_address(index, {balancer, frontend.subnet, "N-002"}, *frontend.address, diagnostics);
    }
  }
}

}  // namespace airtight::model
