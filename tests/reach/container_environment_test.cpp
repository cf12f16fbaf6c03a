#include "reach/world.h"

using namespace airtight;
using namespace airtight::world;

namespace {

constexpr auto type = "Microsoft.App/managedEnvironments";
const auto as_service = service(type, "env1");

azure::HostedWorkload environment(std::optional<bool> internal) {
  auto result = named<azure::HostedWorkload>(type, "env1");
  result.type = type;
  result.subnets = {known(subnet_id("v/env"))};
  if (internal) result.internal = known(*internal);
  result.address = known(ip("10.0.2.10"));
  return result;
}

Pieces around(const azure::HostedWorkload& hosted, const On& on = {}) {
  return {vnet("v", {"10.0.0.0/16"}),
          subnet("v/s", "10.0.0.0/24"),
          subnet("v/env", "10.0.2.0/23", on),
          nic("vm", "v/s", "10.0.0.4"),
          as_service,
          hosted};
}

std::string inside(const Pieces& pieces, int port = 443) {
  const auto net = network(pieces);
  return outcome(net, sender(net, "vm"), to("10.0.2.10", port));
}

std::string outside(const Pieces& pieces) {
  const auto net = network(pieces);
  return outcome(net, internet(), to_front_end(net, as_service));
}

}  // namespace

TEST_CASE("an internal environment takes requests at an address of its subnet",
          "[environment][N-261]") {
  CHECK(inside(around(environment(true))) == "allow");
  CHECK(inside(around(environment(true)), 80) == "allow");
  CHECK(inside(around(environment(true)), 22).starts_with("uncertain whether env1 takes"));
  const Pieces closed{nsg("n", {{100, in, deny}})};
  CHECK(inside(around(environment(true), {.nsg = "n"}) + closed) == "deny NSG_IN");
  const Pieces one_port{nsg("n", {{100, in, deny, "*", "*", "443"}})};
  CHECK(inside(around(environment(true), {.nsg = "n"}) + one_port) ==
        "uncertain the port that the rules of subnet env see");
  CHECK(outside(around(environment(true))) == "deny PAAS_PUBLIC_DISABLED");
}

TEST_CASE("an external environment is entered past its subnet's rules", "[environment][N-261]") {
  const Pieces closed{nsg("n", {{100, in, deny}})};
  for (const auto& internal : {std::optional<bool>(), std::optional(false)}) {
    const Pieces pieces = around(environment(internal), {.nsg = "n"}) + closed;
    CHECK_FALSE(outside(pieces).starts_with("deny"));
  }
  auto unknown_way = environment(true);
  unknown_way.internal = unknown<bool>("$INTERNAL");
  CHECK(outside(around(unknown_way)).starts_with("uncertain"));
}

TEST_CASE("an endpoint of an environment takes HTTP and HTTPS only", "[environment][N-202]") {
  const auto ask = [](int port, net::Protocol protocol = net::Protocol::tcp) {
    const auto net =
        network(around(environment(true)) +
                Pieces{endpoint("pe", "v/s", as_service, "managedEnvironments", "10.0.0.9")});
    auto destination = to_endpoint(net, "10.0.0.9", as_service, "managedEnvironments", port);
    destination.protocol = protocol;
    return outcome(net, sender(net, "vm"), destination);
  };
  CHECK(ask(443) == "allow");
  CHECK(ask(80) == "allow");
  CHECK(ask(22) == "deny PE_SUBRESOURCE");
  CHECK(ask(443, net::Protocol::udp) == "deny PE_SUBRESOURCE");
}
