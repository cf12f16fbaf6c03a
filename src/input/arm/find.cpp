// What a symbol, a name or an id in reference() means (I-062).
#include <airtight/base/text.h>

#include <charconv>

#include "input/arm/expansion.h"

namespace airtight::input::arm {
namespace {

void named(const std::vector<std::unique_ptr<Declaration>>& declarations, const std::string& name,
           std::vector<Instance*>& out) {
  for (const auto& declaration : declarations) {
    for (Instance* instance : declaration->instances) {
      if (!instance->absent && equal_ignoring_case(instance->name, name)) out.push_back(instance);
      named(instance->children, name, out);
    }
  }
}

}  // namespace

// "symbol", or "symbol[3]" for one index of its copy.
std::vector<Instance*> Expansion::find_symbol(const std::string& text, Frame& frame) {
  const auto bracket = text.ends_with(']') ? text.find('[') : std::string::npos;
  const std::string symbol = text.substr(0, bracket);
  std::vector<Instance*> found;
  for (const auto& declaration : frame.declarations) {
    if (declaration->symbol.empty() || !equal_ignoring_case(declaration->symbol, symbol)) continue;
    declare(frame, *declaration, frame.locals);
    for (Instance* instance : declaration->instances) found.push_back(instance);
  }
  if (bracket != std::string::npos) {
    std::size_t index = 0;
    const auto read = std::from_chars(text.data() + bracket + 1, text.data() + text.size(), index);
    if (read.ec != std::errc() || index >= found.size()) return {};
    found = {found[index]};
  }
  std::erase_if(found, [](const Instance* instance) { return instance->absent; });
  return found;
}

void Expansion::forget(Declaration& declaration) {
  declaration.state = Slot::State::fresh;
  for (Instance* instance : declaration.instances) {
    for (const auto& child : instance->children) forget(*child);
    if (instance->nested != nullptr) {
      for (const auto& inner : instance->nested->declarations) forget(*inner);
    }
    instance->absent = true;
    const auto known = by_id_.find(instance->id.key());
    if (known != by_id_.end() && known->second == instance) by_id_.erase(known);
  }
  declaration.instances.clear();
}

std::vector<Instance*> Expansion::find(const std::string& text, Frame& frame) {
  ++searching_;
  auto found = search(text, frame);
  --searching_;
  return found;
}

std::vector<Instance*> Expansion::search(const std::string& text, Frame& frame) {
  const bool is_id = text.starts_with('/');
  const auto searched = static_cast<std::int64_t>(instances_.size() + frames_.size());
  if (!spend(searched / 32, frame.body->place)) return {};
  for (Frame* one = &frame; one != nullptr && !is_id;
       one = one->names == one ? nullptr : one->parent) {
    auto found = find_symbol(text, *one);
    if (!found.empty()) return found;
  }
  std::vector<Instance*> found;
  for (Frame* one = &frame; one != nullptr; one = one->parent) {
    declare_own(*one);
    if (!is_id) named(one->declarations, text, found);
    if (!found.empty()) return found;
  }
  if (!is_id) return found;
  const std::string key = azure::ResourceId(text).key();
  const auto by_id = [&] {
    const auto known = by_id_.find(key);
    return known == by_id_.end() ? std::vector<Instance*>() : std::vector{known->second};
  };
  found = by_id();
  // It may be in a nested deployment that nothing has asked for so far.
  for (Frame* one = &frame; one != nullptr && found.empty() && !complete_; one = one->parent) {
    declare_all(*one);
    found = by_id();
  }
  return found;
}

}  // namespace airtight::input::arm
