#include <airtight/input/read.h>
#include <airtight/verify/path.h>

#include <algorithm>

#include "input/source_text.h"

// Every step of a trace cites a fact and names what decided: a resource and its place in the input,
// or a place of the surroundings alone.

using namespace airtight;

namespace {

// Single quotes stand for double ones, "#" for the provider of networks.
std::string text_of(const std::string& short_text) {
  std::string text;
  for (const char c : short_text) {
    if (c == '#')
      text += "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network";
    else
      text += c == '\'' ? '"' : c;
  }
  return text;
}

constexpr const char* world = R"([
{'id': '#/virtualNetworks/v', 'properties': {'addressSpace': {'addressPrefixes': ['10.0.0.0/16']}}},
{'id': '#/virtualNetworks/v/subnets/s', 'properties': {'addressPrefix': '10.0.0.0/24',
  'defaultOutboundAccess': false, 'routeTable': {'id': '#/routeTables/rt'}}},
{'id': '#/virtualNetworks/v/subnets/t', 'properties': {'addressPrefix': '10.0.1.0/24',
  'networkSecurityGroup': {'id': '#/networkSecurityGroups/n'}}},
{'id': '#/virtualNetworks/w', 'properties': {'addressSpace': {'addressPrefixes': ['10.1.0.0/16']}}},
{'id': '#/virtualNetworks/x', 'properties': {'addressSpace': {'addressPrefixes': ['10.2.0.0/16']}}},
{'id': '#/virtualNetworks/x/subnets/s', 'properties': {'addressPrefix': '10.2.0.0/24'}},
{'id': '#/virtualNetworks/v/virtualNetworkPeerings/to-w', 'properties': {
  'remoteVirtualNetwork': {'id': '#/virtualNetworks/w'}, 'peeringState': 'Initiated'}},
{'id': '#/virtualNetworks/v/virtualNetworkPeerings/to-x', 'properties': {
  'remoteVirtualNetwork': {'id': '#/virtualNetworks/x'}, 'allowVirtualNetworkAccess': false}},
{'id': '#/virtualNetworks/x/virtualNetworkPeerings/to-v', 'properties': {
  'remoteVirtualNetwork': {'id': '#/virtualNetworks/v'}}},
{'id': '#/routeTables/rt', 'properties': {'routes': [
  {'name': 'nobody', 'properties': {'addressPrefix': '10.5.0.0/16', 'nextHopType': 'VirtualAppliance', 'nextHopIpAddress': '10.0.9.9'}},
  {'name': 'idle', 'properties': {'addressPrefix': '10.6.0.0/16', 'nextHopType': 'VirtualAppliance', 'nextHopIpAddress': '10.0.1.5'}},
  {'name': 'loops', 'properties': {'addressPrefix': '10.7.0.0/16', 'nextHopType': 'VirtualAppliance', 'nextHopIpAddress': '10.0.0.9'}},
  {'name': 'gone', 'properties': {'addressPrefix': '10.8.0.0/16', 'nextHopType': 'VirtualNetworkGateway'}}]}},
{'id': '#/networkSecurityGroups/n', 'properties': {'securityRules': [
  {'name': 'no-ssh', 'properties': {'priority': 100, 'direction': 'Inbound', 'access': 'Deny', 'protocol': 'Tcp',
   'sourceAddressPrefix': '*', 'sourcePortRange': '*', 'destinationAddressPrefix': '*', 'destinationPortRange': '22'}}]}},
{'id': '#/networkInterfaces/nic1', 'properties': {'ipConfigurations': [{'name': 'c', 'properties': {
  'subnet': {'id': '#/virtualNetworks/v/subnets/s'}, 'privateIPAddress': '10.0.0.4'}}]}},
{'id': '#/networkInterfaces/nic2', 'properties': {'ipConfigurations': [{'name': 'c', 'properties': {
  'subnet': {'id': '#/virtualNetworks/v/subnets/t'}, 'privateIPAddress': '10.0.1.5'}}]}},
{'id': '#/networkInterfaces/nva', 'properties': {'enableIPForwarding': true, 'ipConfigurations': [{'name': 'c', 'properties': {
  'subnet': {'id': '#/virtualNetworks/v/subnets/s'}, 'privateIPAddress': '10.0.0.9'}}]}},
{'id': '#/networkInterfaces/nic3', 'properties': {'ipConfigurations': [{'name': 'c', 'properties': {
  'subnet': {'id': '#/virtualNetworks/x/subnets/s'}, 'privateIPAddress': '10.2.0.4'}}]}},
{'id': '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm1',
 'properties': {'networkProfile': {'networkInterfaces': [{'id': '#/networkInterfaces/nic1'}]}}}])";

struct Case {
  std::string to;
  reach::Reason reason;
  std::string pointer;  // where the last step was decided
};

}  // namespace

TEST_CASE("every step names its fact, its resource and its place", "[trace]") {
  const Case row = GENERATE(values<Case>({
      {"10.0.1.5:443", reach::Reason::none, "/12"},
      {"10.0.1.5:22", reach::Reason::nsg_in, "/10/properties/securityRules/0"},
      {"10.0.1.99:443", reach::Reason::no_route, "/0"},
      {"10.1.0.4:443", reach::Reason::peering_down, "/6/properties/peeringState"},
      {"10.2.0.4:443", reach::Reason::peering_access_off,
       "/7/properties/allowVirtualNetworkAccess"},
      {"10.5.0.4:443", reach::Reason::next_hop_invalid, "/9/properties/routes/0"},
      {"10.6.0.4:443", reach::Reason::nva_no_forwarding, ""},
      {"10.8.0.4:443", reach::Reason::next_hop_invalid, "/9/properties/routes/3"},
      {"8.8.8.8:443", reach::Reason::no_egress, "/1/properties/defaultOutboundAccess"},
  }));
  CAPTURE(row.to);
  input::ResourceSet set;
  Diagnostics diagnostics;
  input::read_resource_list(input::make_source("in.json", text_of(world)).value(), set,
                            diagnostics);
  const auto network = model::build(input::to_resources(set, diagnostics), diagnostics);
  REQUIRE_FALSE(has_errors(diagnostics));
  const auto path = verify::examine(network, verify::find_workload(network, "vm1").value(),
                                    verify::find_target(network, row.to).value());
  CHECK(path.verdict.reason == row.reason);
  for (const Step& step : path.trace) {
    CAPTURE(step.stage, step.summary);
    CHECK_FALSE(step.facts.empty());
    CHECK_FALSE(step.resource.empty());
    CHECK(step.where.file == "in.json");
  }
  REQUIRE_FALSE(path.trace.empty());
  if (!row.pointer.empty()) CHECK(path.trace.back().where.pointer == row.pointer);
}
