#include <airtight/verify/what_if.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace airtight::verify {
namespace {

using Key = std::pair<std::string, std::string>;

std::vector<const model::BackEnd*> services(const model::Network& network) {
  std::vector<const model::BackEnd*> found;
  for (const model::BackEnd& back_end : network.back_ends()) {
    if (back_end.site == nullptr) found.push_back(&back_end);
  }
  return found;
}

std::vector<const model::BackEnd*> referenced_by(const model::Network& network,
                                                 const azure::Site& site) {
  std::set<const model::BackEnd*> vaults;
  for (const azure::KeyVaultReference& reference : site.references) {
    const auto host = net::parse_dns_name(reference.vault_host);
    const auto* named = host ? network.by_public_name(*host) : nullptr;
    if (named != nullptr) vaults.insert(named->back_end);
  }
  return {vaults.begin(), vaults.end()};
}

void add_paths(const model::Network& network, const reach::Workload& from,
               const std::vector<const model::BackEnd*>& back_ends, bool needed,
               const Assumptions& assumptions, std::vector<Path>& paths) {
  for (const model::BackEnd* back_end : back_ends) {
    for (const Target& target : targets_of(network, *back_end)) {
      paths.push_back(examine(network, from, target, assumptions));
      paths.back().needed = needed;
    }
  }
}

std::map<Key, const Path*> by_ends(const std::vector<Path>& paths) {
  std::map<Key, const Path*> map;
  for (const Path& path : paths) map.emplace(Key{path.from, path.to}, &path);
  return map;
}

auto what_matters(const Path& path) {
  const auto& answer = path.resolution;
  return std::tuple(
      path.verdict.judgement, path.verdict.reason, path.via,
      answer ? std::optional(answer->answer_class) : std::nullopt,
      answer ? answer->answer.rcode : dns::Rcode::none,
      answer ? answer->answer.addresses : std::vector<dns::Address>{},
      path.public_access ? std::optional(path.public_access->judgement) : std::nullopt);
}

std::optional<Path> copy(const Path* path) {
  return path == nullptr ? std::nullopt : std::optional(*path);
}

}  // namespace

std::vector<Path> what_if(const model::Network& network, const Assumptions& assumptions) {
  std::vector<Path> paths;
  const auto all = services(network);
  for (const azure::Site& site : network.written().sites) {
    // An app that names nobody may need anybody.
    const auto named = dependencies(network, site);
    add_paths(network, app_workload(site), named.empty() ? all : named, !named.empty(), assumptions,
              paths);
    add_paths(network, references_workload(site), referenced_by(network, site), true, assumptions,
              paths);
  }
  for (const azure::VirtualMachine& machine : network.written().virtual_machines)
    add_paths(network, machine_workload(network, machine), all, false, assumptions, paths);
  add_paths(network, internet_workload(), all, false, assumptions, paths);
  std::ranges::stable_sort(paths, {},
                           [](const Path& path) { return std::tie(path.from, path.to); });
  return paths;
}

std::vector<PathChange> changes(const std::vector<Path>& before, const std::vector<Path>& after) {
  const auto old_paths = by_ends(before);
  const auto new_paths = by_ends(after);
  std::set<Key> keys;
  for (const auto& [key, path] : old_paths) keys.insert(key);
  for (const auto& [key, path] : new_paths) keys.insert(key);
  std::vector<PathChange> found;
  for (const Key& key : keys) {
    const auto was = old_paths.find(key);
    const auto is = new_paths.find(key);
    const Path* left = was == old_paths.end() ? nullptr : was->second;
    const Path* right = is == new_paths.end() ? nullptr : is->second;
    if (left != nullptr && right != nullptr && what_matters(*left) == what_matters(*right))
      continue;
    found.push_back({key.first, key.second, copy(left), copy(right)});
  }
  return found;
}

bool is_broken(const Path& path) {
  return path.needed && path.verdict.judgement == Judgement::deny;
}

}  // namespace airtight::verify
