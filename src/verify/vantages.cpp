#include <airtight/verify/name_matrix.h>

#include <algorithm>
#include <set>

namespace airtight::verify {
namespace {

using reach::Workload;

void add_host(const std::string& host, std::set<net::DnsName>& names) {
  if (net::parse_ip(host)) return;
  if (auto name = net::parse_dns_name(host)) names.insert(std::move(*name));
}

}  // namespace

std::vector<Workload> vantages(const model::Network& network) {
  const azure::Resources& written = network.written();
  std::vector<Workload> all{internet_workload()};
  for (const azure::Site& site : written.sites) {
    all.push_back(app_workload(site));
    if (!site.references.empty()) all.push_back(references_workload(site));
  }
  for (const azure::VirtualMachine& machine : written.virtual_machines)
    all.push_back(machine_workload(network, machine));
  for (const azure::HostedWorkload& hosted : written.hosted_workloads)
    all.push_back(hosted_workload(network, hosted));
  for (const azure::SurroundingWorkload& described : written.surroundings.workloads) {
    if (auto workload = find_workload(network, described.name)) all.push_back(std::move(*workload));
  }
  std::set<const azure::VirtualNetwork*> inhabited;
  for (const Workload& workload : all) inhabited.insert(workload.network);
  for (const azure::VirtualNetwork& other : written.virtual_networks) {
    if (!inhabited.contains(&other)) all.push_back(host_of(other));
  }
  std::ranges::stable_sort(all, {}, &Workload::name);
  return all;
}

std::vector<net::DnsName> names_in_use(const model::Network& network) {
  std::set<net::DnsName> names;
  for (const azure::Site& site : network.written().sites) {
    for (const azure::Setting& setting : site.settings) {
      for (const std::string& host : setting.hosts) add_host(host, names);
    }
    for (const azure::KeyVaultReference& reference : site.references)
      add_host(reference.vault_host, names);
  }
  for (const model::BackEnd& back_end : network.back_ends()) {
    const bool served = !network.endpoints_of(back_end).empty();
    if (back_end.site != nullptr && !served) continue;
    for (const Target& target : targets_of(network, back_end)) names.insert(target.host);
  }
  names.erase(net::DnsName());
  return {names.begin(), names.end()};
}

}  // namespace airtight::verify
