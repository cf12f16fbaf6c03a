#include "input/resources/listed_names.h"

#include <airtight/azure/listed_name.h>

#include <algorithm>

#include "input/resources/fields.h"

namespace airtight::input::resources {
namespace {

void read_fqdn(const Value* fqdn, std::string_view group, azure::Service& service) {
  if (fqdn == nullptr || fqdn->string() == nullptr) return;
  const auto host = net::parse_dns_name(*fqdn->string());
  if (host) azure::tell_placeholders(*host, group, service);
}

// Each IP configuration says which names of the target it stands for.
void read_interface(const Value& interface, std::string_view group, azure::Service& service) {
  Diagnostics said;  // the reader of interfaces says it
  for (const Value* configuration : elements(interface, "properties.ipConfigurations", said)) {
    for (const Value* fqdn :
         elements(content(*configuration), "privateLinkConnectionProperties.fqdns", said))
      read_fqdn(fqdn, group, service);
  }
}

void read_endpoint(const ResourceSet& set, const Value& endpoint, std::string_view group,
                   azure::Service& service) {
  Diagnostics said;  // the reader of endpoints says it
  for (const Value* each : elements(endpoint, "properties.networkInterfaces", said)) {
    const Value* interface = set.find(azure::ResourceId(text_at(*each, "id")));
    if (interface != nullptr) read_interface(*interface, group, service);
  }
  for (const Value* config : elements(endpoint, "properties.customDnsConfigs", said))
    read_fqdn(config->find("fqdn"), group, service);
}

}  // namespace

void tell_listed_names(const ResourceSet& set, azure::Resources& out) {
  for (const azure::PrivateEndpoint& endpoint : out.private_endpoints) {
    const auto service =
        std::ranges::lower_bound(out.services, endpoint.target, {}, &azure::Service::id);
    if (service == out.services.end() || service->id != endpoint.target ||
        endpoint.group_ids.empty() || !azure::has_generated_names(service->type))
      continue;
    const Value* written = set.find(endpoint.id);
    if (written != nullptr) read_endpoint(set, *written, endpoint.group_ids.front(), *service);
  }
}

}  // namespace airtight::input::resources
