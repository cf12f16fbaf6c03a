#include <airtight/base/text.h>

#include "input/resources/fields.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

void add_source(const Value& configuration, azure::PrivateLinkService& out, Reading& reading) {
  if (const Unknown* unknown = configuration.unknown()) {
    out.unknown.push_back(to_input(*unknown));
    return;
  }
  const Value& body = content(configuration);
  const auto subnet = read_id(body, "subnet.id", reading.diagnostics);
  if (const auto* unknown = subnet.unknown()) out.unknown.push_back(*unknown);
  if (subnet.known() == nullptr) return;
  azure::TranslationAddress source{*subnet.known(), {}};
  const Value* address = lookup(body, "privateIPAddress", reading.diagnostics);
  if (address != nullptr && address->string() != nullptr && !address->string()->empty())
    source.address = to_ip(*address, reading.diagnostics);
  out.sources.push_back(std::move(source));
}

}  // namespace

// N-214. Without a frontend it sends to an address of its own choice, which is not followed.
void read_private_link_service(const azure::ResourceId& id, const Value& value, Reading& reading) {
  azure::PrivateLinkService service;
  read_common(id, value, service);
  for (const Value* element : elements(value, "properties.ipConfigurations", reading.diagnostics))
    add_source(*element, service, reading);
  add_ids(value, "properties.loadBalancerFrontendIpConfigurations", service.frontends,
          service.unknown, reading.diagnostics);
  if (service.frontends.empty() && service.unknown.empty())
    service.unknown.push_back({"where private link service " + service.name + " sends packets"});
  reading.out.private_link_services.push_back(std::move(service));
  read_relay(id, to_lower(id.type()), value, reading);
}

}  // namespace airtight::input::resources
