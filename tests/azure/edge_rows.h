#pragma once

#include <airtight/azure/edge_match.h>

#include <optional>
#include <string>
#include <vector>

// The rows of data/edge-answers.json as they are written there, apart from how they are compiled
// in.
struct EdgeRow {
  std::string id;
  std::string type;
  std::string group;
  std::string probe;
  std::string address;
  std::string tcp;
  std::string tls;
  int status = 0;
  std::string code;
  std::vector<std::string> header_markers;
  std::vector<std::string> body_markers;
  std::string classification;
};

std::vector<EdgeRow> edge_rows();

// A service that answers like the row, in the words of its markers: headers, error code in the
// service's own form, body.
std::vector<airtight::azure::Header> headers_of(const EdgeRow& row);
std::string reason_of(const EdgeRow& row);
std::string body_of(const EdgeRow& row);
std::string http_of(const EdgeRow& row);  // the octets of the answer

// The evidence that a probe of this row would have, without any network.
airtight::azure::EdgeSeen seen_of(const EdgeRow& row);
