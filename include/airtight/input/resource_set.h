#pragma once

#include <airtight/azure/resource_id.h>
#include <airtight/base/diagnostic.h>
#include <airtight/input/value.h>

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace airtight::input {

// The normal form (I-001): every resource as an ARM object {id, type, name, location, kind, sku,
// identity, properties}, keyed by id without case. Children are entries of their own (I-003):
// subnets, peerings, rules, routes, links, record sets, zone groups, site configurations.
// Copies share the resources, so keeping one set per step of a long script is cheap.
class ResourceSet {
 public:
  using Map = std::map<azure::ResourceId, std::shared_ptr<const Value>>;

  const Value* find(const azure::ResourceId& id) const;

  // Replaces the resource (ARM PUT, I-004) or merges into it (ARM PATCH); `resource` has an "id".
  void put(const azure::ResourceId& id, Value resource);
  void patch(const azure::ResourceId& id, const Value& change);
  // Puts a resource of another set, or of an earlier state, which is not copied.
  void share(const azure::ResourceId& id, std::shared_ptr<const Value> resource);

  // The same for many, which are in order of id.
  using Entry = std::pair<azure::ResourceId, std::shared_ptr<const Value>>;
  void share_in_order(std::vector<Entry> resources);

  // Removes a resource and all its children. False if nothing was there.
  bool erase(const azure::ResourceId& id);

  // The resources of one type, in order of id. Types compare without case (I-121).
  std::vector<const Value*> of_type(std::string_view type) const;

  const Map& all() const { return resources_; }
  bool empty() const { return resources_.empty(); }

  // Something the input does that the model cannot follow. It stays in the set, so that every
  // verdict it may change is uncertain and names it.
  struct Gap {
    std::string what;                // "az network front-door create", for the user
    std::vector<std::string> scope;  // what it may change: lower-case resource types, or "*"
    Place place;
  };
  void add_gap(Gap gap) { gaps_.push_back(std::move(gap)); }
  const std::vector<Gap>& gaps() const { return gaps_; }
  void keep_gaps(std::size_t count) {  // takes back those added since there were `count`
    if (count < gaps_.size())
      gaps_.erase(gaps_.begin() + static_cast<std::ptrdiff_t>(count), gaps_.end());
  }

 private:
  Map resources_;
  std::vector<Gap> gaps_;
};

// A resource as a set keeps it: it says who it is, whatever the input left out.
std::shared_ptr<const Value> identified(const azure::ResourceId& id, Value resource);

// The set as a JSON array of resources in order of id: what `--emit` writes and what a resource
// list reads. Gaps and unknowns survive the round trip.
std::string to_resource_list(const ResourceSet& set);

}  // namespace airtight::input
