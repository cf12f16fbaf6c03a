#include <airtight/base/text.h>
#include <airtight/verify/subject.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "naming.h"
#include "targets.h"

namespace airtight::verify {
namespace {

// Splits "kv1:8443" and "[fd00::4]:443"; a bare IPv6 address has no port.
std::pair<std::string, std::optional<net::Port>> split_port(const std::string& text) {
  const auto colon = text.rfind(':');
  const bool bare_v6 = colon != std::string::npos && text.find(':') != colon && text.front() != '[';
  if (colon == std::string::npos || bare_v6) return {text, std::nullopt};
  unsigned number = 0;
  const char* begin = text.data() + colon + 1;
  const char* end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(begin, end, number);
  if (failed != std::errc{} || stop != end || number == 0 || number > 65535)
    return {text, std::nullopt};
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  return {host, net::Port{static_cast<std::uint16_t>(number)}};
}

// "kv1:99999", which split_port leaves whole.
bool has_number_for_port(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || net::parse_ip(text).has_value()) return false;
  const std::string_view digits = std::string_view(text).substr(colon + 1);
  return !digits.empty() && digits.find_first_not_of("0123456789") == digits.npos;
}

net::Port main_port(std::string_view type, std::string_view group) {
  const std::vector<int> ports = azure::group_ports(type, group);
  if (ports.empty() || std::ranges::count(ports, 443) > 0) return net::Port{443};
  return net::Port{static_cast<std::uint16_t>(ports.front())};
}

Target target_for(const model::Network& network, const model::BackEnd& back_end,
                  const azure::HostName& name) {
  Target target;
  target.back_end = &back_end;
  target.host = name.public_name;
  target.group_id = name.group_id;
  target.port = main_port(back_end.service.type, name.group_id);
  target.name = display_name(network, back_end);
  return target;
}

std::string group_name(const Target& target) {
  return target.name + "/" + to_lower(target.group_id);
}

// Labels that stay apart: the group's where there are several, the host's where a group has more.
void label(std::vector<Target>& targets) {
  std::set<std::string> groups;
  for (const Target& target : targets) groups.insert(target.group_id);
  std::set<std::string> used;
  for (Target& target : targets) {
    if (groups.size() > 1) target.name = group_name(target);
    if (!used.insert(target.name).second) target.name = target.host.text();
  }
}

bool is_used(const model::Network& network, const Target& target) {
  return std::ranges::any_of(network.written().sites, [&](const azure::Site& site) {
    return std::ranges::any_of(site.settings, [&](const azure::Setting& setting) {
      return std::ranges::any_of(setting.hosts, [&](const std::string& host) {
        return equal_ignoring_case(host, target.host.text());
      });
    });
  });
}

bool is_served(const model::Network& network, const Target& target) {
  return std::ranges::any_of(network.endpoints_of(*target.back_end),
                             [&](const model::Endpoint* endpoint) {
                               return equal_ignoring_case(endpoint->group_id, target.group_id);
                             });
}

// Whether some spelling of it may be meant; `name` is in lower case. All but the hosts
// have its own name in them. Cheap, because most are not meant.
bool may_be_named(const model::BackEnd& back_end, const std::string& name) {
  const std::string& key = back_end.id().key();
  const std::string& own = back_end.service.name;
  return name.find(std::string_view(key).substr(key.rfind('/') + 1)) != std::string::npos ||
         (!equal_ignoring_case(own, back_end.id().name()) &&
          name.find(to_lower(own)) != std::string::npos) ||
         std::ranges::any_of(back_end.names, [&](const azure::HostName& host) {
           return equal_ignoring_case(host.public_name.text(), name);
         });
}

std::vector<azure::ResourceId> ids_of(const std::vector<model::BackEnd>& back_ends) {
  std::vector<azure::ResourceId> ids;
  for (const model::BackEnd& back_end : back_ends) ids.push_back(back_end.id());
  return ids;
}

}  // namespace

reach::Destination sent_to(const Target& target) {
  reach::Destination sent;
  sent.target = target.back_end;
  sent.host = target.host;
  sent.group_id = target.group_id;
  sent.protocol = target.protocol;
  sent.port = target.port;
  return sent;
}

std::vector<Target> all_targets(const model::Network& network, const model::BackEnd& back_end) {
  std::vector<Target> targets;
  for (const azure::HostName& name : back_end.names)
    targets.push_back(target_for(network, back_end, name));
  label(targets);
  return targets;
}

Result<Target> find_target(const model::Network& network, const std::string& text) {
  const auto [name, port] = split_port(text);
  if (!port && has_number_for_port(name))
    return fail("found port " + name.substr(name.rfind(':') + 1) +
                ", expected a number from 1 to 65535");
  Target target;
  target.name = name;
  if (const auto ip = net::parse_ip(name)) {
    target.ip = *ip;
    target.port = port.value_or(target.port);
    return target;
  }
  const std::string wanted = to_lower(name);
  std::vector<azure::ResourceId> matching;
  for (const model::BackEnd& back_end : network.back_ends()) {
    if (!may_be_named(back_end, wanted)) continue;
    bool named = false;
    for (const Target& candidate : all_targets(network, back_end)) {
      const bool whole = is_named(back_end.id(), name);
      const bool part =
          equal_ignoring_case(candidate.name, name) ||
          equal_ignoring_case(back_end.service.name + "/" + candidate.group_id, name) ||
          equal_ignoring_case(candidate.host.text(), name);
      if (!whole && !part) continue;
      if (matching.empty() || matching.back() != back_end.id()) {
        matching.push_back(back_end.id());
        target = candidate;
      }
      // Groups may share a name: the one with an endpoint is meant.
      const bool better = is_served(network, candidate) && !is_served(network, target);
      if (part && (!named || better)) target = candidate;
      named = named || part;
    }
  }
  if (matching.size() == 1) {
    target.port = port.value_or(target.port);
    return target;
  }
  const auto host = net::parse_dns_name(name);
  if (!matching.empty() || !host || name.find('.') == std::string::npos)
    return not_one("back end", name, matching, ids_of(network.back_ends()));
  target.host = *host;
  target.port = port.value_or(target.port);
  return target;
}

std::vector<Target> targets_of(const model::Network& network, const model::BackEnd& back_end) {
  const std::vector<Target> all = all_targets(network, back_end);
  std::vector<Target> chosen;
  for (const Target& target : all) {
    if (is_used(network, target) || is_served(network, target)) chosen.push_back(target);
  }
  if (!chosen.empty()) return chosen;
  for (const Target& target : all) {
    if (!target.group_id.ends_with("_secondary")) chosen.push_back(target);
  }
  return chosen;
}

std::vector<const model::BackEnd*> dependencies(const model::Network& network,
                                                const azure::Site& site) {
  std::set<const model::BackEnd*> found;
  const auto add_host = [&](const std::string& host) {
    const auto name = net::parse_dns_name(host);
    if (!name) return;
    if (const auto* named = network.by_public_name(*name)) found.insert(named->back_end);
    if (const auto* named = network.by_private_name(*name)) found.insert(named->back_end);
  };
  const auto add_called = [&](const std::string& name) {
    const auto& called = network.back_ends_called(name);
    found.insert(called.begin(), called.end());
  };
  for (const azure::Setting& setting : site.settings) {
    std::ranges::for_each(setting.hosts, add_host);
    if (!setting.resource_name.empty()) add_called(setting.resource_name);
  }
  for (const azure::KeyVaultReference& reference : site.references) add_host(reference.vault_host);
  // What a referenced vault hands to the app by name is a dependency too.
  for (const azure::Secret& secret : network.written().secrets) {
    const model::BackEnd* vault = network.back_end(secret.vault);
    if (!found.contains(vault) || secret.resource_name.empty()) continue;
    add_called(secret.resource_name);
  }
  std::vector<const model::BackEnd*> sorted(found.begin(), found.end());
  std::erase_if(sorted, [&](const model::BackEnd* b) { return b->site == &site; });
  std::ranges::sort(sorted, {}, [](const model::BackEnd* b) { return b->id(); });
  return sorted;
}

std::string display_name(const model::Network& network, const model::BackEnd& back_end) {
  const auto& called = network.back_ends_called(back_end.service.name);
  if (called.size() == 1) return back_end.service.name;
  const auto of_type = std::ranges::count_if(called, [&](const model::BackEnd* other) {
    return equal_ignoring_case(other->id().type(), back_end.id().type());
  });
  if (of_type == 1) return back_end.id().type() + "/" + back_end.service.name;
  return back_end.id().text();
}

}  // namespace airtight::verify
