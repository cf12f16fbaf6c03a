#include <airtight/base/text.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index.h"

namespace airtight::model {
namespace {

// "app1-h4sh.westeurope-01" and, for the deployment site, "app1-h4sh.scm.westeurope-01" (D-126).
void name_host(azure::Service& service, std::string label, bool slot) {
  label = to_lower(label);
  const auto dot = label.find('.');
  const std::string rest = dot == std::string::npos ? "" : label.substr(dot);
  service.placeholders[slot ? "slotScmHostLabel" : "scmHostLabel"] =
      label.substr(0, dot) + ".scm" + rest;
  service.placeholders[slot ? "slotHostLabel" : "hostLabel"] = std::move(label);
}

// The labels of the default host name below the suffix that all apps of its cloud share.
std::string label_of(const std::string& default_host) {
  for (const azure::PrivateLinkRow& row : azure::private_link_table()) {
    if (row.resource_type != "Microsoft.Web/sites") continue;
    for (const azure::PublicToPrivate& names : row.names) {
      const auto suffix = names.public_name.substr(names.public_name.find('}') + 1);
      const std::string host = to_lower(default_host);
      if (host.size() > suffix.size() && host.ends_with(suffix))
        return host.substr(0, host.size() - suffix.size());
    }
  }
  return {};
}

// What an app has in common with the services: names, endpoints and a public switch.
azure::Service as_service(const azure::Site& site) {
  azure::Service service;
  static_cast<azure::Resource&>(service) = site;
  service.type = "Microsoft.Web/sites";
  service.kind = site.kind;
  service.public_network_access = site.public_network_access;
  service.approved_elsewhere = site.approved_elsewhere;
  // D-127: "app1-blue" is the host of the slot "blue".
  const bool slot = equal_ignoring_case(site.id.type(), "Microsoft.Web/sites/slots");
  std::string label = label_of(site.default_host);
  if (slot) {
    service.placeholders["slotName"] = std::string(site.id.name());
    if (label.empty())
      label = std::string(site.id.parent().name()) + "-" + std::string(site.id.name());
  }
  if (!label.empty()) name_host(service, std::move(label), slot);
  return service;
}

// The groups that somebody has an endpoint for, by the id of its target.
using Served = std::unordered_map<std::string_view, std::vector<std::string_view>>;

Served served_groups(const azure::Resources& written) {
  Served served;
  for (const azure::PrivateEndpoint& endpoint : written.private_endpoints) {
    for (const std::string& group : endpoint.group_ids)
      served[endpoint.target.key()].push_back(group);
  }
  return served;
}

// Groups may share a name, such as those of a vault's two regions: the one that has an endpoint
// speaks for it.
void index_names(Network::Index& index, const BackEnd& back_end, const Served& served) {
  const auto groups = served.find(back_end.id().key());
  for (const bool only_served : {true, false}) {
    for (const azure::HostName& name : back_end.names) {
      const bool is_served = groups != served.end() &&
                             std::ranges::any_of(groups->second, [&](std::string_view group) {
                               return equal_ignoring_case(group, name.group_id);
                             });
      if (only_served && !is_served) continue;
      index.public_names.emplace(name.public_name, Network::NamedBackEnd{&back_end, name});
      index.private_names.emplace(name.private_name, Network::NamedBackEnd{&back_end, name});
    }
  }
}

}  // namespace

void index_back_ends(Network::Index& index) {
  index.back_ends.reserve(index.written.services.size() + index.written.sites.size());
  for (const azure::Service& service : index.written.services)
    index.back_ends.push_back({service, nullptr, azure::host_names(service)});
  const auto services = static_cast<std::ptrdiff_t>(index.back_ends.size());
  for (const azure::Site& site : index.written.sites) {
    azure::Service service = as_service(site);
    std::vector<azure::HostName> names = azure::host_names(service);
    index.back_ends.push_back({std::move(service), &site, std::move(names)});
  }
  // Each of the two is in order of id where it was read, and they are large to sort.
  const auto sort = [](auto from, auto to) {
    if (!std::ranges::is_sorted(from, to, {}, &BackEnd::id))
      std::ranges::sort(from, to, {}, &BackEnd::id);
  };
  const auto middle = index.back_ends.begin() + services;
  sort(index.back_ends.begin(), middle);
  sort(middle, index.back_ends.end());
  std::ranges::inplace_merge(index.back_ends, middle, {}, &BackEnd::id);
  const Served served = served_groups(index.written);
  for (const BackEnd& back_end : index.back_ends) {
    index.back_ends_by_id.emplace_hint(index.back_ends_by_id.end(), back_end.id(), &back_end);
    index_names(index, back_end, served);
  }
}

}  // namespace airtight::model
