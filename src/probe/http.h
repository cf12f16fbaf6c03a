#pragma once

#include <airtight/azure/edge_match.h>
#include <airtight/net/flow.h>
#include <airtight/net/ip.h>

#include <string>
#include <vector>

namespace airtight::probe {

// A request to one address of a host. The host is the SNI, the certificate's name and the Host
// header, whatever the address (E-012).
struct HttpRequest {
  std::string host;
  net::Port port{443};
  std::string path = "/";
  std::string header{};  // "Name: value"; empty: none
  net::Ip address;
};

// An answer, or why there was none. A body past the limit is cut, and the answer counts; headers
// past it are no answer.
struct HttpAnswer {
  enum class Kind { answer, timed_out, refused, unreachable, untrusted, tls_failed, broken };
  Kind kind = Kind::broken;
  int status = 0;
  std::string reason{};
  std::vector<azure::Header> headers{};
  std::string body{};
  std::string failure{};
};

}  // namespace airtight::probe
