#include <airtight/base/text.h>
#include <airtight/verify/subject.h>

#include <algorithm>

#include "naming.h"

namespace airtight::verify {
namespace {

using azure::SurroundingWorkload;
using reach::Workload;

const azure::HostedWorkload* hosted_by_id(const model::Network& network,
                                          const azure::ResourceId& id) {
  const auto& all = network.written().hosted_workloads;
  const auto found = std::ranges::find(all, id, &azure::HostedWorkload::id);
  return found == all.end() ? nullptr : &*found;
}

// Calls `with` for each resource that sends.
template <class With>
void for_each_sender(const model::Network& network, const With& with) {
  std::ranges::for_each(network.written().sites, with);
  std::ranges::for_each(network.written().virtual_machines, with);
  std::ranges::for_each(network.written().hosted_workloads, with);
}

Workload workload_of(const model::Network& /*network*/, const azure::Site& site) {
  return app_workload(site);
}
Workload workload_of(const model::Network& network, const azure::VirtualMachine& machine) {
  return machine_workload(network, machine);
}
Workload workload_of(const model::Network& network, const azure::HostedWorkload& hosted) {
  return hosted_workload(network, hosted);
}

// A host in a subnet that no resource describes: an interface of its own address. An endpoint is no
// host: it answers and never sends (N-200).
void place_in_subnet(const azure::Subnet& subnet, const model::Network& network,
                     Workload& workload) {
  workload.kind = Workload::Kind::subnet;
  workload.subnet = &subnet;
  workload.network = network.virtual_network(subnet.virtual_network);
  if (!workload.described->address) return;
  auto interface = std::make_shared<azure::NetworkInterface>();
  interface->name = workload.name;
  interface->subnet = subnet.id;
  interface->addresses = {*workload.described->address};
  interface->where = workload.described->where;
  workload.kind = Workload::Kind::machine;
  workload.interface = interface.get();
  workload.assumed_interface = std::move(interface);
}

const azure::Site* app_named(const model::Network& network, const std::string& name) {
  for (const azure::Site& site : network.written().sites) {
    if (is_named(site.id, name)) return &site;
  }
  return nullptr;
}

Workload described_workload(const model::Network& network, const SurroundingWorkload& described) {
  Workload workload;
  workload.name = described.name;
  workload.described = &described;
  workload.service = described.service;
  workload.traffic = described.traffic;
  workload.outside = site_named(network.written(), described.site);
  const azure::Subnet* subnet = subnet_named(network.written(), described.subnet);
  const azure::Site* app = app_named(network, described.app);
  if (app != nullptr && !described.traffic.empty()) {
    workload.kind = Workload::Kind::app;
    workload.site = app;
  } else if (subnet != nullptr) {
    place_in_subnet(*subnet, network, workload);
  } else if (described.kind == SurroundingWorkload::Kind::on_premises ||
             workload.outside != nullptr) {
    workload.kind = Workload::Kind::on_premises;
    workload.address = described.address;
  } else {
    const bool managed = described.kind == SurroundingWorkload::Kind::managed_service;
    workload.kind = managed ? Workload::Kind::service : Workload::Kind::internet;
    workload.address = described.public_address;
  }
  return workload;
}

Result<Workload> find_internet(const std::string& text) {
  Workload workload = internet_workload();
  if (text == "internet") return workload;
  const auto ip =
      net::parse_ip(std::string_view(text).substr(std::string_view("internet:").size()));
  if (!ip) return tl::unexpected(ip.error());
  workload.address = *ip;
  workload.name = text;
  return workload;
}

// "on-premises:NAME": a host or a user of that name, or else any address of the site.
Result<Workload> find_on_premises(const model::Network& network, const std::string& name) {
  const azure::Surroundings& surroundings = network.written().surroundings;
  for (const SurroundingWorkload& described : surroundings.workloads) {
    if (described.name != name) continue;
    Workload workload = described_workload(network, described);
    if (workload.kind == Workload::Kind::on_premises) return workload;
  }
  Workload workload;
  workload.kind = Workload::Kind::on_premises;
  workload.name = name;
  workload.outside = site_named(network.written(), name);
  if (workload.outside != nullptr) return workload;
  std::vector<std::string> known;
  for (const azure::SurroundingSite& site : surroundings.sites) known.push_back(site.name);
  return fail("no site is named " + in_quotes(name) + "; " +
              (known.empty() ? "the surroundings have none"
                             : "candidates: " + airtight::join(known, ", ")));
}

Result<Workload> find_subnet(const model::Network& network, const std::string& text) {
  std::vector<azure::ResourceId> all;
  std::vector<azure::ResourceId> matching;
  for (const azure::Subnet& subnet : network.written().subnets) {
    all.push_back(subnet.id);
    if (is_named(subnet.id, text) || is_named_child(subnet.id, text)) matching.push_back(subnet.id);
  }
  if (matching.size() != 1) return not_one("subnet", text, matching, all);
  Workload workload;
  workload.kind = Workload::Kind::subnet;
  workload.name = "subnet:" + text;
  workload.subnet = network.subnet(matching.front());
  workload.network = network.virtual_network(workload.subnet->virtual_network);
  return workload;
}

Result<Workload> find_references(const model::Network& network, const std::string& text) {
  std::vector<azure::ResourceId> all;
  std::vector<azure::ResourceId> matching;
  for (const azure::Site& site : network.written().sites) {
    all.push_back(site.id);
    if (is_named(site.id, text)) matching.push_back(site.id);
  }
  if (matching.size() != 1) return not_one("app", text, matching, all);
  return references_workload(*network.site(matching.front()));
}

}  // namespace

Workload app_workload(const azure::Site& site) {
  Workload workload;
  workload.kind = Workload::Kind::app;
  workload.name = name_of_app(site.id);
  workload.site = &site;
  return workload;
}

Workload references_workload(const azure::Site& site) {
  Workload workload = app_workload(site);
  workload.kind = Workload::Kind::references;
  workload.name = "references:" + name_of_app(site.id);
  return workload;
}

// a machine is a full member of its network.
Workload machine_workload(const model::Network& network, const azure::VirtualMachine& machine) {
  Workload workload;
  workload.kind = Workload::Kind::machine;
  workload.name = machine.name;
  for (const azure::ResourceId& id : machine.network_interfaces) {
    if (workload.interface == nullptr) workload.interface = network.network_interface(id);
  }
  if (workload.interface == nullptr) return workload;
  workload.subnet = network.subnet(workload.interface->subnet);
  workload.network = network.virtual_network(workload.interface->subnet.parent());
  return workload;
}

Workload hosted_workload(const model::Network& network, const azure::HostedWorkload& hosted) {
  Workload workload;
  workload.kind = Workload::Kind::subnet;
  workload.name = hosted.name;
  workload.hosted = &hosted;
  const azure::HostedWorkload* host =
      hosted.host.empty() ? &hosted : hosted_by_id(network, hosted.host);
  if (host == nullptr) return workload;
  for (const azure::Property<azure::ResourceId>& subnet : host->subnets) {
    if (subnet.known() == nullptr || workload.subnet != nullptr) continue;
    workload.subnet = network.subnet(*subnet.known());
    workload.network = network.virtual_network(subnet.known()->parent());
  }
  return workload;
}

Workload internet_workload() {
  Workload workload;
  workload.name = "internet";
  return workload;
}

Workload host_of(const azure::VirtualNetwork& network) {
  auto subnet = std::make_shared<azure::Subnet>();
  subnet->id = network.id.child("subnets", "(outside the named subnets)");
  subnet->name = "outside the named subnets of " + network.name;
  subnet->virtual_network = network.id;
  subnet->address_prefixes = network.address_prefixes;
  subnet->where = network.where;
  Workload workload;
  workload.kind = Workload::Kind::subnet;
  workload.name = "vm in " + network.name;
  workload.network = &network;
  workload.subnet = subnet.get();
  workload.assumed = std::move(subnet);
  return workload;
}

Result<Workload> find_workload(const model::Network& network, const std::string& text) {
  if (text == "internet" || text.starts_with("internet:")) return find_internet(text);
  if (text.starts_with("subnet:")) return find_subnet(network, text.substr(7));
  if (text.starts_with("references:")) return find_references(network, text.substr(11));
  if (text.starts_with("on-premises:")) return find_on_premises(network, text.substr(12));
  for (const SurroundingWorkload& described : network.written().surroundings.workloads) {
    if (described.name == text) return described_workload(network, described);
  }
  std::vector<azure::ResourceId> matching;
  Workload found;
  for_each_sender(network, [&](const auto& resource) {
    if (!is_named(resource.id, text)) return;
    matching.push_back(resource.id);
    found = workload_of(network, resource);
  });
  if (matching.size() == 1) return found;
  std::vector<azure::ResourceId> all;
  for_each_sender(network, [&](const auto& resource) { all.push_back(resource.id); });
  return not_one("workload", text, matching, all);
}

}  // namespace airtight::verify
