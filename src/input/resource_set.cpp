#include <airtight/base/text.h>
#include <airtight/input/resource_set.h>

#include <algorithm>
#include <utility>

#include "input/soon.h"

namespace airtight::input {
namespace {

// {"$gap": …} stands beside the resources, so that a list read again is as uncertain as this one.
Value gap_entry(const ResourceSet::Gap& gap) {
  Value entry = make_object();
  entry.set("$gap", make_string(gap.what));
  Value scope = make_array();
  for (const std::string& type : gap.scope) scope.array()->push_back(make_string(type));
  entry.set("scope", std::move(scope));
  if (!gap.place.file().empty()) entry.set("file", make_string(gap.place.file()));
  if (gap.place.line() > 0) entry.set("line", make_int(gap.place.line()));
  return entry;
}

// In the shape that `identified` gives, so that nothing has to be moved.
bool is_identified(const azure::ResourceId& id, const Value& resource) {
  const Object* members = resource.object();
  return members != nullptr && members->size() >= 3 && (*members)[0].key == "id" &&
         (*members)[1].key == "type" && (*members)[2].key == "name" &&
         (*members)[0].value.string() != nullptr && *(*members)[0].value.string() == id.text();
}

}  // namespace

std::shared_ptr<const Value> identified(const azure::ResourceId& id, Value resource) {
  if (is_identified(id, resource)) return std::make_shared<const Value>(std::move(resource));
  const Place place = resource.place;
  Value result = make_object(place);
  Object& said = *result.object();
  said.reserve(3 + (resource.object() == nullptr ? 0 : resource.object()->size()));
  said.push_back({"id", make_string(id.text(), place)});
  said.push_back({"type", make_string(id.type(), place)});
  said.push_back({"name", make_string(std::string(id.name()), place)});
  if (Object* members = resource.object()) {
    for (Member& member : *members) {
      const auto own = std::ranges::find_if(said.begin(), said.begin() + 3, [&](const Member& one) {
        return equal_ignoring_case(one.key, member.key);
      });
      if (own != said.begin() + 3) {
        own->value = std::move(member.value);
      } else {
        said.push_back(std::move(member));
      }
    }
  }
  return std::make_shared<const Value>(std::move(result));
}

const Value* ResourceSet::find(const azure::ResourceId& id) const {
  const auto found = resources_.find(id);
  return found == resources_.end() ? nullptr : found->second.get();
}

void ResourceSet::put(const azure::ResourceId& id, Value resource) {
  resources_[id] = identified(id, std::move(resource));
}

void ResourceSet::share(const azure::ResourceId& id, std::shared_ptr<const Value> resource) {
  resources_.insert_or_assign(id, std::move(resource));
}

void ResourceSet::share_in_order(std::vector<Entry> resources) {
  if (resources.empty()) return;
  auto next = resources_.lower_bound(resources.front().first);
  for (std::size_t i = 0; i < resources.size(); ++i) {
    if (i + 2 * steps_ahead < resources.size())
      need_soon(static_cast<const void*>(&resources[i + 2 * steps_ahead].first.key()));
    if (i + steps_ahead < resources.size()) need_soon(resources[i + steps_ahead].first);
    auto& [id, resource] = resources[i];
    const auto put = resources_.insert_or_assign(next, std::move(id), std::move(resource));
    if (next != resources_.end()) next = std::next(put);
  }
}

void ResourceSet::patch(const azure::ResourceId& id, const Value& change) {
  const Value* current = find(id);
  Value merged = current != nullptr ? *current : make_object(change.place);
  merge_patch(merged, change);
  put(id, std::move(merged));
}

bool ResourceSet::erase(const azure::ResourceId& id) {
  bool erased = false;
  // Below "…/v" sort "…/v-2" and "…/v/subnets/s" alike: stop only where the common text ends.
  auto next = resources_.lower_bound(id);
  while (next != resources_.end() && next->first.key().starts_with(id.key())) {
    if (id.contains(next->first)) {
      next = resources_.erase(next);
      erased = true;
    } else {
      ++next;
    }
  }
  return erased;
}

std::vector<const Value*> ResourceSet::of_type(std::string_view type) const {
  std::vector<const Value*> found;
  for (const auto& [id, resource] : resources_) {
    if (equal_ignoring_case(id.type(), type)) found.push_back(resource.get());
  }
  return found;
}

std::string to_resource_list(const ResourceSet& set) {
  Value list = make_array();
  for (const auto& [id, resource] : set.all()) list.array()->push_back(*resource);
  for (const ResourceSet::Gap& gap : set.gaps()) list.array()->push_back(gap_entry(gap));
  return to_json(list) + "\n";
}

}  // namespace airtight::input
