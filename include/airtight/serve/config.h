#pragma once

#include <airtight/diagnose/standing.h>
#include <airtight/probe/probe.h>
#include <airtight/report/preamble.h>
#include <airtight/serve/access.h>
#include <airtight/serve/dns_server.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace airtight::serve {

// What the endpoint is told: docs/schemas/serve.json.

// Something that the app needs. Requests name it by its key.
struct Declared {
  std::string key;    // letters, digits, ".", "_" and "-"; at most 64
  std::string title;  // for people; empty: the key
  probe::Target target;
  diagnose::Intent intent = diagnose::Intent::isolated;
  bool readiness = false;
};

struct HistorySettings {
  std::string file{};                              // of SQLite; empty: in memory
  std::chrono::hours keep{24 * 90};                // what ended longer ago is forgotten
  std::size_t most = 1000;                         // episodes of one dependency
  std::size_t flaps = 4;                           // so many changes …
  std::chrono::minutes flap_window{30};            // … within this time are flapping
  std::chrono::milliseconds longest_gap{600'000};  // without a measurement nothing is the same
};

struct HttpLimits {
  std::size_t connections = 2048;  // at a time; the one that waits longest makes room
  std::size_t subscribers = 32;    // of events
  std::size_t header_octets = 16'384;
  std::size_t target_octets = 2'048;
  std::size_t body_octets = 1'024;
  double requests_per_minute = 600;            // of one address, health paths apart; 0: no limit
  std::chrono::milliseconds patience{15'000};  // for a request to come, and for a reply to be taken
  std::chrono::milliseconds drain{10'000};     // for replies under way when it is to end
};

struct TlsFiles {
  std::string certificate{};  // PEM, with its chain; empty: no TLS
  std::string key{};
  std::string client_authorities{};  // PEM; empty: no client certificates
};

struct Config {
  SocketAddress listen{net::ipv4(127, 0, 0, 1), 9090};
  TlsFiles tls{};
  std::string base_path{};           // "/diag"; empty: none
  std::vector<std::string> hosts{};  // of the Host header; empty: any
  std::vector<Declared> dependencies{};
  probe::Settings probe{};
  std::chrono::milliseconds interval{60'000};  // between measurements of a dependency
  std::chrono::milliseconds fresh{10'000};     // /probe gives a result that is younger
  double probes_per_minute = 60;               // of single dependencies, scheduled or asked for
  Access access{};
  HttpLimits limits{};
  HistorySettings history{};
};

// What the resources say, if there are any.
struct Plan {
  model::Network network;
  reach::Workload from;  // into the network
  verify::Assumptions assumptions{};
};

struct Setup {
  Config config;
  std::shared_ptr<const Plan> plan{};  // null: no resources
  report::Preamble preamble{"diagnostics", {}, {}};
};

}  // namespace airtight::serve
