#pragma once

#include <airtight/input/value.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "input/terraform/document.h"

// The "configuration" of a plan: the modules as written, where expressions are kept only as the
// names they refer to (I-305).
namespace airtight::input::terraform {

// One module instance on the way from the root: its contents and the call that made it.
struct Level {
  const Value* module = nullptr;  // "root_module", or "module" of a call
  const Value* call = nullptr;    // null for the root
  std::string address;            // "module.a.module.b[\"k\"]"
  std::string key;
};

// From the root to the module with this address; shorter if the configuration lacks a part.
std::vector<Level> levels_of(const Value& root, std::string_view module_address);

// The resources of all modules as written, found by address whatever the keys.
class WrittenResources {
 public:
  explicit WrittenResources(const Value& root);

  // The resource's block in its module; null if the configuration lacks it.
  const Value* find(const Address& address) const;

 private:
  void add(const Value& module, const std::string& path);

  std::map<std::string, const Value*> blocks_;
};

// What the configuration says about an attribute that has no value yet.
struct Expression {
  enum class Kind {
    not_written,  // computed by the provider or the service: its default applies
    references,   // made of other values, which are named
    hidden,  // written in a way that the file does not show: dynamic blocks, or no configuration
  };
  Kind kind = Kind::hidden;
  std::vector<std::string> references;  // without those that only shorten another
};

// `path` is "network_rules", "0", "bypass"; `values` are the known values of the same resource,
// which tell the blocks of a set from each other.
Expression expression_at(const Value* written, const std::vector<std::string>& path,
                         const Value& values);

// The references of an expression {"references": […]}, without those that only shorten another:
// ["x.y.id", "x.y"] is one (I-305).
std::vector<std::string> references_of(const Value& expression);

}  // namespace airtight::input::terraform
