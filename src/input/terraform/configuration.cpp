#include "input/terraform/configuration.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace airtight::input::terraform {
namespace {

const std::string* text_of(const Value& value, std::string_view key) {
  const Value* member = value.find(key);
  return member == nullptr ? nullptr : member->string();
}

bool is_expression(const Value& node) {
  return node.find("references") != nullptr || node.find("constant_value") != nullptr;
}

std::optional<std::size_t> index_of(std::string_view step) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error != std::errc() || end != step.data() + step.size()) return std::nullopt;
  return index;
}

// Whether a block as written may be the block with these values: no constant says otherwise.
bool fits(const Value& block, const Value& values) {
  const Object* members = block.object();
  if (members == nullptr) return false;
  return std::ranges::all_of(*members, [&](const Member& member) {
    const Value* constant = member.value.find("constant_value");
    const Value* known = values.find(member.key);
    return constant == nullptr || known == nullptr || known->array() != nullptr ||
           known->object() != nullptr || same_value(*constant, *known);
  });
}

// More blocks than this are not told from each other: that would take their square in time.
constexpr std::size_t most_blocks = 256;

// The blocks of a set have another order in the values than in the configuration, so only one that
// alone fits the known values is the one.
const Value* block_for(const Array& blocks, const Value* values) {
  if (blocks.size() == 1) return &blocks.front();
  if (values == nullptr || blocks.size() > most_blocks) return nullptr;
  const auto fitting = [&](const Value& block) { return fits(block, *values); };
  const auto first = std::ranges::find_if(blocks, fitting);
  if (first == blocks.end() || std::any_of(std::next(first), blocks.end(), fitting)) return nullptr;
  return &*first;
}

const Value* element(const Value* values, std::size_t index) {
  if (values == nullptr || values->array() == nullptr || index >= values->array()->size())
    return nullptr;
  return &(*values->array())[index];
}

// "module.a[0].module.b" and a resource to "a.b.data.type.name".
std::string path_of(std::string_view module_address) {
  std::string path;
  const auto parts = parts_of(module_address);
  for (std::size_t i = 1; i < parts.size(); i += 2) path += std::string(name_of(parts[i])) + ".";
  return path;
}

std::string key_of(const std::string& path, std::string_view mode, std::string_view type,
                   std::string_view name) {
  return path + std::string(mode) + "." + std::string(type) + "." + std::string(name);
}

}  // namespace

std::vector<Level> levels_of(const Value& root, std::string_view module_address) {
  std::vector<Level> levels;
  const Value* module = root.at_path("configuration.root_module");
  if (module == nullptr) return levels;
  levels.push_back({module, nullptr, {}, {}});
  const auto parts = parts_of(module_address);
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
    const Value* calls = module->find("module_calls");
    const Value* call = calls == nullptr ? nullptr : calls->find(name_of(parts[i + 1]));
    module = call == nullptr ? nullptr : call->find("module");
    if (module == nullptr) break;
    std::string address = levels.back().address;
    if (!address.empty()) address += '.';
    address += "module." + parts[i + 1];
    levels.push_back({module, call, std::move(address), std::string(key_of(parts[i + 1]))});
  }
  return levels;
}

WrittenResources::WrittenResources(const Value& root) {
  if (const Value* module = root.at_path("configuration.root_module")) add(*module, "");
}

void WrittenResources::add(const Value& module, const std::string& path) {
  const Value* resources = module.find("resources");
  if (resources != nullptr && resources->array() != nullptr) {
    for (const Value& resource : *resources->array()) {
      const std::string* type = text_of(resource, "type");
      const std::string* name = text_of(resource, "name");
      const std::string* mode = text_of(resource, "mode");
      if (type != nullptr && name != nullptr)
        blocks_.emplace(key_of(path, mode == nullptr ? "managed" : *mode, *type, *name), &resource);
    }
  }
  const Value* calls = module.find("module_calls");
  if (calls == nullptr || calls->object() == nullptr) return;
  for (const Member& call : *calls->object()) {
    if (const Value* called = call.value.find("module")) add(*called, path + call.key + ".");
  }
}

const Value* WrittenResources::find(const Address& address) const {
  const auto found = blocks_.find(key_of(path_of(address.module), address.data ? "data" : "managed",
                                         address.type, address.name));
  return found == blocks_.end() ? nullptr : found->second;
}

std::vector<std::string> references_of(const Value& expression) {
  std::vector<std::string> all;
  const Value* list = expression.find("references");
  if (list == nullptr || list->array() == nullptr) return all;
  for (const Value& reference : *list->array()) {
    if (reference.string() != nullptr && !reference.string()->empty())
      all.push_back(*reference.string());
  }
  const std::set<std::string> sorted(all.begin(), all.end());
  const auto shortens = [&](const std::string& reference) {
    return std::ranges::any_of(std::string_view(".["), [&](char next) {
      const auto longer = sorted.lower_bound(reference + next);
      return longer != sorted.end() && longer->starts_with(reference + next);
    });
  };
  std::vector<std::string> kept;
  std::set<std::string> seen;
  for (const std::string& reference : all) {
    if (!shortens(reference) && seen.insert(reference).second) kept.push_back(reference);
  }
  return kept;
}

Expression expression_at(const Value* written, const std::vector<std::string>& path,
                         const Value& values) {
  const Value* node = written == nullptr ? nullptr : written->find("expressions");
  if (node == nullptr) return {};
  const Value* known = &values;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (is_expression(*node)) break;
    const auto index = index_of(path[i]);
    if (index && (node->array() != nullptr || node->object() != nullptr)) {
      known = element(known, *index);
      if (node->array() != nullptr) node = block_for(*node->array(), known);
    } else {
      node = node->find(path[i]);
      known = known == nullptr ? nullptr : known->find(path[i]);
      if (node == nullptr && i + 1 == path.size()) return {Expression::Kind::not_written, {}};
    }
    if (node == nullptr) return {};
  }
  if (!is_expression(*node)) return {};
  return {Expression::Kind::references, references_of(*node)};
}

}  // namespace airtight::input::terraform
