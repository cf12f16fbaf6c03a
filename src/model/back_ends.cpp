#include <algorithm>

#include "index.h"

namespace airtight::model {
namespace {

// What an app has in common with the services: names, endpoints and a public switch.
azure::Service as_service(const azure::Site& site) {
  azure::Service service;
  static_cast<azure::Resource&>(service) = site;
  service.type = "Microsoft.Web/sites";
  service.kind = site.kind;
  service.public_network_access = site.public_network_access;
  service.approved_elsewhere = site.approved_elsewhere;
  return service;
}

}  // namespace

void index_back_ends(Network::Index& index) {
  for (const azure::Service& service : index.written.services)
    index.back_ends.push_back({service, nullptr, azure::host_names(service)});
  for (const azure::Site& site : index.written.sites) {
    const azure::Service service = as_service(site);
    index.back_ends.push_back({service, &site, azure::host_names(service)});
  }
  std::ranges::sort(index.back_ends, {}, &BackEnd::id);
  for (const BackEnd& back_end : index.back_ends) {
    index.back_ends_by_id.emplace(back_end.id(), &back_end);
    for (const azure::HostName& name : back_end.names) {
      index.public_names.emplace(name.public_name, Network::NamedBackEnd{&back_end, name});
      index.private_names.emplace(name.private_name, Network::NamedBackEnd{&back_end, name});
    }
  }
}

}  // namespace airtight::model
