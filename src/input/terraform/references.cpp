#include "input/terraform/references.h"

#include <algorithm>
#include <utility>

namespace airtight::input::terraform {
namespace {

// Far above any real configuration; a hostile one may refer in circles.
constexpr int deepest = 32;
constexpr int most_steps = 2048;
constexpr std::size_t most_steps_in_all = 1'000'000;

std::string dotted(const std::string& module, const std::string& rest) {
  return module.empty() ? rest : module + "." + rest;
}

std::string name_in(const std::string& module, bool data, std::string_view type,
                    std::string_view name) {
  return dotted(module, (data ? "data." : "") + std::string(type) + "." + std::string(name));
}

std::string rest_of(const std::vector<std::string>& parts, std::size_t from) {
  std::string rest;
  for (std::size_t i = from; i < parts.size(); ++i) rest += (rest.empty() ? "" : ".") + parts[i];
  return rest;
}

bool is_key(std::string_view reference) {
  return reference.starts_with("each.") || reference.starts_with("count.");
}

}  // namespace

// Where an expression stands: its module, and what its each.key means.
struct References::Origin {
  std::vector<Level> levels;
  std::string key;
  const Value* block = nullptr;  // the resource or the module call, for its for_each
  bool keyed = false;            // what it refers to is picked by the key
};

struct References::Search {
  std::set<Target> found;
  int depth = 0;
  int steps = 0;
};

References::References(const Document& document) : document_(document) {
  for (std::size_t i = 0; i < document.instances.size(); ++i) {
    const Address& address = document.instances[i].address;
    if (document.instances[i].deleted) continue;
    by_name_[name_in(address.module, address.data, address.type, address.name)].emplace(address.key,
                                                                                        i);
    std::string module;
    const auto parts = parts_of(address.module);
    for (std::size_t part = 0; part + 1 < parts.size(); part += 2) {
      const std::string keyless = dotted(module, "module." + std::string(name_of(parts[part + 1])));
      module = dotted(module, "module." + parts[part + 1]);
      modules_[keyless].insert(module);
    }
  }
}

std::vector<Target> References::targets(const Instance& instance, std::string_view path) const {
  const auto written = instance.references.find(path);
  if (written == instance.references.end()) return {};
  const Origin origin{levels_of(document_.root, instance.address.module), instance.address.key,
                      instance.written};
  Search search;
  if (!origin.levels.empty() && steps_ < most_steps_in_all) follow(written->second, origin, search);
  steps_ += static_cast<std::size_t>(search.steps);
  if (search.steps > most_steps) return {};
  return {search.found.begin(), search.found.end()};
}

void References::follow(const std::vector<std::string>& references, const Origin& origin,
                        Search& search) const {
  if (search.depth >= deepest) return;
  ++search.depth;
  const bool keyed = origin.keyed || std::ranges::any_of(references, is_key);
  for (const std::string& reference : references) {
    if (++search.steps > most_steps) break;
    follow_one(reference, origin, keyed, search);
  }
  --search.depth;
}

void References::follow_one(const std::string& reference, const Origin& origin, bool keyed,
                            Search& search) const {
  const auto parts = parts_of(reference);
  if (parts.size() < 2) return;
  const std::string_view head = name_of(parts[0]);
  if (head == "var") {
    follow_variable(name_of(parts[1]), origin, search);
  } else if (head == "module") {
    follow_module(parts, origin, keyed, search);
  } else if (head == "each") {
    const Value* source = origin.block == nullptr || name_of(parts[1]) != "value"
                              ? nullptr
                              : origin.block->find("for_each_expression");
    if (source == nullptr) return;
    auto references = references_of(*source);
    references.push_back("each.key");
    Origin outer = origin;
    outer.block = nullptr;
    follow(references, outer, search);
  } else if (head != "local" && head != "count" && head != "path" && head != "self" &&
             head != "terraform") {
    add_resource(parts, origin, keyed, search);
  }
}

void References::follow_variable(std::string_view name, const Origin& origin,
                                 Search& search) const {
  const Level& level = origin.levels.back();
  const Value* given = level.call == nullptr ? nullptr : level.call->find("expressions");
  const Value* expression = given == nullptr ? nullptr : given->find(name);
  if (expression == nullptr) return;
  Origin caller{origin.levels, level.key, level.call};
  caller.levels.pop_back();
  follow(references_of(*expression), caller, search);
}

void References::follow_module(const std::vector<std::string>& parts, const Origin& origin,
                               bool keyed, Search& search) const {
  if (parts.size() < 3) return;
  const Level& level = origin.levels.back();
  const Value* calls = level.module->find("module_calls");
  const Value* call = calls == nullptr ? nullptr : calls->find(name_of(parts[1]));
  const Value* module = call == nullptr ? nullptr : call->find("module");
  const Value* outputs = module == nullptr ? nullptr : module->find("outputs");
  const Value* output = outputs == nullptr ? nullptr : outputs->find(name_of(parts[2]));
  const Value* expression = output == nullptr ? nullptr : output->find("expression");
  if (expression == nullptr) return;
  const auto instances =
      modules_.find(dotted(level.address, "module." + std::string(name_of(parts[1]))));
  if (instances == modules_.end()) return;
  const std::string exact = dotted(level.address, "module." + parts[1]);
  const std::string own = exact + "[" + origin.key + "]";
  for (const std::string& address : instances->second) {
    if (parts[1].ends_with(']') && address != exact) continue;
    if (keyed && instances->second.contains(own) && address != own) continue;
    Origin inside{origin.levels, origin.key, nullptr, keyed};
    inside.levels.push_back({module, call, address, std::string(key_of(parts_of(address).back()))});
    follow(references_of(*expression), inside, search);
  }
}

void References::add_resource(const std::vector<std::string>& parts, const Origin& origin,
                              bool keyed, Search& search) const {
  const bool data = parts[0] == "data";
  const std::size_t at = data ? 1 : 0;
  if (parts.size() < at + 2) return;
  const std::string_view name = name_of(parts[at + 1]);
  const auto instances =
      by_name_.find(name_in(origin.levels.back().address, data, parts[at], name));
  if (instances == by_name_.end()) return;
  const std::string rest = rest_of(parts, at + 2);
  const std::string_view written = key_of(parts[at + 1]);
  auto one = instances->second.end();
  if (!written.empty()) {
    one = instances->second.find(written);
    if (one == instances->second.end()) return;
  } else if (keyed) {
    one = instances->second.find(origin.key);
  }
  if (one != instances->second.end()) {
    search.found.insert({one->second, rest});
    return;
  }
  for (const auto& [key, index] : instances->second) {
    if (++search.steps > most_steps) return;
    search.found.insert({index, rest});
  }
}

}  // namespace airtight::input::terraform
