#include "public_names.h"

#include <airtight/azure/approval.h>
#include <airtight/azure/private_link.h>
#include <airtight/azure/service_family.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <set>

namespace airtight::lab {
namespace {

class Maker {
 public:
  explicit Maker(const azure::Resources& resources) : resources_(resources) {}

  PublicNames make() {
    const std::vector<azure::Service> services = services_of(resources_);
    for (const bool aliased : {true, false}) {  // groups may share a name
      for (const azure::Service& service : services)
        for (const azure::HostName& name : azure::host_names(service))
          if (has_alias(service, name) == aliased) add(name, service.name, aliased);
    }
    for (const net::DnsName& name : resources_.surroundings.private_link_elsewhere)
      if (const auto target = azure::private_name_of(name))
        add({name, *target, {}}, name.text().substr(0, name.text().find('.')), true);
    for (const azure::PublicName& each : resources_.surroundings.public_names) write(each);
    return std::move(names_);
  }

 private:
  // D-103, D-104: an approved connection of the group, here or elsewhere.
  bool has_alias(const azure::Service& service, const azure::HostName& name) const {
    const auto of_group = [&](const std::string& group) {
      return equal_ignoring_case(group, name.group_id);
    };
    return std::ranges::any_of(service.approved_elsewhere, of_group) ||
           std::ranges::any_of(resources_.private_endpoints, [&](const auto& endpoint) {
             return endpoint.target == service.id && azure::is_approved(endpoint) &&
                    std::ranges::any_of(endpoint.group_ids, of_group);
           });
  }

  // D-101, D-102. What lies behind the front end's name is the platform's business: one address.
  void add(const azure::HostName& name, const std::string& service, bool aliased) {
    if (names_.aliases.contains(name.public_name.text())) return;
    if (aliased) names_.aliases[name.public_name.text()] = name.private_name.text();
    names_.addresses[(aliased ? name.private_name : name.public_name).text()] =
        front_end_of(service);
  }

  void write(const azure::PublicName& each) {
    names_.aliases.erase(each.name.text());
    names_.addresses.erase(each.name.text());
    if (each.kind == azure::PublicName::Kind::alias)
      names_.aliases[each.name.text()] = each.target.text();
    if (each.address) names_.addresses[each.name.text()] = *each.address;
  }

  net::Ip front_end_of(const std::string& service) {
    const auto [at, is_new] =
        numbers_.try_emplace(service, net::advance(net::ipv4(20, 60, 0, 1), numbers_.size()));
    if (is_new) names_.front_ends[at->second] = service;
    return at->second;
  }

  const azure::Resources& resources_;
  PublicNames names_;
  std::map<std::string, net::Ip> numbers_;
};

}  // namespace

std::vector<azure::Service> services_of(const azure::Resources& resources) {
  std::vector<azure::Service> services;
  for (const azure::Service& each : resources.services)
    if (!each.external) services.push_back(each);
  for (const azure::Site& site : resources.sites) {
    azure::Service service;
    static_cast<azure::Resource&>(service) = site;
    service.type = "Microsoft.Web/sites";
    service.kind = site.kind;
    service.approved_elsewhere = site.approved_elsewhere;
    services.push_back(std::move(service));
  }
  return services;
}

std::vector<net::Prefix> front_ends_in_tag(const azure::Resources& resources,
                                           const std::string& tag) {
  const auto dot = std::min(tag.find('.'), tag.size());
  const std::string service_tag = tag.substr(0, dot);
  const std::string region = to_lower(tag.substr(std::min(tag.size(), dot + 1)));
  std::set<std::string> names;
  for (const azure::Service& each : services_of(resources))
    if (equal_ignoring_case(azure::service_family(each.type).service_tag, service_tag) &&
        (region.empty() || region == each.location))
      names.insert(each.name);
  std::vector<net::Prefix> prefixes;
  for (const auto& [address, name] : public_names(resources).front_ends)
    if (names.contains(name)) prefixes.push_back(net::host_prefix(address));
  return prefixes;
}

PublicNames public_names(const azure::Resources& resources) { return Maker(resources).make(); }

}  // namespace airtight::lab
