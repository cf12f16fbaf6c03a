#pragma once

#include <airtight/model/network.h>
#include <airtight/net/all_pairs.h>

#include <map>
#include <string>
#include <vector>

#include "hub_estate.h"

// The private endpoints of a hub estate as resources: a vault behind each, whose name resolves to
// it in the networks of its environment, because they are linked to the environment's zone.
namespace airtight::bench {

class HubNames {
 public:
  explicit HubNames(const HubEstate& world);

  const model::Network& model() const { return model_; }

  // The place of the endpoint with an address.
  const std::map<net::Ip, std::uint32_t>& endpoints() const { return endpoints_; }

  // "vm in network00012" asks for whom, by the names of vantages (verify/name_matrix.h).
  const std::map<std::string, std::uint32_t>& networks() const { return networks_; }

  static net::DnsName name_of(std::uint32_t place, std::uint32_t number);
  static azure::ResourceId network_id(std::uint32_t number);

 private:
  model::Network model_;
  std::map<net::Ip, std::uint32_t> endpoints_;
  std::map<std::string, std::uint32_t> networks_;
};

}  // namespace airtight::bench
