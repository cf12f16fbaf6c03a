#include <airtight/dns/view.h>

#include <algorithm>

namespace airtight::dns {
namespace {

void take_servers(View& view, const azure::Property<std::vector<net::Ip>>& servers,
                  const std::string& of, const char* fact) {
  if (const auto* unknown = servers.unknown()) view.unknowns.push_back(*unknown);
  const auto* known = servers.known();
  if (known == nullptr || known->empty()) return;
  view.servers = *known;
  std::string list;
  for (const net::Ip& server : *known) list += (list.empty() ? "" : ", ") + to_string(server);
  view.trace.push_back(
      {"resolver", of + " names the DNS servers " + list, {fact}, "", "", servers.where});
}

bool names_servers(const azure::Property<std::vector<net::Ip>>& servers) {
  return servers.unknown() != nullptr || (servers.known() != nullptr && !servers.known()->empty());
}

// older Windows sites sort their network's servers and ask the first two.
void sort_as_older_sites_do(View& view, const azure::Site& site) {
  constexpr std::size_t asked = 2;
  const auto& legacy = site.legacy_dns_order;
  if (legacy.unknown() != nullptr && view.servers.size() > 1)
    view.unknowns.push_back(*legacy.unknown());
  if (legacy.known() == nullptr || !*legacy.known() || view.servers.size() < 2) return;
  std::ranges::sort(view.servers);
  view.servers.resize(asked);
  view.trace.push_back({"resolver",
                        site.name + " sorts the servers and asks the first two",
                        {"A-072"},
                        site.id.text(),
                        "",
                        legacy.where});
}

// D-307, D-308: one more server, after whichever list is in force; it is asked when those before it
// do not answer.
void add_alternative(View& view, const azure::Site& site) {
  if (const auto* unknown = site.alternative_server.unknown()) view.unknowns.push_back(*unknown);
  const net::Ip* server = site.alternative_server.known();
  if (server == nullptr) return;
  if (view.servers.empty()) view.servers.push_back(azure_provided);
  if (std::ranges::count(view.servers, *server) > 0) return;
  view.servers.push_back(*server);
  view.trace.push_back({"resolver",
                        site.name + " asks " + to_string(*server) + " last",
                        {"D-307"},
                        site.id.text(),
                        "",
                        site.alternative_server.where});
}

}  // namespace

View public_view() { return {}; }

View view_outside(const azure::SurroundingWorkload& workload, const azure::SurroundingSite* site) {
  View view;
  view.context.inside_azure = false;
  view.hosts = workload.hosts;
  const bool own = site == nullptr || !workload.dns_servers.empty();
  const std::vector<net::Ip>& servers = own ? workload.dns_servers : site->dns_servers;
  if (servers.empty()) {
    view.trace.push_back({"resolver",
                          workload.name + " names no DNS server: public names only",
                          {"D-301"},
                          "",
                          "",
                          workload.where});
    return view;
  }
  const Where& where = own ? workload.where : site->where;
  take_servers(view, {servers, where}, own ? workload.name : "site " + site->name, "D-248");
  return view;
}

// D-002: with servers of its own a network's links count for nobody in it, unless a query comes
// back.
View view_of(const azure::VirtualNetwork& network) {
  View view;
  view.context.network = &network;
  if (network.external)
    view.unknowns.push_back(
        {"the DNS servers of " + network.name + ", which is outside the input"});
  take_servers(view, network.dns_servers, network.name, "D-207");
  if (!names_servers(network.dns_servers))
    view.trace.push_back({"resolver",
                          network.name + " has Azure-provided DNS",
                          {"D-201"},
                          network.id.text(),
                          "",
                          network.where});
  return view;
}

View view_of(const model::Network& network, const azure::NetworkInterface& interface) {
  const azure::VirtualNetwork* home = network.virtual_network(interface.subnet.parent());
  if (home == nullptr) return public_view();
  if (!names_servers(interface.dns_servers)) return view_of(*home);
  View view;
  view.context.network = home;
  take_servers(view, interface.dns_servers, interface.name, "D-207");
  return view;
}

// the app's own servers (D-446), else its network's, else Azure's. The network is that of
// its integration subnet (D-303), of a slot its own (D-324); route-all has no say (D-305, CH-20).
// Plans without integration have none (D-322). Behind a gateway the input does not show it (D-320).
View view_of(const model::Network& network, const azure::Site& site) {
  View view;
  const azure::ResourceId* subnet = site.integration_subnet.known();
  const azure::VirtualNetwork* home =
      subnet == nullptr ? nullptr : network.virtual_network(subnet->parent());
  if (home != nullptr) view = view_of(*home);
  sort_as_older_sites_do(view, site);
  if (const auto* unknown = site.integration_subnet.unknown()) view.unknowns.push_back(*unknown);
  if (subnet != nullptr && home == nullptr)
    view.unknowns.push_back(
        {"the virtual network of " + std::string(subnet->name()) + ", which is outside the input"});
  if (subnet == nullptr)
    view.trace.push_back(
        {"resolver",
         site.name + " is not integrated with a virtual network: public names only",
         {"D-301", "A-070"},
         site.id.text(),
         "",
         site.where});
  if (names_servers(site.dns_servers)) {
    view.servers.clear();
    take_servers(view, site.dns_servers, site.name, "D-306");
  }
  add_alternative(view, site);
  return view;
}

}  // namespace airtight::dns
