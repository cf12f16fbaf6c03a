#pragma once

#include <airtight/azure/resource_id.h>
#include <airtight/base/diagnostic.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "input/terraform/document.h"
#include "input/terraform/mapping.h"
#include "input/terraform/references.h"

namespace airtight::input::terraform {

// The ARM ids of a document's resources: the id itself where Terraform knows it, else made of
// subscription, group and names (I-307). A name that is not known yet becomes a symbol of the
// address, so that all references to the resource still meet.
class Ids {
 public:
  Ids(const Document& document, Diagnostics& diagnostics);

  const azure::ResourceId& of(std::size_t instance);

  // The ARM type of what the instance makes; empty if it is not known.
  std::string type(std::size_t instance) const;

  // The resources that may fill an unknown attribute and are of this type ("" for any). One makes
  // a known id; several may all be meant where the attribute is a list.
  std::vector<azure::ResourceId> candidates(const Instance& instance, std::string_view path,
                                            std::string_view type);

  // The resource whose identity fills an unknown principal; empty if it is not known.
  azure::ResourceId identity(const Instance& instance, std::string_view path);

  // The id of what a patch changes; empty if it is not known.
  azure::ResourceId patched(std::size_t instance);

 private:
  azure::ResourceId make(std::size_t index);
  azure::ResourceId make_azapi(const Instance& instance);
  azure::ResourceId make_unmapped(const Instance& instance);
  azure::ResourceId make_mapped(const Instance& instance, const Mapping& mapping);
  azure::ResourceId parent(const Instance& instance, const Mapping& mapping);
  azure::ResourceId id_attribute(const Instance& instance, std::string_view attribute,
                                 std::string_view type);
  std::string name(const Instance& instance, std::string_view attributes);
  std::string group(const Instance& instance);
  std::string subscription(const Instance& instance);
  std::string symbol(const Instance& instance, std::string_view attribute);
  void collect_subscriptions(const Value& value);

  const Document& document_;
  Diagnostics& diagnostics_;
  References references_;
  std::vector<std::optional<azure::ResourceId>> made_;
  std::map<std::string, std::set<std::string>> subscriptions_of_group_;
  std::set<std::string> subscriptions_;
  int depth_ = 0;
};

// "Microsoft.Network/virtualNetworks/subnets@2023-09-01" without the version.
std::string_view type_without_version(std::string_view type);

}  // namespace airtight::input::terraform
