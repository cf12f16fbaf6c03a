#include "zone_text.h"

#include <airtight/azure/approval.h>
#include <airtight/azure/by_id.h>
#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>

#include <algorithm>
#include <set>

namespace airtight::lab {
namespace {

constexpr const char* soa = " 3600 IN SOA ns. hostmaster. 1 3600 600 86400 10\n";

std::string apex(const std::string& zone) { return zone + "." + soa + zone + ". 3600 IN NS ns.\n"; }

std::string line(const std::string& owner, const char* type, const std::string& what) {
  return owner + ". 10 IN " + type + " " + what + "\n";
}

// A records of a zone by relative name.
using Addresses = std::map<std::string, std::set<net::Ip>>;

class PrivateZone {
 public:
  PrivateZone(const azure::Resources& resources, const azure::PrivateDnsZone& zone)
      : resources_(resources), zone_(zone) {}

  std::string text() {
    std::string lines = apex(zone_.zone.text()) + by_hand();
    for (const auto& [name, machine] : of_machines()) addresses_.emplace(name, machine);
    for (const auto& [name, group] : of_groups()) addresses_[name] = group;  // D-161
    for (const auto& [name, all] : addresses_) {
      names_.insert(name);
      for (const net::Ip& each : all) lines += line(absolute(name), "A", net::to_string(each));
    }
    for (const std::string& each : empty_beside_wildcards())
      lines += line(absolute(each), "TXT", "empty");
    return lines;
  }

 private:
  std::string absolute(const std::string& name) const {
    return name == "@" ? zone_.zone.text() : name + "." + zone_.zone.text();
  }

  std::string by_hand() {
    std::string lines;
    for (const azure::RecordSet& record : resources_.record_sets) {
      if (record.zone != zone_.id) continue;
      names_.insert(record.relative_name);
      if (record.type == azure::RecordType::cname)
        lines += line(absolute(record.relative_name), "CNAME", record.target.text() + ".");
      for (const net::Ip& ip : record.addresses) {
        if (record.type == azure::RecordType::a)
          addresses_[record.relative_name].insert(ip);
        else
          lines += line(absolute(record.relative_name), "AAAA", net::to_string(ip));
      }
    }
    return lines;
  }

  Addresses of_machines() const {  // D-025
    Addresses result;
    for (const azure::VirtualNetworkLink& link : resources_.links) {
      const bool* registers = link.registration_enabled.known();
      if (link.zone != zone_.id || !link.completed || registers == nullptr || !*registers) continue;
      for (const azure::VirtualMachine& machine : resources_.virtual_machines) {
        if (machine.network_interfaces.empty()) continue;
        const auto* interface =
            azure::by_id(resources_.network_interfaces, machine.network_interfaces.front());
        if (interface != nullptr && interface->subnet.parent() == link.virtual_network)
          result[to_lower(machine.name)].insert(interface->addresses.begin(),
                                                interface->addresses.end());
      }
    }
    return result;
  }

  // D-152, D-154, D-165: records of approved endpoints in the zone that their service requires.
  Addresses of_groups() const {
    Addresses result;
    const std::vector<azure::Service> services = services_of(resources_);
    for (const azure::ZoneGroup& group : resources_.zone_groups) {
      const auto* endpoint = azure::by_id(resources_.private_endpoints, group.endpoint);
      if (std::ranges::count(group.zones, zone_.id) == 0 || group.records_deleted ||
          endpoint == nullptr || !azure::is_approved(*endpoint))
        continue;
      for (const azure::Service& service : services) {
        if (service.id != endpoint->target) continue;
        for (const std::string& id : endpoint->group_ids) add(*endpoint, service, id, result);
      }
    }
    return result;
  }

  // D-170: of several addresses, the one that stands at the record's position.
  void add(const azure::PrivateEndpoint& endpoint, const azure::Service& service,
           const std::string& group, Addresses& result) const {
    std::size_t position = 0;
    for (const azure::EndpointRecord& record : azure::endpoint_records(service, group)) {
      if (record.zone != zone_.zone) continue;
      const auto& all = endpoint.addresses;
      if (all.size() > 1 && position < all.size())
        result[record.name].insert(all[position]);
      else
        result[record.name].insert(all.begin(), all.end());
      ++position;
    }
  }

  // Unbound 1.17 takes an empty non-terminal for no closest encloser (RFC 4592 section 3.3.1 does),
  // so that "*" answers for what lies below it. In a zone with wildcards it is made a name with a
  // record, of a type that nobody asks.
  std::set<std::string> empty_beside_wildcards() const {
    std::set<std::string> result;
    if (std::ranges::none_of(names_, [](const auto& name) { return name.starts_with('*'); }))
      return result;
    for (std::string name : names_) {
      for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.')) {
        name.erase(0, dot + 1);
        if (!names_.contains(name)) result.insert(name);
      }
    }
    return result;
  }

  const azure::Resources& resources_;
  const azure::PrivateDnsZone& zone_;
  Addresses addresses_;
  std::set<std::string> names_;
};

}  // namespace

std::string root_text(const PublicNames& names) {
  std::string lines = std::string(".") + soa + ". 3600 IN NS ns.\n";
  for (const auto& [name, target] : names.aliases) lines += line(name, "CNAME", target + ".");
  for (const auto& [name, ip] : names.addresses)
    lines += line(name, ip.family == net::Family::v4 ? "A" : "AAAA", net::to_string(ip));
  return lines;
}

std::string zone_text(const azure::Resources& resources, const azure::PrivateDnsZone& zone) {
  return PrivateZone(resources, zone).text();
}

std::string zone_text(const azure::ServerZone& zone) {
  std::string lines = apex(zone.zone.text());
  for (const azure::ServerRecord& record : zone.records)
    lines += line(record.name.text(), record.type.c_str(),
                  record.address ? net::to_string(*record.address) : record.target.text() + ".");
  return lines;
}

}  // namespace airtight::lab
