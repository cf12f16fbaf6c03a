#include "senders.h"

#include <airtight/azure/platform_subnets.h>
#include <airtight/azure/usable_addresses.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <set>

#include "naming.h"

namespace airtight::verify {
namespace {

using reach::Workload;

// The addresses of a class that hosts of the subnet may have (N-003).
net::AddressClass usable_of(const net::AddressClass& addresses, const azure::Subnet& subnet) {
  net::AddressClass result;
  for (const azure::WrittenPrefix& written : subnet.address_prefixes) {
    const azure::UsableAddresses usable = azure::usable_addresses(written.prefix);
    if (usable.count == 0) continue;
    for (const net::PrefixSet::Range& range : addresses.ranges) {
      const net::Ip first = std::max(range.first, usable.first);
      const net::Ip last = std::min(range.last, usable.last);
      if (first <= last) result.ranges.push_back({first, last});
    }
  }
  std::ranges::sort(result.ranges, {}, &net::PrefixSet::Range::first);
  return result;
}

bool is_taken(const model::Network& network, const azure::VirtualNetwork& home,
              const net::AddressClass& addresses) {
  const net::Ip& ip = addresses.first();
  const auto* interface = network.interface_at(home, ip);
  return (interface != nullptr && std::ranges::count(interface->addresses, ip) > 0) ||
         network.endpoint_at(home, ip) != nullptr || network.firewall_at(home, ip) != nullptr;
}

Workload workload_of(const model::Network& network, const azure::NetworkInterface& interface,
                     const std::string& name) {
  Workload workload;
  workload.kind = Workload::Kind::machine;
  workload.name = name;
  workload.interface = &interface;
  workload.subnet = network.subnet(interface.subnet);
  workload.network = network.virtual_network(interface.subnet.parent());
  return workload;
}

// Decisions that packets to some destinations may come to.
struct MetOnTheWay {
  Met from_inside;
  Met from_outside;  // from the Internet, where a private address is no destination at all
};

MetOnTheWay met_on_the_way(std::span<const Destinations> all, const Question& question) {
  MetOnTheWay met;
  met.from_outside.networks = false;
  for (const Destinations& to : all) {
    for (const Destination& destination : to.list) {
      if (destination.by_name && question.claim != Claim::reachable) continue;  // see is_asked
      const model::BackEnd* front_end = destination.sent.front_end;
      if (front_end != nullptr) met.from_inside.edges.insert(front_end->id());
      if (front_end == nullptr && destination.sent.ip && !net::is_private(*destination.sent.ip))
        met.from_outside.networks = true;
    }
  }
  met.from_outside.edges = met.from_inside.edges;
  return met;
}

class Collector {
 public:
  Collector(const model::Network& network, const Classes& classes, const Question& question,
            std::optional<MetOnTheWay> met)
      : network_(network), classes_(classes), question_(question), met_(std::move(met)) {}

  void add(const Workload& workload) {
    switch (workload.kind) {
      case Workload::Kind::app:
        add_app(workload);
        return;
      case Workload::Kind::machine:
        add_machine(workload);
        return;
      case Workload::Kind::subnet:
        add_hosts(workload, workload.subnet, workload.hosted == nullptr);
        return;
      case Workload::Kind::on_premises:
        add_site(workload);
        return;
      case Workload::Kind::internet:
        add_internet(workload);
        return;
      case Workload::Kind::references:
      case Workload::Kind::service:
        senders_.push_back({workload, {}});
        return;
    }
  }

  void add_everybody() {
    const azure::Resources& written = network_.written();
    for (const azure::Site& site : written.sites) {
      add(app_workload(site));
      if (!site.references.empty()) add(references_workload(site));
    }
    for (const azure::HostedWorkload& hosted : written.hosted_workloads)
      add(hosted_workload(network_, hosted));
    add_interfaces();
    for (const azure::Subnet& subnet : written.subnets) {
      if (may_have_hosts(subnet)) add(hosts_of(subnet));
    }
    for (const azure::SurroundingWorkload& described : written.surroundings.workloads) {
      if (const auto found = find_workload(network_, described.name)) add(*found);
    }
    for (const azure::SurroundingSite& site : written.surroundings.sites) {
      Workload workload;
      workload.kind = Workload::Kind::on_premises;
      workload.name = "on-premises:" + site.name;
      workload.outside = &site;
      add(workload);
    }
    add(internet_workload());
  }

  std::vector<Sender> take() { return std::move(senders_); }

 private:
  std::vector<net::AddressClass> from_inside(const net::PrefixSet& within) const {
    return met_ ? classes_.addresses(within, met_->from_inside) : classes_.addresses(within);
  }

  void add_app(const Workload& workload) {
    const azure::ResourceId* id = workload.site->integration_subnet.known();
    const azure::Subnet* subnet = id == nullptr ? nullptr : network_.subnet(*id);
    add_hosts(workload, subnet, false);
  }

  // An interface sends from each of its addresses (N-356).
  void add_machine(const Workload& workload) {
    if (workload.address || workload.interface == nullptr ||
        workload.interface->addresses.empty()) {
      senders_.push_back({workload, {}});
      return;
    }
    for (const net::Ip& ip : workload.interface->addresses) {
      Sender sender{workload, {{{ip, ip}}}};
      sender.workload.address = ip;
      senders_.push_back(std::move(sender));
    }
  }

  // `others`: hosts that nobody described, so that addresses of those that are stay out.
  void add_hosts(const Workload& workload, const azure::Subnet* subnet, bool others) {
    if (subnet == nullptr || subnet->address_prefixes.empty()) {
      senders_.push_back({workload, {}});
      return;
    }
    for (const net::AddressClass& each : from_inside(set_of(subnet->address_prefixes))) {
      const net::AddressClass usable = usable_of(each, *subnet);
      if (usable.ranges.empty()) continue;
      if (others && workload.network != nullptr && is_taken(network_, *workload.network, each))
        continue;
      Sender sender{workload, usable};
      sender.workload.address = usable.first();
      senders_.push_back(std::move(sender));
    }
  }

  void add_site(const Workload& workload) {
    if (workload.address || workload.outside == nullptr) {
      senders_.push_back({workload, {}});
      if (workload.address)
        senders_.back().addresses.ranges = {{*workload.address, *workload.address}};
      return;
    }
    if (workload.outside->prefixes.empty()) senders_.push_back({workload, {}});
    for (const net::AddressClass& each : from_inside(net::PrefixSet(workload.outside->prefixes))) {
      Sender sender{workload, each};
      sender.workload.address = each.first();
      senders_.push_back(std::move(sender));
    }
  }

  // Each class by one of its addresses: what nobody names may still be in a tag or in a rule of
  // all.
  void add_internet(const Workload& workload) {
    if (workload.address) {
      senders_.push_back({workload, {{{*workload.address, *workload.address}}}});
      return;
    }
    for (const net::AddressClass& each :
         met_ ? classes_.addresses(public_space(), met_->from_outside)
              : classes_.addresses(public_space())) {
      Sender sender{workload, each};
      sender.workload.address = each.first();
      senders_.push_back(std::move(sender));
    }
    add_other_tenants();
  }

  // The gates of a service may know Azure's own addresses (N-316); to all else they are public
  // addresses as any.
  bool may_be_a_service() const {
    if (question_.to == "any") return true;
    const auto target = find_target(network_, question_.to);
    return target && target->back_end != nullptr;
  }

  // Whoever has a subscription sends from an address of Azure (N-316).
  void add_other_tenants() {
    if (!may_be_a_service()) return;
    Workload workload;
    workload.kind = Workload::Kind::service;
    workload.name = "another tenant in Azure";
    senders_.push_back({workload, {}});
  }

  void add_interfaces() {
    std::set<azure::ResourceId> of_machines;
    for (const azure::VirtualMachine& machine : network_.written().virtual_machines) {
      for (const azure::ResourceId& id : machine.network_interfaces) {
        of_machines.insert(id);
        const auto* interface = network_.network_interface(id);
        if (interface != nullptr) add_interface(interface, machine.name);
        if (interface == nullptr) add_unplaced(machine);
      }
      if (machine.network_interfaces.empty()) add_unplaced(machine);
    }
    for (const azure::NetworkInterface& interface : network_.written().network_interfaces) {
      if (interface.private_endpoint.empty() && !of_machines.contains(interface.id))
        add_interface(&interface, interface.name);
    }
  }

  // Its interface is outside the input, so where it stands is not known.
  void add_unplaced(const azure::VirtualMachine& machine) {
    Workload workload;
    workload.kind = Workload::Kind::machine;
    workload.name = machine.name;
    senders_.push_back({workload, {}});
  }

  void add_interface(const azure::NetworkInterface* interface, const std::string& name) {
    if (interface != nullptr && !interface->external) add(workload_of(network_, *interface, name));
  }

  Workload hosts_of(const azure::Subnet& subnet) const {
    Workload workload;
    workload.kind = Workload::Kind::subnet;
    workload.name = "subnet:" + std::string(subnet.virtual_network.name()) + "/" + subnet.name;
    workload.subnet = &subnet;
    workload.network = network_.virtual_network(subnet.virtual_network);
    return workload;
  }

  // In a delegated subnet only instances of its service are; those of the input speak for
  // themselves (N-248).
  bool may_have_hosts(const azure::Subnet& subnet) const {
    if (azure::is_platform_subnet(subnet.name)) return false;
    if (subnet.delegations.empty()) return true;
    return std::ranges::none_of(network_.written().sites, [&](const azure::Site& site) {
      const azure::ResourceId* id = site.integration_subnet.known();
      return id != nullptr && *id == subnet.id;
    });
  }

  const model::Network& network_;
  const Classes& classes_;
  const Question& question_;
  std::optional<MetOnTheWay> met_;  // none: any
  std::vector<Sender> senders_;
};

const azure::Subnet* subnet_of(const model::Network& network, const Workload& workload) {
  if (workload.subnet != nullptr || workload.site == nullptr) return workload.subnet;
  const azure::ResourceId* id = workload.site->integration_subnet.known();
  return id == nullptr ? nullptr : network.subnet(*id);
}

bool is_same(const model::Network& network, const Sender& sender, const Workload& other) {
  const Workload& one = sender.workload;
  if (other.described != nullptr) return one.described == other.described;
  switch (other.kind) {
    case Workload::Kind::app:
    case Workload::Kind::references:
      return one.site == other.site && one.site != nullptr &&
             (other.kind == Workload::Kind::app || one.kind == other.kind);
    case Workload::Kind::machine:
      return one.interface != nullptr && one.interface == other.interface;
    case Workload::Kind::subnet:
      return other.hosted != nullptr ? one.hosted == other.hosted
                                     : subnet_of(network, one) == other.subnet;
    case Workload::Kind::internet:
      return (one.kind == other.kind && (!other.address || one.address == other.address)) ||
             (one.kind == Workload::Kind::service && one.described == nullptr && !other.address);
    case Workload::Kind::on_premises:
      return one.kind == other.kind && one.outside == other.outside &&
             (!other.address || one.address == other.address);
    case Workload::Kind::service:
      return one.kind == other.kind && one.name == other.name;
  }
  return false;
}

// The one interface of that name; none if there are none or several.
std::optional<Workload> interface_named(const model::Network& network, const std::string& text) {
  std::optional<Workload> found;
  for (const azure::NetworkInterface& interface : network.written().network_interfaces) {
    if (!is_named(interface.id, text) || !interface.private_endpoint.empty()) continue;
    if (found) return {};
    found = workload_of(network, interface, interface.name);
  }
  return found;
}

}  // namespace

Result<Workload> sender_named(const model::Network& network, const std::string& text) {
  auto workload = find_workload(network, text);
  if (workload) return workload;
  if (auto interface = interface_named(network, text)) return *interface;
  return workload;
}

std::vector<net::Prefix> blocks_named(const Question& question) {
  constexpr std::string_view a_client = "internet:";
  std::vector<net::Prefix> blocks;
  const auto add = [&](const std::string& text) {
    if (!text.starts_with(a_client)) return;
    if (const auto ip = net::parse_ip(std::string_view(text).substr(a_client.size())))
      blocks.push_back(net::host_prefix(*ip));
  };
  std::ranges::for_each(question.from, add);
  std::ranges::for_each(question.except, add);
  return blocks;
}

namespace {

Result<std::vector<Sender>> collect(const model::Network& network, const Question& question,
                                    Collector collector) {
  for (const std::string& text : question.from) {
    if (text == "any") {
      collector.add_everybody();
      continue;
    }
    const auto workload = sender_named(network, text);
    if (!workload) return tl::unexpected(workload.error());
    collector.add(*workload);
  }
  std::vector<Sender> senders = collector.take();
  for (const std::string& text : question.except) {
    const auto workload = sender_named(network, text);
    if (!workload) return tl::unexpected(workload.error());
    for (Sender& sender : senders)
      sender.excepted = sender.excepted || is_same(network, sender, *workload);
  }
  return senders;
}

}  // namespace

Result<std::vector<Sender>> senders_of(const model::Network& network, const Classes& classes,
                                       const Question& question) {
  return collect(network, question, Collector(network, classes, question, {}));
}

Result<std::vector<Sender>> senders_of(const model::Network& network, const Classes& classes,
                                       const Question& question,
                                       std::span<const Destinations> destinations) {
  return collect(network, question,
                 Collector(network, classes, question, met_on_the_way(destinations, question)));
}

std::vector<Sender> senders_of(const model::Network& network, const Classes& classes,
                               const reach::Workload& from) {
  const Question question;
  Collector collector(network, classes, question, MetOnTheWay{});
  collector.add(from);
  return collector.take();
}

}  // namespace airtight::verify
