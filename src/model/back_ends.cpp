#include <airtight/base/text.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index.h"

namespace airtight::model {
namespace {

// "app1-h4sh.westeurope-01" and, for the deployment site, "app1-h4sh.scm.westeurope-01" (D-126).
void name_host(azure::Service& service, std::string label, bool slot) {
  label = to_lower(label);
  const auto dot = label.find('.');
  const std::string rest = dot == std::string::npos ? "" : label.substr(dot);
  service.placeholders[slot ? "slotScmHostLabel" : "scmHostLabel"] =
      label.substr(0, dot) + ".scm" + rest;
  service.placeholders[slot ? "slotHostLabel" : "hostLabel"] = std::move(label);
}

// The labels of the default host name below the suffix that all apps of its cloud share.
std::string label_of(const std::string& default_host) {
  for (const azure::PrivateLinkRow& row : azure::private_link_table()) {
    if (row.resource_type != "Microsoft.Web/sites") continue;
    for (const azure::PublicToPrivate& names : row.names) {
      const auto suffix = names.public_name.substr(names.public_name.find('}') + 1);
      const std::string host = to_lower(default_host);
      if (host.size() > suffix.size() && host.ends_with(suffix))
        return host.substr(0, host.size() - suffix.size());
    }
  }
  return {};
}

// What an app has in common with the services: names, endpoints and a public switch.
azure::Service as_service(const azure::Site& site) {
  azure::Service service;
  static_cast<azure::Resource&>(service) = site;
  service.type = "Microsoft.Web/sites";
  service.kind = site.kind;
  service.public_network_access = site.public_network_access;
  service.approved_elsewhere = site.approved_elsewhere;
  // D-127: "app1-blue" is the host of the slot "blue".
  const bool slot = equal_ignoring_case(site.id.type(), "Microsoft.Web/sites/slots");
  std::string label = label_of(site.default_host);
  if (slot) {
    service.placeholders["slotName"] = std::string(site.id.name());
    if (label.empty())
      label = std::string(site.id.parent().name()) + "-" + std::string(site.id.name());
  }
  if (!label.empty()) name_host(service, std::move(label), slot);
  return service;
}

// The groups that somebody has an endpoint for, by the id of its target.
using Served = std::unordered_map<std::string_view, std::vector<std::string_view>>;

Served served_groups(const azure::Resources& written) {
  Served served;
  for (const azure::PrivateEndpoint& endpoint : written.private_endpoints) {
    for (const std::string& group : endpoint.group_ids)
      served[endpoint.target.key()].push_back(group);
  }
  return served;
}

using NamesOfAll = std::unordered_map<std::string_view, Network::NamedBackEnd>;

// Groups may share a name, such as those of a vault's two regions: the one that has an endpoint
// speaks for it.
void add_names(NamesOfAll& names, net::DnsName azure::HostName::*key, const BackEnd& back_end,
               const Served& served) {
  const auto groups = served.find(back_end.id().key());
  for (const bool only_served : {true, false}) {
    if (only_served && groups == served.end()) continue;
    for (const azure::HostName& name : back_end.names) {
      const bool is_served = groups != served.end() &&
                             std::ranges::any_of(groups->second, [&](std::string_view group) {
                               return equal_ignoring_case(group, name.group_id);
                             });
      if (only_served == is_served)
        names.try_emplace((name.*key).text(), Network::NamedBackEnd{&back_end, name});
    }
  }
}

constexpr std::size_t size_of_turn = 1024;

// Services first, then apps.
std::vector<BackEnd> back_ends_of(const azure::Resources& written, const DoParts& do_parts) {
  const std::size_t services = written.services.size();
  std::vector<BackEnd> all(services + written.sites.size());
  const auto fill = [&](std::size_t i) {
    BackEnd& back_end = all[i];
    if (i < services) {
      back_end.service = written.services[i];
    } else {
      back_end.site = &written.sites[i - services];
      back_end.service = as_service(*back_end.site);
    }
    back_end.names = azure::host_names(back_end.service);
  };
  do_parts((all.size() + size_of_turn - 1) / size_of_turn, [&] {
    return [&](std::size_t turn) {
      const std::size_t end = std::min(all.size(), (turn + 1) * size_of_turn);
      for (std::size_t i = turn * size_of_turn; i < end; ++i) fill(i);
    };
  });
  return all;
}

}  // namespace

void index_back_ends(Network::Index& index, const DoParts& do_parts) {
  index.back_ends = back_ends_of(index.written, do_parts);
  const auto services = static_cast<std::ptrdiff_t>(index.written.services.size());
  // Each of the two is in order of id where it was read, and they are large to sort.
  const auto sort = [](auto from, auto to) {
    if (!std::ranges::is_sorted(from, to, {}, &BackEnd::id))
      std::ranges::sort(from, to, {}, &BackEnd::id);
  };
  const auto middle = index.back_ends.begin() + services;
  sort(index.back_ends.begin(), middle);
  sort(middle, index.back_ends.end());
  std::ranges::inplace_merge(index.back_ends, middle, {}, &BackEnd::id);
  const Served served = served_groups(index.written);
  const bool are_few = index.back_ends.size() < size_of_turn;  // not worth a thread
  (are_few ? in_turn : do_parts)(3, [&] {
    return [&](std::size_t part) {
      for (const BackEnd& back_end : index.back_ends) {
        if (part == 0) {
          index.back_ends_by_id.emplace_hint(index.back_ends_by_id.end(), back_end.id(), &back_end);
          add_names(index.public_names, &azure::HostName::public_name, back_end, served);
        } else if (part == 1) {
          add_names(index.private_names, &azure::HostName::private_name, back_end, served);
        } else {
          index.back_ends_by_name[to_lower(back_end.service.name)].push_back(&back_end);
        }
      }
    };
  });
}

}  // namespace airtight::model
