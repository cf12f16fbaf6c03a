#pragma once

#include <airtight/lab/random_network.h>
#include <airtight/net/ip.h>

#include <array>
#include <random>
#include <string>
#include <utility>
#include <vector>

// What the parts of a random network share: how its statements are written, what has been drawn so
// far, and the dice.
namespace airtight::lab::drawn {

using Number = std::uint32_t;
using Texts = std::vector<std::string>;

inline std::string dotted(Number address) {
  return net::to_string(net::advance(net::ipv4(0, 0, 0, 0), address));
}
inline std::string cidr(Number base, int length) {
  return dotted(base) + "/" + std::to_string(length);
}
inline Number base_of(const std::string& block) {
  return static_cast<Number>(net::parse_prefix(block).value().base.low);
}

inline std::string quoted(const std::string& text) { return "\"" + text + "\""; }
inline std::string list(const Texts& texts) {
  std::string all;
  for (const std::string& each : texts) all += (all.empty() ? "" : ",") + each;
  return "[" + all + "]";
}
inline std::string strings(Texts texts) {
  for (std::string& each : texts) each = quoted(each);
  return list(texts);
}
inline std::string truth(bool value) { return value ? "true" : "false"; }

inline const std::string group =
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/lab";
inline std::string id(const std::string& type, const std::string& name) {
  return group + "/providers/" + type + "/" + name;
}
inline std::string reference(const std::string& type, const std::string& name) {
  return "{\"id\":" + quoted(id(type, name)) + "}";
}
inline const std::string network_type = "Microsoft.Network/virtualNetworks";
inline const std::string nsg_type = "Microsoft.Network/networkSecurityGroups";
inline const std::string table_type = "Microsoft.Network/routeTables";
inline const std::string nic_type = "Microsoft.Network/networkInterfaces";
inline const std::string asg_type = "Microsoft.Network/applicationSecurityGroups";

inline std::string child(const std::string& network, const std::string& subnet) {
  return id(network_type, network) + "/subnets/" + subnet;
}

inline std::string entry(const std::string& id, const std::string& type, const std::string& name,
                         const std::string& properties, const std::string& more = {}) {
  return "{\"id\":" + quoted(id) + ",\"type\":" + quoted(type) + ",\"name\":" + quoted(name) +
         ",\"location\":\"westeurope\"" + more + ",\"properties\":{" + properties + "}}";
}

struct Net {
  std::string name;
  Texts blocks;
  std::array<Number, 2> subnets{};  // their first addresses, all /28
};

class Draw {
 public:
  Draw(std::uint32_t seed, const Dials& how_much) : dials(how_much), random_(seed) {}

  std::size_t below(std::size_t count) { return random_() % count; }
  bool once_in(std::size_t count) { return below(count) == 0; }
  // Once in `usual` at weight 1, and more often with more.
  bool often(unsigned weight, std::size_t usual) {
    return below(usual * 4) < std::size_t{weight} * 4;
  }
  template <class List>
  const auto& one_of(const List& list) {
    return list[below(std::size(list))];
  }

  void resource(std::string json) { result.push_back({"", std::move(json)}); }
  void resource(const std::string& type, const std::string& name, const std::string& properties,
                const std::string& more = {}) {
    resource(entry(id(type, name), type, name, properties, more));
  }
  void surrounding(const std::string& section, std::string json) {
    result.push_back({section, std::move(json)});
  }

  const Dials& dials;
  Statements result{};
  std::vector<Net> nets{};
  bool has_gateway = false;
  Texts blocks{};                                         // that rules and routes may be about
  Texts hops{};                                           // addresses of appliances
  std::vector<std::pair<std::string, bool>> endpoints{};  // whether of a vault

 private:
  std::mt19937 random_;
};

// The parts, in the order in which they are drawn.
void choose_networks(Draw& draw);
void add_networks(Draw& draw);
void add_tables_and_groups(Draw& draw);
void add_route_table(Draw& draw, const std::string& name, bool of_gateway);
void add_apps(Draw& draw);
void add_admin_rules(Draw& draw);
void add_names(Draw& draw);

}  // namespace airtight::lab::drawn
