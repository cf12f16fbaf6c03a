#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "input/terraform/configuration.h"
#include "input/terraform/document.h"

namespace airtight::input::terraform {

// What an unknown attribute is made of: an attribute of another resource of the document.
struct Target {
  std::size_t instance = 0;
  std::string attribute;  // "id"; empty for the resource as a whole, as old plans have it

  auto operator<=>(const Target&) const = default;
};

// Follows the references of the configuration through variables, outputs and for_each (I-306).
// Locals are not in the file, so what stands behind them is not found.
class References {
 public:
  explicit References(const Document& document);

  // The resources that may fill the attribute at this path, in order; none if it is not known.
  std::vector<Target> targets(const Instance& instance, std::string_view path) const;

 private:
  struct Origin;
  struct Search;
  void follow(const std::vector<std::string>& references, const Origin& origin,
              Search& search) const;
  void follow_one(const std::string& reference, const Origin& origin, bool keyed,
                  Search& search) const;
  void follow_variable(std::string_view name, const Origin& origin, Search& search) const;
  void follow_module(const std::vector<std::string>& parts, const Origin& origin, bool keyed,
                     Search& search) const;
  void add_resource(const std::vector<std::string>& parts, const Origin& origin, bool keyed,
                    Search& search) const;

  const Document& document_;
  // By the address without the key, then by the key.
  std::map<std::string, std::map<std::string, std::size_t, std::less<>>> by_name_;
  std::map<std::string, std::set<std::string>> modules_;  // addresses by address without key
  mutable std::size_t steps_ = 0;  // spent so far: time is bounded, whatever the file refers to
};

}  // namespace airtight::input::terraform
