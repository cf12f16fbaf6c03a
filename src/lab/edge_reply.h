#pragma once

#include <airtight/azure/edge_match.h>
#include <airtight/lab/edge.h>

#include <string>
#include <string_view>
#include <vector>

namespace airtight::lab {

// A request as far as an edge looks at it.
struct Asked {
  bool by_tls = true;
  std::string method = "GET";
  std::string host;    // without a port, in lower case
  std::string target;  // "/healthstatus?x=1"
  std::vector<azure::Header> headers{};
  net::Ip source;
};

// Null where the request has no such header.
const azure::Header* header_named(const Asked& asked, std::string_view name);

struct Answered {
  int status = 200;
  std::string reason{};
  std::vector<azure::Header> headers{};
  std::string body{};
  std::string worker{};  // the namespace whose program answers instead, where one listens
};

// What the service would answer, in the words of the table of edge answers (paas-edge.md section
// 16). The gate comes first, whether or not the request shows a credential: what a refused service
// tells the anonymous is open for some (CE-01, CE-03), and here it is the refusal.
Answered reply_at(const Edge& edge, const Asked& asked);

// A row as the service would write it: headers, error code in the service's own form, and the
// source where it says so (E-221).
Answered in_words(const azure::EdgeAnswer& row, const Edge& edge, const net::Ip& source);

}  // namespace airtight::lab
