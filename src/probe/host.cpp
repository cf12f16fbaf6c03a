#include <airtight/base/text.h>
#include <airtight/probe/probe.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "dns.h"

namespace airtight::probe {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : printable(value);
}

std::vector<std::string> set_among(std::span<const char* const> names) {
  std::vector<std::string> found;
  for (const char* name : names) {
    if (!environment(name).empty()) found.emplace_back(name);
  }
  return found;
}

std::string machine_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return printable(name.data());
}

std::optional<net::Ip> address_of(const ifaddrs& interface) {
  if (interface.ifa_addr == nullptr || (interface.ifa_flags & IFF_LOOPBACK) != 0) return {};
  if (interface.ifa_addr->sa_family == AF_INET) {
    const auto* socket = reinterpret_cast<const sockaddr_in*>(interface.ifa_addr);
    return net::Ip{net::Family::v4, 0, ntohl(socket->sin_addr.s_addr)};
  }
  if (interface.ifa_addr->sa_family != AF_INET6) return {};
  const auto* socket = reinterpret_cast<const sockaddr_in6*>(interface.ifa_addr);
  asio::ip::address_v6::bytes_type bytes;
  std::copy_n(std::begin(socket->sin6_addr.s6_addr), bytes.size(), bytes.begin());
  return from_asio(asio::ip::address_v6(bytes));
}

std::vector<net::Ip> interface_addresses() {
  std::vector<net::Ip> addresses;
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return addresses;
  for (const ifaddrs* each = list; each != nullptr; each = each->ifa_next) {
    if (const auto ip = address_of(*each)) addresses.push_back(*ip);
  }
  freeifaddrs(list);
  std::ranges::sort(addresses);
  addresses.erase(std::ranges::unique(addresses).begin(), addresses.end());
  return addresses;
}

constexpr std::array proxies{"ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY",
                             "all_proxy", "http_proxy",  "https_proxy"};
constexpr std::array overrides{"WEBSITE_DNS_ALT_SERVER", "WEBSITE_DNS_ATTEMPTS",
                               "WEBSITE_DNS_MAX_CACHE_TIMEOUT", "WEBSITE_DNS_SERVER",
                               "WEBSITE_DNS_TIMEOUT"};

}  // namespace

observe::Host host() {
  observe::Host host;
  host.name = machine_name();
  host.addresses = interface_addresses();
  ResolverConfiguration resolver = resolver_configuration();
  for (const Server& server : resolver.servers) host.dns_servers.push_back(server.ip);
  host.search = std::move(resolver.search);
  host.app = environment("WEBSITE_SITE_NAME");
  host.instance = environment("WEBSITE_INSTANCE_ID");
  const auto ip = net::parse_ip(environment("WEBSITE_PRIVATE_IP"));
  if (ip) host.private_address = *ip;
  host.resolver_overrides = set_among(overrides);
  host.proxy_variables = set_among(proxies);
  return host;
}

}  // namespace airtight::probe
