#include <airtight/azure/approval.h>
#include <airtight/azure/private_link.h>
#include <airtight/base/text.h>
#include <airtight/verify/lints.h>

#include <algorithm>
#include <tuple>

#include "lint.h"

namespace airtight::verify {
namespace {

auto key_of(const Lint& lint) {
  return std::tuple(lint.where.file, lint.where.line, lint.where.column, lint.where.pointer,
                    lint.code, lint.resource, lint.story);
}

}  // namespace

bool is_approved(const model::Endpoint& endpoint) { return azure::is_approved(*endpoint.written); }

std::vector<const azure::VirtualNetwork*> networks_of(const model::Network& network,
                                                      const model::Zone& zone) {
  std::vector<const azure::VirtualNetwork*> networks;
  for (const azure::VirtualNetwork& candidate : network.written().virtual_networks) {
    const auto& linked = network.zones_of(candidate);
    if (std::ranges::count(linked, &zone, &model::LinkedZone::zone) > 0)
      networks.push_back(&candidate);
  }
  return networks;
}

bool has_record(const model::Zone& zone, const std::string& name) {
  const auto found = zone.names.find(name);
  return found != zone.names.end() &&
         std::ranges::any_of(found->second, [](const model::ZoneEntry& entry) {
           return entry.only.empty() ||
                  std::ranges::all_of(entry.only, [](const model::OnBranches& only) {
                    return std::ranges::count(only.branches, 0U) > 0;
                  });
         });
}

std::map<net::DnsName, std::vector<std::string>> required_records(const model::Endpoint& endpoint) {
  std::map<net::DnsName, std::vector<std::string>> records;
  if (endpoint.target == nullptr) return records;
  for (const azure::EndpointRecord& record :
       azure::endpoint_records(endpoint.target->service, endpoint.group_id)) {
    // A name that was never seen on a live endpoint is missed by nobody.
    if (!record.inferred) records[record.zone].push_back(record.name);
  }
  return records;
}

std::string_view tail_of(std::string_view pattern) {
  const auto close = pattern.rfind('}');
  if (close == std::string_view::npos) return pattern;
  return pattern.substr(std::min(pattern.size(), close + 2));
}

std::string zone_for_suffix(std::string_view suffix) {
  for (const azure::PrivateLinkRow& row : azure::private_link_table()) {
    for (const azure::PublicToPrivate& names : row.names) {
      const bool whole = names.public_name.find('{') != std::string_view::npos;
      if (whole && tail_of(names.public_name) == suffix)
        return std::string(tail_of(names.private_name));
    }
  }
  return {};
}

std::string zone_group_command(const azure::PrivateEndpoint& endpoint, const std::string& zone) {
  return az("network private-endpoint dns-zone-group create",
            {{"resource-group", group_of(endpoint.id)},
             {"endpoint-name", {endpoint.name}},
             {"name", {"default"}},
             {"zone-name", {"default"}},
             {"private-dns-zone", {zone}}});
}

std::string link_command(const azure::PrivateDnsZone& zone, const azure::VirtualNetwork& network) {
  return az("network private-dns link vnet create", {{"resource-group", group_of(zone.id)},
                                                     {"zone-name", {zone.name}},
                                                     {"name", {network.name}},
                                                     {"registration-enabled", {"false"}},
                                                     {"virtual-network", {network.id.text()}}});
}

std::vector<Lint> lint_names(const model::Network& network) {
  Lints lints;
  lint_zone_names(network, lints);
  lint_zone_copies(network, lints);
  lint_records(network, lints);
  lint_endpoints(network, lints);
  lint_consumers(network, lints);
  lint_servers(network, lints);
  std::ranges::sort(lints, {}, key_of);
  const auto same = [](const Lint& a, const Lint& b) { return key_of(a) == key_of(b); };
  lints.erase(std::unique(lints.begin(), lints.end(), same), lints.end());
  return lints;
}

Diagnostic as_diagnostic(const Lint& lint) {
  std::string message = lint.code + ": " + lint.story;
  if (!lint.fix.empty()) message += "; fix: " + airtight::join(lint.fix, " && ");
  return {lint.severity, lint.where, std::move(message), lint.facts};
}

}  // namespace airtight::verify
