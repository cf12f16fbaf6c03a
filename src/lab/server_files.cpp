#include "server_files.h"

namespace airtight::lab {
namespace {

std::string at(const net::Ip& ip, std::uint16_t port, char mark = '@') {
  return net::to_string(ip) + mark + std::to_string(port);
}

Server server_at(const Place& place, Server::Program program) {
  return {program, place.name, place.space, place.address, place.port, {}, {}};
}

}  // namespace

std::string_view to_string(Server::Program program) {
  switch (program) {
    case Server::Program::nsd:
      return "nsd";
    case Server::Program::unbound:
      return "unbound";
    case Server::Program::dnsmasq:
      return "dnsmasq";
  }
  return "";
}

Server nsd(const Place& place, const std::string& zone, const std::string& text) {
  Server server = server_at(place, Server::Program::nsd);
  server.files["zone"] = text;
  server.files["conf"] = "server:\n  ip-address: " + at(place.address, place.port) +
                         "\n  username: \"\"\n  zonesdir: \"{dir}\"\n  database: \"\"\n"
                         "  xfrdir: \"{dir}\"\n  pidfile: \"{dir}/pid\"\n"
                         "  xfrdfile: \"{dir}/xfrd\"\n  zonelistfile: \"{dir}/list\"\n"
                         "  logfile: \"{dir}/log\"\n  server-count: 1\n  do-ip6: no\n"
                         "  rrl-ratelimit: 0\nremote-control:\n  control-enable: no\n"
                         "zone:\n  name: \"" +
                         zone + "\"\n  zonefile: \"zone\"\n";
  server.arguments = {"-d", "-c", "{dir}/conf"};
  return server;
}

Server unbound(const Place& place, const std::string& more) {
  Server server = server_at(place, Server::Program::unbound);
  server.files["conf"] =
      "server:\n  interface: " + at(place.address, place.port) +
      "\n  directory: \"{dir}\"\n  chroot: \"\"\n"
      "  username: \"\"\n  pidfile: \"\"\n  use-syslog: no\n  logfile: \"{dir}/log\"\n"
      "  module-config: \"iterator\"\n  num-threads: 1\n  do-ip6: no\n"
      "  access-control: 0.0.0.0/0 allow\n  do-not-query-localhost: no\n"
      "  unblock-lan-zones: yes\n  insecure-lan-zones: yes\n"
      "  qname-minimisation: no\n  aggressive-nsec: no\n  harden-below-nxdomain: no\n"
      "  target-fetch-policy: \"0 0 0 0 0\"\n  minimal-responses: no\n"
      "  cache-max-ttl: 0\n  cache-max-negative-ttl: 0\n"
      "  msg-cache-size: 1m\n  rrset-cache-size: 1m\n  key-cache-size: 1m\n"
      "  infra-cache-numhosts: 100\n  outgoing-range: 512\n  num-queries-per-thread: 512\n"
      "remote-control:\n  control-enable: no\n" +
      more;
  server.arguments = {"-d", "-c", "{dir}/conf"};
  return server;
}

std::string stub(const std::string& zone, const net::Ip& server) {
  return "stub-zone:\n  name: \"" + zone + "\"\n  stub-addr: " + at(server, 53) +
         "\n  stub-no-cache: yes\n";
}

std::string forward(const std::string& zone, const net::Ip& server, std::uint16_t port) {
  return "forward-zone:\n  name: \"" + zone + "\"\n  forward-addr: " + at(server, port) +
         "\n  forward-no-cache: yes\n";
}

std::string auth_zone(const std::string& zone, const std::string& file) {
  return "auth-zone:\n  name: \"" + zone + "\"\n  zonefile: \"{dir}/" + file +
         "\"\n  for-upstream: yes\n  for-downstream: no\n  fallback-enabled: no\n";
}

Server dnsmasq(const Place& place, const std::vector<Forwarding>& conditions,
               const net::Ip& otherwise) {
  Server server = server_at(place, Server::Program::dnsmasq);
  server.arguments = {"-k",
                      "--conf-file=/dev/null",
                      "--port=" + std::to_string(place.port),
                      "--listen-address=" + net::to_string(place.address),
                      "--bind-interfaces",
                      "--no-resolv",
                      "--no-hosts",
                      "--no-poll",
                      "--cache-size=0",
                      "--dns-forward-max=2000",
                      "--user=root",
                      "--pid-file=",
                      "--log-facility={dir}/log",
                      "--server=" + at(otherwise, 53, '#')};
  for (const Forwarding& each : conditions)
    server.arguments.push_back("--server=/" + each.zone + "/" + at(each.to, each.port, '#'));
  return server;
}

}  // namespace airtight::lab
