#pragma once

#include <airtight/net/all_pairs.h>

#include <cstdint>
#include <random>
#include <vector>

// A hub and spokes for each of four environments (the profile W2 of large estates): spokes of ten
// subnets with ten hosts each, groups of 50 rules a direction stamped from templates, some of them
// with rules of their own, and a firewall of 300 rules in each hub, through which spokes reach each
// other. From a seed.
namespace airtight::bench {

struct HubEstateShape {
  std::uint32_t spokes = 100;
  std::uint32_t templates = 200;
  unsigned custom_percent = 5;
  bool private_endpoints = false;  // a subnet of them in each spoke, and one in each hub
  bool hub_pairs = false;          // hubs have subnets with hosts, peered with the spokes
  bool apart = false;              // firewalls let nothing from the first environment to the second
};

class HubEstate {
 public:
  static constexpr std::uint32_t environments = 4;
  static constexpr std::uint32_t subnets = 10;
  static constexpr std::uint32_t hosts = 10;
  static constexpr std::uint32_t rules = 50;
  static constexpr std::uint32_t firewall_rules = 300;

  HubEstate(const HubEstateShape& shape, std::uint64_t seed);

  const net::Estate& estate() const { return estate_; }

  // Places of an environment have its number as their label, its private endpoints this one.
  static constexpr std::uint32_t endpoints_of(std::uint32_t environment) {
    return environments + environment;
  }
  std::size_t rule_count() const;
  std::size_t host_count() const;

 private:
  // A rule as a template has it: a place within the network or elsewhere, filled in when stamped.
  enum class Peer : std::uint8_t {
    anywhere,
    around,
    own_network,
    sibling,      // another subnet of the network
    shared,       // a block or a service tag that many name
    environment,  // the block of all networks of the environment
    others        // the block of another environment
  };
  struct Stamp {
    Peer peer = Peer::anywhere;
    std::uint32_t which = 0;
    bool own_subnet = true;  // or the whole network
    std::uint16_t service = 0;
    bool allows = false;
  };
  using Template = std::vector<Stamp>;

  // Which sets a spoke's rules mean.
  struct Spoke {
    std::uint32_t environment = 0;
    std::uint32_t network_set = 0;
    std::uint32_t around = 0;
    std::uint32_t first_subnet_set = 0;
    std::uint32_t address = 0;
  };

  std::uint32_t below(std::size_t end) { return static_cast<std::uint32_t>(random_() % end); }
  std::uint32_t add_set(const std::vector<net::Prefix>& blocks);
  static net::Prefix block(std::uint32_t address, int length);

  void add_services();
  void add_shared_sets();
  void add_templates();
  Template some_template();
  void add_firewalls();
  void add_passages();
  void add_hub(std::uint32_t environment);
  void add_spoke(std::uint32_t number);
  void add_subnet(const Spoke& spoke, std::uint32_t network, std::uint32_t number);
  void add_endpoints(std::uint32_t network, std::uint32_t form, std::uint32_t address,
                     std::uint32_t label, std::uint32_t around, std::uint32_t count);
  std::uint32_t set_of(const Stamp& stamp, const Spoke& spoke) const;
  std::uint32_t stamped(const Template& from, const Spoke& spoke, std::uint32_t subnet,
                        bool outbound, bool custom);
  void add_custom_rules(net::Estate::List& list, std::uint32_t own, bool outbound);

  std::uint32_t spoke_address(std::uint32_t number) const;
  std::uint32_t spoke_form(std::uint32_t environment) const { return environment; }
  std::uint32_t hub_form(std::uint32_t environment) const { return environments + environment; }

  HubEstateShape shape_;
  std::mt19937_64 random_;
  net::Estate estate_;
  std::vector<std::uint32_t> shared_;
  std::vector<std::uint32_t> environment_sets_;
  std::vector<Template> outbound_;
  std::vector<Template> inbound_;
  std::vector<std::uint32_t> firewalls_;  // lists
};

}  // namespace airtight::bench
