#pragma once

#include <airtight/lab/lab.h>

#include <chrono>
#include <string>

namespace airtight::lab {

// One HTTPS request of a workload, on a connection of its own, to a name that it resolves itself.
struct Fetch {
  std::string from;  // a namespace of the plan
  std::string host;
  std::string target = "/";
  std::string credential{};  // of Authorization; empty: none
  std::string body{};        // empty: GET, else POST
};

struct Fetched {
  int status = 0;         // 0: no answer
  std::string failure{};  // then why: "no address", "no connection", …
  std::string body{};
};

// Trusts the lab's authority alone. Each wait ends after `patience`.
Fetched fetch(const Lab& lab, const Fetch& what, std::chrono::milliseconds patience);

}  // namespace airtight::lab
