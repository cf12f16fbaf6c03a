#include "edge_plan.h"

#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>

#include "gates.h"
#include "public_names.h"

namespace airtight::lab {
namespace {

constexpr const char* sites_type = "Microsoft.Web/sites";

class EdgePlanner {
 public:
  EdgePlanner(const Estate& estate, Plan& plan)
      : estate_(estate), plan_(plan), services_(services_of(estate.resources())) {}

  void add_all() {
    for (const auto& [address, name] : plan_.front_ends) add_front_end(address, name);
    for (const Host& host : estate_.hosts()) {
      if (host.endpoint != nullptr) add_endpoint(host);
      if (host.site != nullptr && host.site->identity) add_token_service(host);
    }
    for (Edge& each : plan_.edges) {
      std::ranges::sort(each.doors, {}, &Door::name);
      std::ranges::sort(each.ports);
      const auto repeated = std::ranges::unique(each.ports);
      each.ports.erase(repeated.begin(), repeated.end());
    }
  }

 private:
  // Services of one name share what is the lab's address for it, and are told apart by their names.
  void add_front_end(const net::Ip& address, const std::string& name) {
    Edge edge{Edge::Side::front_end, "internet", address, {}};
    for (const azure::Service& service : services_) {
      if (service.name != name) continue;
      for (const azure::HostName& each : azure::host_names(service)) add(service, each, edge);
    }
    for (const net::DnsName& each : estate_.resources().surroundings.private_link_elsewhere)
      add_from_elsewhere(each, name, edge);
    if (!edge.doors.empty()) plan_.edges.push_back(std::move(edge));
  }

  void add(const azure::Service& service, const azure::HostName& name, Edge& edge) {
    Door door{name.public_name.text(), {service.type, name.group_id}};
    if (const azure::Site* site = site_of(service)) {
      const bool deployment = door.name.find(".scm.") != std::string::npos;  // D-124
      if (edge.side == Edge::Side::front_end) door.gate = gate_of(estate_, *site, deployment);
      door.https_only = site->https_only.known() != nullptr && *site->https_only.known();
      if (!deployment) door.worker = worker_of(*site);
    } else if (edge.side == Edge::Side::front_end) {
      door.gate = gate_of(estate_, service);
    }
    if (std::ranges::count(edge.doors, door.name, &Door::name) > 0) return;
    edge.doors.push_back(std::move(door));
    for (const int port : azure::group_ports(service.type, name.group_id))
      edge.ports.push_back(static_cast<std::uint16_t>(port));
  }

  static void add_from_elsewhere(const net::DnsName& name, const std::string& label, Edge& edge) {
    const auto part = azure::part_of_host(name);
    const std::string& text = name.text();
    if (!part || text.substr(0, text.find('.')) != label ||
        std::ranges::count(edge.doors, text, &Door::name) > 0)
      return;
    Door door{text, *part};
    door.gate.unknown = "whom " + text + ", which is outside the input, lets in";
    edge.doors.push_back(std::move(door));
    edge.ports.push_back(443);
  }

  // A part has an endpoint of its own: one of "blob" does not lead to "table" (E-085).
  void add_endpoint(const Host& host) {
    const azure::PrivateEndpoint& endpoint = *host.endpoint;
    const auto service = std::ranges::find(services_, endpoint.target, &azure::Service::id);
    if (service == services_.end()) return;
    for (const net::Ip& address : host.addresses) {
      Edge edge{Edge::Side::endpoint, host.space, address, {}, {}, endpoint.id.text()};
      for (const azure::HostName& name : azure::host_names(*service)) {
        const bool leads = std::ranges::any_of(endpoint.group_ids, [&](const std::string& group) {
          return equal_ignoring_case(group, name.group_id);
        });
        if (leads) add(*service, name, edge);
      }
      if (!edge.doors.empty()) plan_.edges.push_back(std::move(edge));
    }
  }

  void add_token_service(const Host& host) {
    plan_.edges.push_back({Edge::Side::tokens, host.space, token_address, {token_port}});
  }

  std::string worker_of(const azure::Site& site) const {
    const auto& hosts = estate_.hosts();
    const auto found = std::ranges::find(hosts, &site, &Host::site);
    return found == hosts.end() ? std::string() : found->space;
  }

  const azure::Site* site_of(const azure::Service& service) const {
    if (service.type != sites_type) return nullptr;
    const auto& sites = estate_.resources().sites;
    const auto found = std::ranges::find(sites, service.id, &azure::Site::id);
    return found == sites.end() ? nullptr : &*found;
  }

  const Estate& estate_;
  Plan& plan_;
  std::vector<azure::Service> services_;
};

}  // namespace

void add_edges(const Estate& estate, Plan& plan) { EdgePlanner(estate, plan).add_all(); }

}  // namespace airtight::lab
