#include <airtight/base/text.h>

#include "input/resources/fields.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

constexpr std::string_view scope = "microsoft.network/loadbalancers";

azure::ResourceId known_id(const Value& owner, std::string_view path, Diagnostics& diagnostics) {
  const auto property = read_id(owner, path, diagnostics);
  return property.known() != nullptr ? *property.known() : azure::ResourceId();
}

net::Port port_at(const Value& body, std::string_view member, Diagnostics& diagnostics) {
  return net::Port{static_cast<std::uint16_t>(read_integer(body, member, diagnostics).value_or(0))};
}

azure::Frontend read_frontend(const azure::ResourceId& owner, const Value& element,
                              Diagnostics& diagnostics) {
  azure::Frontend frontend;
  frontend.id = owner.child("frontendIPConfigurations", text_at(element, "name"));
  const Value& body = content(element);
  frontend.subnet = known_id(body, "subnet.id", diagnostics);
  frontend.public_address = known_id(body, "publicIPAddress.id", diagnostics);
  const Value* address = lookup(body, "privateIPAddress", diagnostics);
  if (address == nullptr) return frontend;
  if (const Unknown* unknown = address->unknown()) {
    frontend.unknown.push_back(to_input(*unknown));
  } else if (address->string() != nullptr && !address->string()->empty()) {
    frontend.address = to_ip(*address, diagnostics);
  }
  return frontend;
}

azure::BackendPool read_pool(const azure::ResourceId& owner, const Value& element,
                             Diagnostics& diagnostics) {
  azure::BackendPool pool;
  pool.id = owner.child("backendAddressPools", text_at(element, "name"));
  for (const Value* member :
       elements(content(element), "loadBalancerBackendAddresses", diagnostics)) {
    if (const Unknown* unknown = member->unknown()) {
      pool.unknown.push_back(to_input(*unknown));
      continue;
    }
    const Value* address = lookup(content(*member), "ipAddress", diagnostics);
    if (address == nullptr) continue;
    if (const Unknown* unknown = address->unknown()) {
      pool.unknown.push_back(to_input(*unknown));
    } else if (address->string() != nullptr && !address->string()->empty()) {
      if (const auto ip = to_ip(*address, diagnostics)) pool.addresses.push_back(*ip);
    }
  }
  return pool;
}

// The port of a rule's probe. One that the balancer does not have, or whose port is not known, is
// taken as answered.
std::optional<net::Port> probe_of(const Value& rule, const Value& balancer,
                                  Diagnostics& diagnostics) {
  const azure::ResourceId id = known_id(rule, "probe.id", diagnostics);
  if (id.empty()) return {};
  for (const Value* probe : elements(balancer, "properties.probes", diagnostics)) {
    if (probe->unknown() != nullptr || !equal_ignoring_case(text_at(*probe, "name"), id.name()))
      continue;
    const net::Port port = port_at(content(*probe), "port", diagnostics);
    if (port.number != 0) return port;
  }
  return {};
}

azure::BalancingRule read_rule(const Value& element, const Value& balancer,
                               Diagnostics& diagnostics) {
  azure::BalancingRule rule;
  const Value& body = content(element);
  rule.frontend = known_id(body, "frontendIPConfiguration.id", diagnostics);
  rule.pool = known_id(body, "backendAddressPool.id", diagnostics);
  if (rule.pool.empty()) {
    const auto pools = elements(body, "backendAddressPools", diagnostics);
    if (!pools.empty() && pools.front()->unknown() == nullptr)
      rule.pool = known_id(*pools.front(), "id", diagnostics);
  }
  const std::string protocol = text_at(body, "protocol");
  if (equal_ignoring_case(protocol, "Tcp")) {
    rule.protocol = net::Protocol::tcp;
  } else if (equal_ignoring_case(protocol, "Udp")) {
    rule.protocol = net::Protocol::udp;
  } else if (!equal_ignoring_case(protocol, "All")) {
    rule.unknown.push_back({"the protocol of a load balancing rule"});
  }
  rule.frontend_port = port_at(body, "frontendPort", diagnostics);
  rule.backend_port = port_at(body, "backendPort", diagnostics);
  rule.probe = probe_of(body, balancer, diagnostics);
  return rule;
}

azure::OutboundRule read_outbound_rule(const Value& element, Diagnostics& diagnostics) {
  azure::OutboundRule rule;
  const Value& body = content(element);
  rule.pool = known_id(body, "backendAddressPool.id", diagnostics);
  for (const Value* frontend : elements(body, "frontendIPConfigurations", diagnostics)) {
    if (frontend->unknown() == nullptr)
      rule.frontends.push_back(known_id(*frontend, "id", diagnostics));
  }
  return rule;
}

// Calls for each known element; one of which something is unknown is a gap, because it may be any.
template <class Take>
void each(const Value& value, std::string_view path, const std::string& name, Reading& reading,
          const Take& take) {
  for (const Value* element : elements(value, path, reading.diagnostics)) {
    if (const Unknown* unknown = find_unknown(*element))
      reading.not_known(std::string(path) + " of " + name + ": " + to_input(*unknown).name,
                        {std::string(scope)}, element->place);
    if (element->unknown() == nullptr) take(*element);
  }
}

}  // namespace

void read_load_balancer(const azure::ResourceId& id, const Value& value, Reading& reading) {
  Diagnostics& diagnostics = reading.diagnostics;
  azure::LoadBalancer balancer;
  read_common(id, value, balancer);
  const std::string& name = balancer.name;
  balancer.sku = text_at(value, "sku.name");
  // What is let in, and whether members keep default outbound access, hangs on it.
  const Value* sku = lookup(value, "sku.name", diagnostics);
  if (const Unknown* unknown = sku == nullptr ? nullptr : sku->unknown())
    reading.not_known(to_input(*unknown).name, {std::string(scope)}, sku->place);
  each(value, "properties.frontendIPConfigurations", name, reading, [&](const Value& element) {
    balancer.frontends.push_back(read_frontend(id, element, diagnostics));
  });
  each(value, "properties.backendAddressPools", name, reading, [&](const Value& element) {
    balancer.pools.push_back(read_pool(id, element, diagnostics));
  });
  each(value, "properties.loadBalancingRules", name, reading, [&](const Value& element) {
    balancer.rules.push_back(read_rule(element, value, diagnostics));
  });
  each(value, "properties.outboundRules", name, reading, [&](const Value& element) {
    balancer.outbound_rules.push_back(read_outbound_rule(element, diagnostics));
  });
  // They let in what no balancing rule does, and nothing follows them.
  each(value, "properties.inboundNatRules", name, reading, [&](const Value& element) {
    reading.not_known("inbound NAT rule " + text_at(element, "name") + " of " + name,
                      {std::string(scope)}, element.place);
  });
  reading.out.load_balancers.push_back(std::move(balancer));
}

}  // namespace airtight::input::resources
