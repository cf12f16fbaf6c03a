#pragma once

#include <airtight/base/result.h>
#include <airtight/pull/http.h>
#include <airtight/pull/token.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace airtight::pull {

// What is read and how patiently. Everything is bounded: pages, tries, waits and the size of an
// answer.
struct Settings {
  std::string endpoint = "https://management.azure.com";  // of Azure Resource Manager
  std::vector<std::string> subscriptions{};               // ids
  std::vector<std::string> resource_groups{};             // empty: all
  int tries = 6;                                          // of one request
  std::chrono::seconds longest_wait{60};                  // between two tries
  std::size_t most_pages = 10'000;                        // of one list
  std::function<void(std::chrono::milliseconds)> wait{};  // sleeps
  std::function<void(const std::string&)> progress = {};  // told what is being read
};

// Something the service did not give, so that the list says less than there is.
struct Shortfall {
  std::string what;                // "firewallRules of Microsoft.Sql/servers sql1: 403 …"
  std::vector<std::string> types;  // what it may hide: lower-case resource types
};

struct Pulled {
  std::vector<std::string> resources;  // JSON objects as the service sent them; of two of one id
                                       // the later one knows more
  std::vector<Shortfall> missing;
};

// Reads what is deployed with the rights of Reader: Resource Graph for all resources, Azure
// Resource Manager for the children that it does not list (docs/pull.md). App settings are not
// read. A request that is throttled (429) or fails for a while (5xx, no answer, half an answer) is
// sent again after the time the service asks for; a link to the next page that leaves the endpoint
// or leads back to an earlier page is an error. A subscription that cannot be read is an error, a
// child a shortfall.
Result<Pulled> pull(Http& http, const Token& token, const Settings& settings);

}  // namespace airtight::pull
