#include <airtight/base/text.h>

#include <algorithm>
#include <array>

#include "input/resources/fields.h"
#include "input/resources/reading.h"

namespace airtight::input::resources {
namespace {

// Where a type writes the subnets it sends from. A list is walked, each element's `subnet` is read.
struct Hosted {
  std::string_view type;    // lower case
  std::string_view list;    // path of a list, empty for the resource itself
  std::string_view subnet;  // path of the subnet's id
  std::string_view host;    // path of the resource that is hosted instead
  bool any_server = false;
};

constexpr std::string_view scale_sets = "microsoft.compute/virtualmachinescalesets";
constexpr std::string_view environments = "microsoft.app/managedenvironments";
constexpr std::string_view clusters = "microsoft.containerservice/managedclusters";

constexpr std::array types{
    // pods and nodes send from their pool's subnet.
    Hosted{clusters, "properties.agentPoolProfiles", "vnetSubnetID", "", true},
    // the environment is in the network, its apps send from there.
    Hosted{environments, "", "properties.vnetConfiguration.infrastructureSubnetId", "", false},
    Hosted{"microsoft.app/containerapps", "", "", "properties.environmentId", false},
    Hosted{"microsoft.app/containerapps", "", "", "properties.managedEnvironmentId", false},
    Hosted{"microsoft.app/jobs", "", "", "properties.environmentId", false},
    Hosted{"microsoft.network/applicationgateways", "properties.gatewayIPConfigurations",
           "subnet.id", "", false},
    Hosted{"microsoft.apimanagement/service", "",
           "properties.virtualNetworkConfiguration.subnetResourceId", "", false},
    // the apps of an App Service Environment have addresses of its subnet.
    Hosted{"microsoft.web/hostingenvironments", "", "properties.virtualNetwork.id", "", false},
};

void read_subnets(const Hosted& row, const Value& value, azure::HostedWorkload& workload,
                  Diagnostics& diagnostics) {
  if (row.subnet.empty()) return;
  const auto take = [&](const Value& owner) {
    auto subnet = read_id(owner, row.subnet, diagnostics);
    if (subnet.absent() || std::ranges::count(workload.subnets, subnet) > 0) return;
    workload.subnets.push_back(std::move(subnet));
  };
  if (row.list.empty()) {
    take(value);
    return;
  }
  for (const Value* element : elements(value, row.list, diagnostics)) take(content(*element));
}

// Scale sets nest their subnets deeper than a table row says (I-209).
void read_scale_set(const Value& value, azure::HostedWorkload& workload, Diagnostics& diagnostics) {
  for (const Value* interface : elements(value,
                                         "properties.virtualMachineProfile.networkProfile."
                                         "networkInterfaceConfigurations",
                                         diagnostics)) {
    if (interface->unknown() != nullptr) continue;
    for (const Value* configuration :
         elements(content(*interface), "ipConfigurations", diagnostics)) {
      if (configuration->unknown() != nullptr) continue;
      auto subnet = read_id(content(*configuration), "subnet.id", diagnostics);
      if (!subnet.absent() && std::ranges::count(workload.subnets, subnet) == 0)
        workload.subnets.push_back(std::move(subnet));
    }
  }
}

// N-260, N-261: which ways in and out a Container Apps environment has.
void read_environment(const Value& value, azure::HostedWorkload& environment,
                      Diagnostics& diagnostics) {
  environment.internal = read_bool(value, "properties.vnetConfiguration.internal", diagnostics);
  environment.address = read_ip(value, "properties.staticIp", diagnostics);
  environment.workload_profiles =
      !elements(value, "properties.workloadProfiles", diagnostics).empty();
}

void add_range(const azure::Property<std::string>& text, azure::HostedWorkload& cluster) {
  if (text.unknown() != nullptr) cluster.unknown_ranges.push_back(*text.unknown());
  if (text.known() == nullptr) return;
  const auto prefix = net::parse_prefix(*text.known());
  if (!prefix)
    cluster.unknown_ranges.push_back({"the block " + in_quotes(*text.known())});
  else if (std::ranges::count(cluster.internal_ranges, *prefix) == 0)
    cluster.internal_ranges.push_back(*prefix);
}

// Where pods have addresses of their subnet there is no range for them.
void read_cluster(const Value& value, azure::HostedWorkload& cluster, Diagnostics& diagnostics) {
  for (const std::string_view path :
       {"properties.networkProfile.serviceCidr", "properties.networkProfile.podCidr"})
    add_range(read_string(value, path, diagnostics), cluster);
}

}  // namespace

bool is_hosted_type(std::string_view type) {
  return type == scale_sets || std::ranges::find(types, type, &Hosted::type) != types.end();
}

bool read_hosted(const azure::ResourceId& id, std::string_view type, const Value& value,
                 Reading& reading) {
  if (!is_hosted_type(type)) return false;
  azure::HostedWorkload workload;
  read_common(id, value, workload);
  for (const Hosted& row : types) {
    if (row.type != type) continue;
    workload.any_server = workload.any_server || row.any_server;
    read_subnets(row, value, workload, reading.diagnostics);
    if (row.host.empty()) continue;
    const auto host = read_id(value, row.host, reading.diagnostics);
    if (host.known() != nullptr) workload.host = *host.known();
    if (host.unknown() != nullptr) workload.subnets.push_back(host);
  }
  if (type == scale_sets) read_scale_set(value, workload, reading.diagnostics);
  if (type == clusters) read_cluster(value, workload, reading.diagnostics);
  if (type == environments) read_environment(value, workload, reading.diagnostics);
  workload.type = id.type();
  reading.out.hosted_workloads.push_back(std::move(workload));
  return true;
}

}  // namespace airtight::input::resources
