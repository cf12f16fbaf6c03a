#include <airtight/base/text.h>
#include <airtight/verify/policy_groups.h>
#include <airtight/verify/subject.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "pattern.h"

namespace airtight::verify {
namespace {

struct Member {
  azure::ResourceId id;
  bool used_only = false;  // only for apps whose settings name it
};

bool fits(const std::string& pattern, std::string_view text) {
  return pattern.empty() || matches(pattern, text);
}

bool has_tags(const Selector& selector, const azure::ResourceId& id, const Tags& tags) {
  const auto of_resource = tags.find(id);
  return std::ranges::all_of(selector.tags, [&](const auto& wanted) {
    if (of_resource == tags.end()) return false;
    return std::ranges::any_of(of_resource->second, [&](const auto& tag) {
      if (tag.first.empty()) return true;
      return equal_ignoring_case(tag.first, wanted.first) &&
             (!tag.second || matches(wanted.second, *tag.second));
    });
  });
}

// Adds what a group's selectors fit; one that fits two of them is used only if both say so.
void add_fitting(const Group& group, const azure::ResourceId& id, const Tags& tags,
                 std::vector<Member>& members) {
  bool any = false;
  bool used_only = true;
  for (const Selector& selector : group.selectors) {
    if (!fits(selector.type, id.type()) || !fits(selector.name, id.name()) ||
        !fits(selector.id, id.text()) || !has_tags(selector, id, tags))
      continue;
    any = true;
    used_only = used_only && selector.used;
  }
  if (any) members.push_back({id, used_only});
}

std::vector<Member> members_of(const model::Network& network, const Tags& tags,
                               const Group& group) {
  std::vector<Member> members;
  if (group.kind == Group::Kind::targets) {
    for (const model::BackEnd& back_end : network.back_ends())
      add_fitting(group, back_end.id(), tags, members);
  } else {
    const azure::Resources& written = network.written();
    for (const azure::Site& site : written.sites) add_fitting(group, site.id, tags, members);
    for (const azure::VirtualMachine& machine : written.virtual_machines)
      add_fitting(group, machine.id, tags, members);
    for (const azure::HostedWorkload& hosted : written.hosted_workloads)
      add_fitting(group, hosted.id, tags, members);
  }
  std::ranges::sort(members, {}, &Member::id);
  return members;
}

bool names(const model::Network& network, const azure::ResourceId& app,
           const azure::ResourceId& back_end) {
  const azure::Site* site = network.site(app);
  if (site == nullptr) return false;
  return std::ranges::any_of(dependencies(network, *site),
                             [&](const model::BackEnd* one) { return one->id() == back_end; });
}

class Expansion {
 public:
  Expansion(const model::Network& network, const Tags& tags, const Policy& policy)
      : network_(network), tags_(tags), policy_(policy) {}

  void add(const Assertion& assertion, std::vector<Assertion>& expanded) const {
    const auto apps = ends(assertion.app);
    const auto back_ends = ends(assertion.back_end);
    const std::size_t before = expanded.size();
    for (const End& app : apps) {
      for (const End& back_end : back_ends) {
        if (back_end.used_only && !names(network_, azure::ResourceId(app.text), back_end.id))
          continue;
        if (app.id == back_end.id && !app.id.empty()) continue;
        expanded.push_back(assertion);
        expanded.back().app = app.text;
        expanded.back().back_end = back_end.text;
        if (!app.id.empty() || !back_end.id.empty())
          expanded.back().title += " (" + app.name() + " -> " + back_end.name() + ")";
        expanded.back().rule = assertion.rule.empty() ? assertion.id : assertion.rule;
      }
    }
    if (expanded.size() == before) expanded.push_back(assertion);
  }

 private:
  struct End {
    std::string text;
    azure::ResourceId id{};  // empty where the assertion names it itself
    bool used_only = false;

    std::string name() const { return id.empty() ? text : std::string(id.name()); }
  };

  std::vector<End> ends(const std::string& text) const {
    if (!text.starts_with(group_prefix)) return {{text}};
    const auto group =
        std::ranges::find(policy_.groups, text.substr(group_prefix.size()), &Group::name);
    if (group == policy_.groups.end()) return {};
    std::vector<End> found;
    for (const Member& member : members_of(network_, tags_, *group))
      found.push_back({member.id.text(), member.id, member.used_only});
    return found;
  }

  const model::Network& network_;
  const Tags& tags_;
  const Policy& policy_;
};

// What two packs promise alike, whatever their ids.
bool same_promise(const Assertion& a, const Assertion& b) {
  const auto tied = [](const Assertion& one) {
    return std::tie(one.app, one.back_end, one.promise, one.ports, one.protocols, one.through,
                    one.except, one.title, one.controls);
  };
  return tied(a) == tied(b);
}

// Adds those that are not there yet; each pack is free of doubles.
void add_pack(std::vector<Assertion> pack, std::vector<Assertion>& all) {
  std::multimap<std::string, std::size_t> there;
  for (std::size_t i = 0; i < all.size(); ++i) there.emplace(all[i].title, i);
  for (Assertion& one : pack) {
    const auto [begin, end] = there.equal_range(one.title);
    const bool known = std::any_of(
        begin, end, [&](const auto& entry) { return same_promise(all[entry.second], one); });
    if (!known) all.push_back(std::move(one));
  }
}

}  // namespace

Policy instantiate(const model::Network& network, const Tags& tags, Policy policy) {
  std::vector<Assertion> all;
  for (const std::string& name : policy.packs) add_pack(pack(network, name), all);
  const Expansion expansion(network, tags, policy);
  for (const Assertion& assertion : policy.assertions) expansion.add(assertion, all);
  policy.assertions = std::move(all);
  return policy;
}

}  // namespace airtight::verify
