#pragma once

#include <map>
#include <string>
#include <vector>

#include "estate.h"

namespace airtight::lab {

// Named sets of a ruleset, each written once.
class Sets {
 public:
  // "0.0.0.0/0" anywhere makes it everybody: no condition. None: nobody is in it.
  std::optional<std::string> condition(const char* field, const std::vector<net::Prefix>& blocks,
                                       bool inside = true);
  std::string text() const;

 private:
  std::map<std::string, std::string> names_;  // by elements
};

// The lines of a chain that a rule is, each ending in `verdict`; none where it matches nobody.
class RuleWriter {
 public:
  RuleWriter(const Estate& estate, const Host& host, Sets& sets)
      : estate_(estate), host_(host), sets_(sets) {}
  std::string lines(const azure::SecurityRule& rule, const char* verdict);

 private:
  std::vector<std::string> side(const azure::RuleSide& side, const char* field, bool inbound);
  std::vector<std::string> tag(const std::string& tag, const char* field, bool inbound);
  std::vector<net::Prefix> virtual_network(bool inbound) const;

  const Estate& estate_;
  const Host& host_;
  Sets& sets_;
};

// Conditions on protocol and ports; several where ports bear on some protocols only (N-092).
std::vector<std::string> services(const std::optional<net::Protocol>& protocol,
                                  const std::vector<net::PortRange>& source_ports,
                                  const std::vector<net::PortRange>& ports);

}  // namespace airtight::lab
