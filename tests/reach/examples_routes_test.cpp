#include <airtight/reach/effective_routes.h>

#include "reach/world.h"

// Examples of the reference on addressing and routes (azure-network.md, sections 1 and 2), and the
// readings beside them. Others are with the tests of their subject; all have the tag [EX].

using namespace airtight;
using namespace airtight::world;
using azure::RouteNextHop;

namespace {

constexpr auto gre = net::Protocol::gre;

// A client with a route table and a storage endpoint, an appliance that drops everything, and the
// addresses of two tags.
Pieces with_storage_endpoint(std::vector<azure::UserRoute> routes,
                             std::vector<std::string> endpoints = {"Microsoft.Storage"}) {
  azure::ServiceTags file;
  file.tags["storage"] = {prefix("20.60.0.0/16")};
  file.tags["storage.westus"] = {prefix("20.60.0.0/16")};
  return {vnet("v", {"10.0.0.0/16"}),
          subnet("v/a", "10.0.0.0/24", {.table = "rt", .service_endpoints = std::move(endpoints)}),
          subnet("v/nva", "10.0.1.0/24"),
          nic("vm", "v/a", "10.0.0.4"),
          appliance("nva", "v/nva", "10.0.1.4"),
          policy("v/nva", "10.0.1.4", {}),
          table("rt", std::move(routes)),
          file};
}

azure::UserRoute by_nva(const std::string& block) {
  return route(block, RouteNextHop::appliance, "10.0.1.4");
}

azure::UserRoute by_tag(const std::string& tag, RouteNextHop hop, const std::string& address = "") {
  azure::UserRoute result = route("0.0.0.0/0", hop, address);
  result.name = tag;
  result.prefix = std::nullopt;
  result.tag = tag;
  return result;
}

std::string from_vm(const Pieces& pieces, const char* destination) {
  const auto net = network(pieces);
  return outcome(net, sender(net, "vm"), to(destination));
}

}  // namespace

TEST_CASE("GRE between two machines of one subnet, no group: PLATFORM_BLOCK", "[EX][N-007]") {
  const auto net = network({vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24"),
                            nic("vm1", "v/s", "10.0.0.4"), nic("vm2", "v/s", "10.0.0.5")});
  const auto by = [&](const char* destination, net::Protocol protocol) {
    return outcome(net, sender(net, "vm1"), to(destination, 0, protocol));
  };
  CHECK(by("10.0.0.5", gre) == "deny PLATFORM_BLOCK");
  CHECK(by("10.0.0.5", net::Protocol::ip_in_ip) == "deny PLATFORM_BLOCK");
  CHECK(by("10.0.0.5", net::Protocol::esp) == "allow");
  CHECK(by("10.0.0.5", net::Protocol::icmp) == "allow");
  CHECK(by("224.0.0.5", net::Protocol::udp) == "deny PLATFORM_BLOCK");
  CHECK(by("255.255.255.255", net::Protocol::udp) == "deny PLATFORM_BLOCK");
}

TEST_CASE("the gateway address of a subnet does not answer", "[N-008][N-002]") {
  // Somebody whose address is not said may have any other.
  auto anywhere = nic("vm2", "v/s", "10.0.0.5");
  anywhere.addresses.clear();
  const auto net = network({vnet("v", {"10.0.0.0/16"}), subnet("v/s", "10.0.0.0/24"),
                            nic("vm1", "v/s", "10.0.0.4"), anywhere});
  const auto ping = [&](const char* destination) {
    return outcome(net, sender(net, "vm1"), to(destination, 0, net::Protocol::icmp));
  };
  CHECK(ping("10.0.0.1") == "deny NO_ROUTE");
  CHECK(ping("10.0.0.255") == "deny NO_ROUTE");
  CHECK(ping("10.0.0.9").starts_with("uncertain"));
}

TEST_CASE("Storage endpoint on the subnet, 0/0 to an appliance: direct", "[EX][N-048][N-060]") {
  CHECK(from_vm(with_storage_endpoint({by_nva("0.0.0.0/0")}), "20.60.1.4") == "allow");
  CHECK(from_vm(with_storage_endpoint({by_nva("0.0.0.0/0")}), "20.61.1.4") == "deny FW_DENY");
  CHECK(from_vm(with_storage_endpoint({by_nva("0.0.0.0/0")}, {}), "20.60.1.4") == "deny FW_DENY");
}

TEST_CASE("a user route as long as the service's, or longer, is open", "[N-048][C-04]") {
  const auto with = [](const azure::UserRoute& route) {
    const auto net = network(with_storage_endpoint({route}));
    return judge(net, sender(net, "vm"), to("20.60.1.4"));
  };
  CHECK(in_words(with(by_nva("20.0.0.0/8"))) == "allow");
  const auto equal = with(by_nva("20.60.0.0/16"));
  CHECK(in_words(equal) == "uncertain C-04");
  CHECK(equal.reason == reach::Reason::none);  // nominally the endpoint
  const auto longer = with(by_nva("20.60.1.0/24"));
  CHECK(in_words(longer) == "uncertain C-04");
  CHECK(longer.reason == reach::Reason::fw_deny);  // nominally the user route
}

TEST_CASE("towards a front end a default route loses to a service endpoint", "[N-048][N-060]") {
  const auto st = storage("st1", rules(azure::DefaultAction::deny, {}, {"v/a"}));
  const auto with = [&](const azure::UserRoute& route) {
    const auto net = network(with_storage_endpoint({route}) + Pieces{st});
    return outcome(net, sender(net, "vm"), to_front_end(net, st));
  };
  CHECK(with(by_nva("0.0.0.0/0")) == "allow");
  CHECK(with(by_nva("10.0.0.0/8")) == "allow");
  CHECK(with(by_tag("Storage", RouteNextHop::appliance, "10.0.1.4")) == "uncertain C-04");
}

TEST_CASE("a learned default route loses to a service endpoint", "[N-047]") {
  const auto st = storage("st1", rules(azure::DefaultAction::deny, {}, {"v/a"}));
  const auto net =
      network(with_storage_endpoint({}) + Pieces{st, gateway("gw", "v"),
                                                 outside_site("hq", "172.16.0.0/16", "v", {}),
                                                 learned("v", "0.0.0.0/0")});
  CHECK(outcome(net, sender(net, "vm"), to_front_end(net, st)) == "allow");
  CHECK(outcome(net, sender(net, "vm"), to("20.60.1.4")) == "allow");
  CHECK(outcome(net, sender(net, "vm"), to("20.61.1.4")) == "deny NO_ROUTE");
}

TEST_CASE("UDRs Storage to A and Storage.WestUS to B sharing a prefix: B", "[EX][N-050]") {
  const auto with = [](std::vector<azure::UserRoute> routes) {
    const auto net = network(with_storage_endpoint(std::move(routes), {}));
    model::Reading reading;
    const auto all = reach::effective_routes(net, *net.subnet(subnet_id("v/a")), reading);
    const auto* chosen = reach::select_route(all, ip("20.60.1.4"), reading);
    return chosen == nullptr ? std::string("nothing") : chosen->name;
  };
  const auto a = by_tag("Storage", RouteNextHop::appliance, "10.0.1.4");
  const auto b = by_tag("Storage.WestUS", RouteNextHop::none);
  CHECK(with({a, b}) == "Storage.WestUS");
  CHECK(with({b, a}) == "Storage.WestUS");
  CHECK(with({a, b, by_nva("20.60.0.0/16")}) == "to-20.60.0.0/16");
  CHECK(with({a, b, by_nva("20.0.0.0/8")}) == "Storage.WestUS");
}

TEST_CASE("towards a front end the regional tag is asked first as well", "[N-050][R-21]") {
  const auto st = storage("st1");
  const auto with = [&](std::vector<azure::UserRoute> routes) {
    auto pieces = with_storage_endpoint(std::move(routes), {}) + Pieces{st};
    std::erase_if(pieces,
                  [](const Piece& piece) { return piece.as<azure::ServiceTags>() != nullptr; });
    const auto net = network(pieces);
    return judge(net, sender(net, "vm"), to_front_end(net, st)).judgement;
  };
  const auto global = by_tag("Storage", RouteNextHop::none);
  const auto regional = by_tag("Storage.WestUS", RouteNextHop::internet);
  // Which region's addresses the account has is not known without the file.
  CHECK(with({global, regional}) == verify::Judgement::uncertain);
  CHECK(with({regional, global}) == verify::Judgement::uncertain);
  CHECK(with({global}) == verify::Judgement::deny);
}

TEST_CASE("a VPN gateway carries no IPv6, an ExpressRoute gateway may", "[N-021]") {
  auto both = subnet("v/a", "10.0.0.0/24");
  both.address_prefixes = written({"10.0.0.0/24", "fd00::/64"});
  auto dual = nic("vm", "v/a", "10.0.0.4");
  dual.addresses.push_back(ip("fd00::4"));
  const auto by = [&](azure::GatewayType type) {
    const auto net = network({vnet("v", {"10.0.0.0/16", "fd00::/48"}), both, dual,
                              gateway("gw", "v", type), learned("v", "fd10::/48")});
    model::Reading reading;
    return reach::reach(net, sender(net, "vm"), to("fd10::4"), reading);
  };
  CHECK(by(azure::GatewayType::vpn).trace.back().facts == std::vector<std::string>{"N-021"});
  CHECK(by(azure::GatewayType::vpn).reason == reach::Reason::no_route);
  CHECK(by(azure::GatewayType::express_route).trace.back().facts !=
        std::vector<std::string>{"N-021"});
}
