#pragma once

#include <airtight/model/network.h>
#include <airtight/reach/workload.h>

#include <optional>
#include <string>
#include <vector>

namespace airtight::verify {

// What a question is about: a back end by one of its names, any other name, or an address.
struct Target {
  std::string name;                          // as users write it: "kv1", "st1/blob", "10.0.1.5"
  const model::BackEnd* back_end = nullptr;  // into the network
  net::DnsName host;                         // empty for an address
  std::string group_id;                      // of a back end's host name
  std::optional<net::Ip> ip;
  net::Protocol protocol = net::Protocol::tcp;
  net::Port port{443};
};

// "--from": a resource id, a name that is unique in the input, "Microsoft.Web/sites/app1",
// "app1/slots/blue", "subnet:vnet1/snet1", "references:app1" (the platform fetching its Key Vault
// references), a workload of the surroundings, "internet" or "internet:203.0.113.7". The error
// names the candidates.
Result<reach::Workload> find_workload(const model::Network& network, const std::string& text);

// "--to": a resource id, a unique name, "st1/blob", a host name, an address, each with ":PORT".
// Without a port the service's own is taken, else 443.
Result<Target> find_target(const model::Network& network, const std::string& text);

reach::Workload app_workload(const azure::Site& site);
reach::Workload references_workload(const azure::Site& site);
reach::Workload machine_workload(const model::Network& network,
                                 const azure::VirtualMachine& machine);
reach::Workload hosted_workload(const model::Network& network, const azure::HostedWorkload& hosted);
reach::Workload internet_workload();

// A host of a network outside its named subnets: no filters, no user routes (T-000).
reach::Workload host_of(const azure::VirtualNetwork& network);

// The targets a back end stands for: one for each of its names that somebody uses or that an
// endpoint serves; its main names where that is nobody.
std::vector<Target> targets_of(const model::Network& network, const model::BackEnd& back_end);

// The back ends whose names an app's settings and references hold.
std::vector<const model::BackEnd*> dependencies(const model::Network& network,
                                                const azure::Site& site);

// The shortest form of a resource's name that is unique among the back ends.
std::string display_name(const model::Network& network, const model::BackEnd& back_end);

}  // namespace airtight::verify
