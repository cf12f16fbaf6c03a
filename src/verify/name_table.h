#pragma once

#include <airtight/dns/resolve.h>
#include <airtight/verify/name_answer.h>
#include <airtight/verify/name_matrix.h>

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace airtight::verify {

// An answer as the table keeps it: the cell, and every name at which some reading chose who
// answers.
struct TableEntry {
  NameCell cell;
  std::vector<net::DnsName> visited;
};

// The answers of one network, which outlives it together with the assumptions, to many (vantage,
// name) pairs, each worked out once for all that cannot differ; see name_table.cpp. Entries live as
// long as the table.
class NameTable {
 public:
  NameTable(const model::Network& network, const Assumptions& assumptions);

  // Vantages of one class get the same answer to any name.
  std::size_t class_of(const reach::Workload& from);
  const TableEntry& entry(std::size_t of_class, const net::DnsName& name);

  // How many answers were really worked out.
  std::size_t resolved() const { return resolved_; }

 private:
  struct VantageClass;
  struct Known {
    std::string selections;  // at the names it visited
    std::unique_ptr<TableEntry> entry;
  };

  std::string arrival_of(const reach::Workload& from, const dns::Context& context,
                         const net::Ip& server);

  const model::Network& network_;
  const Assumptions& assumptions_;
  std::vector<std::pair<const azure::VirtualNetwork*, net::Ip>> ruled_targets_;
  std::vector<std::shared_ptr<const VantageClass>> classes_;
  std::unordered_map<std::string, std::size_t> by_key_;
  std::unordered_map<std::string, std::map<net::DnsName, std::vector<Known>>> known_;
  std::size_t own_ = 0;
  std::size_t resolved_ = 0;
};

// The same with the answers that a table of the network already has.
NameMatrix name_matrix(const model::Network& network, NameTable& table);

}  // namespace airtight::verify
