#pragma once

#include <airtight/azure/edge_match.h>
#include <airtight/base/diagnostic.h>
#include <airtight/base/result.h>
#include <airtight/net/dns_name.h>
#include <airtight/observe/observation.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace airtight::probe {

// A name and a port to try. What is sent after the connection is the safe request that the edge
// table has for the service (azure/edge_request.h); without a row nothing is sent but a TLS hello.
struct Target {
  net::DnsName name;
  net::Port port{443};
  std::optional<azure::ServicePart> part{};  // none: no service on record
  bool tls = true;                           // a TLS hello without a row
  std::vector<net::Ip> front_ends{};    // public addresses to try whatever the name resolves to
  std::string server_name{};            // SNI and certificate name; empty: `name` (E-012)
  std::vector<net::Prefix> declared{};  // connected to although `Settings::never` has them
};

// A target as its name and port say it: the service by its host name, and TLS on the ports that
// start with it.
Target target_of(const net::DnsName& name, std::optional<net::Port> port);

struct Server {
  net::Ip ip;
  net::Port port{53};
};

// What the caller knows of addresses: prefixes of the plan's networks are private (E-242).
struct KnownSpace {
  net::Prefix prefix;
  azure::AddressClass address_class = azure::AddressClass::is_private;
};

// How patiently and how much. Everything is bounded.
struct Settings {
  std::string from{};                    // as the document names it; empty: the machine's name
  std::vector<Server> servers{};         // DNS; empty: as the system's resolver is configured
  std::vector<Server> public_servers{};  // who say where a name's public front end is
  std::vector<KnownSpace> known_space{};
  std::string ca_bundle{};                         // a PEM file instead of the system's authorities
  std::chrono::milliseconds timeout{5'000};        // for one connection, handshake or DNS question
  std::chrono::milliseconds http_timeout{15'000};  // for one request (E-016)
  std::chrono::milliseconds target_deadline{30'000};
  std::chrono::milliseconds deadline{600'000};  // for all
  int dns_tries = 2;                            // rounds over the servers
  int http_tries = 3;                           // of 429 and 5xx only (E-014)
  std::chrono::milliseconds http_backoff{500};  // doubles
  double rate = 0;                  // new questions, connections and requests a second; 0: no limit
  std::size_t concurrency = 256;    // targets at a time
  std::size_t most_addresses = 16;  // of one name that are connected to
  std::size_t most_kept = 64;       // addresses of one answer that are reported
  std::size_t most_chain = 16;      // aliases of one answer
  std::size_t most_body = 64U << 10U;  // octets of one answer (E-016), and of its headers
  // Requests by libcurl where it can be loaded, else over connections of our own (decision 22).
  bool libcurl = true;
  // Asks again with a token of this app's managed identity where an answer without a credential
  // leaves the gate open (E-004). The token is sent to the hosts of its audience only, after their
  // certificate held, and zeroed (A-244, E-017).
  bool with_identity = false;
  Server metadata{net::ipv4(169, 254, 169, 254), net::Port{80}};  // of a virtual machine
  // Not connected to, whoever's answer leads there. The address that is checked is the one that is
  // connected to, and there is no redirection, so no later answer leads there either.
  std::vector<net::Prefix> never{};
  std::stop_token stop{};  // ends the run with an error, from any thread
  std::function<void(std::size_t done, std::size_t all)> progress{};
};

// Addresses at which no back end is, and at which a machine finds what is not meant for others:
// this host, loopback, link-local with the metadata service, the platform's 168.63.129.16 (N-125),
// multicast, reserved, and the IPv6 forms that stand for any of them.
const std::vector<net::Prefix>& not_back_ends();

struct Outcome {
  observe::Observations seen;
  std::size_t unmeasured = 0;           // targets that were left out or not measured to their end
  std::vector<std::size_t> incomplete;  // their places among the targets, in order
  Diagnostics diagnostics;              // what could not be measured here, and why
};

// Measures all targets on one thread: DNS questions, a connection to every address, a TLS
// handshake, and the safe requests. No credential is sent unless `with_identity`, no redirection
// followed and no proxy used. Ends at the latest 200 ms after the deadline. An error says why
// nothing could be measured.
Result<Outcome> run(const std::vector<Target>& targets, const Settings& settings);

// This machine and its resolver, without asking anybody.
observe::Host host();

}  // namespace airtight::probe
