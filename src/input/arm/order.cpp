// Which of two writes of one resource is the later one (I-004, I-050).
#include <airtight/base/text.h>

#include <algorithm>
#include <set>

#include "input/arm/expansion.h"

namespace airtight::input::arm {
namespace {

// The deployments around an instance and itself, outermost first.
std::vector<Instance*> path_of(Instance& instance) {
  std::vector<Instance*> path{&instance};
  for (const Frame* frame = instance.context.frame; frame->owner != nullptr; frame = frame->parent)
    path.push_back(frame->owner);
  std::ranges::reverse(path);
  return path;
}

// dependsOn may name a copy instead of the resources that it makes.
void add_copies(const Frame& frame, const std::string& name, std::vector<Instance*>& out) {
  for (const auto& declaration : frame.declarations) {
    const Value* copy = declaration->node->find("copy");
    const Value* copy_name = copy == nullptr ? nullptr : copy->find("name");
    if (copy_name != nullptr && copy_name->string() != nullptr &&
        equal_ignoring_case(*copy_name->string(), name))
      out.insert(out.end(), declaration->instances.begin(), declaration->instances.end());
  }
}

void add_declared(const std::vector<std::unique_ptr<Declaration>>& declarations,
                  const azure::ResourceId& id, std::vector<Instance*>& out) {
  for (const auto& declaration : declarations) {
    for (Instance* instance : declaration->instances) {
      if (!instance->absent && instance->id == id) out.push_back(instance);
      add_declared(instance->children, id, out);
    }
  }
}

}  // namespace

// An id means the resource of the own template, also where a nested one writes it again.
std::vector<Instance*> Expansion::dependencies(Instance& instance) {
  std::vector<Instance*> all;
  const Quiet quiet(*this);
  const Ref names = evaluated(instance, "dependsOn");
  for (const Value& name : items_of(names.value.get())) {
    if (name.string() == nullptr) continue;
    std::vector<Instance*> found;
    if (name.string()->starts_with('/'))
      add_declared(instance.context.frame->declarations, azure::ResourceId(*name.string()), found);
    if (found.empty()) found = find(*name.string(), *instance.context.frame);
    all.insert(all.end(), found.begin(), found.end());
    if (found.empty()) add_copies(*instance.context.frame, *name.string(), all);
  }
  return all;
}

// Two resources of different deployments are ordered as the deployments are that the innermost
// common template has.
bool Expansion::comes_after(Instance& a, Instance& b) {
  const auto path_a = path_of(a);
  const auto path_b = path_of(b);
  const auto [from, to] = std::ranges::mismatch(path_a, path_b);
  if (from == path_a.end() || to == path_b.end()) return false;
  std::set<Instance*> seen{*from};
  std::vector<Instance*> open{*from};
  while (!open.empty()) {
    Instance* one = open.back();
    open.pop_back();
    for (Instance* next : dependencies(*one)) {
      if (next == *to) return true;
      if (seen.insert(next).second) open.push_back(next);
    }
  }
  return false;
}

}  // namespace airtight::input::arm
