#include <airtight/base/text.h>
#include <airtight/input/two_threads.h>

#include <algorithm>
#include <span>
#include <utility>

#include "input/list/entries.h"
#include "input/list/order.h"
#include "input/soon.h"

// A set is in order of id, so what is added to it is brought in that order first: then a resource
// is one step from the one before it, and those of one id stand together.
namespace airtight::input::list {
namespace {

constexpr std::size_t entries_of_a_turn = 1024;

struct Listed {
  Entry* entry = nullptr;
  std::size_t order = 0;  // children that stand in their parent come first (I-003)
  bool of_parent = false;
  bool alone = false;                 // its id is listed once,
  std::shared_ptr<const Value> kept;  // and this is made already
};

bool same_id(const Listed& a, const Listed& b) { return a.entry->id == b.entry->id; }

std::vector<Listed> in_order_of_id(Entries& entries) {
  std::vector<Ordered> keys;
  const std::size_t children = entries.inline_children.size();
  keys.reserve(children + entries.resources.size());
  for (const auto* list : {&entries.inline_children, &entries.resources}) {
    for (const Entry& entry : *list) keys.push_back({entry.id.key(), 0, keys.size()});
  }
  sort_by_text(keys);
  std::vector<Listed> all(keys.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t place = keys[i].place;
    const bool of_parent = place < children;
    all[i].entry =
        of_parent ? &entries.inline_children[place] : &entries.resources[place - children];
    all[i].order = place;
    all[i].of_parent = of_parent;
  }
  return all;
}

bool is_alone(std::span<const Listed> all, std::size_t i) {
  return (i == 0 || !same_id(all[i - 1], all[i])) &&
         (i + 1 == all.size() || !same_id(all[i], all[i + 1]));
}

// Entries are where they were read, and their ids and members elsewhere.
void need_from(std::span<const Listed> all, std::size_t i) {  // of one thread
  if (i + 2 * steps_ahead < all.size())
    need_soon(static_cast<const void*>(&all[i + 2 * steps_ahead].entry->id));
  if (i + steps_ahead < all.size()) {
    need_soon(all[i + steps_ahead].entry->id);
    need_soon(all[i + steps_ahead].entry->resource);
  }
}

bool is_stub(const Value& resource) { return resource.find("$external") != nullptr; }

// What most of the work is, and does not look at other entries.
void make_kept(std::vector<Listed>& all) {
  const std::size_t turns = (all.size() + entries_of_a_turn - 1) / entries_of_a_turn;
  in_two_threads(turns, [&] {
    return [&](std::size_t turn) {
      const std::size_t end = std::min(all.size(), (turn + 1) * entries_of_a_turn);
      for (std::size_t i = turn * entries_of_a_turn; i < end; ++i) {
        Listed& each = all[i];
        need_from(std::span<const Listed>(all).first(end), i);
        each.alone = is_alone(all, i);
        if (each.alone) each.kept = identified(each.entry->id, std::move(each.entry->resource));
      }
    };
  });
}

// What a set has in the end of the resources of one id, which it may have `before`. Null: nothing
// new.
std::shared_ptr<const Value> overlaid(std::span<Listed> same, const Value* before,
                                      std::vector<std::pair<std::size_t, Diagnostic>>& said) {
  if (same.size() == 1)
    return before != nullptr && is_stub(*same.front().kept) ? nullptr
                                                            : std::move(same.front().kept);
  std::shared_ptr<const Value> last;
  for (std::size_t i = 0; i < same.size(); ++i) {
    Entry& entry = *same[i].entry;
    const bool again = i > 0 && same[i - 1].of_parent == same[i].of_parent;
    if (again && before != nullptr && !same_value(*before, entry.resource))
      said.emplace_back(same[i].order,
                        Diagnostic{Severity::warning,
                                   to_where(entry.resource.place),
                                   std::string(entry.id.name()) +
                                       " is listed again with other values; this one is used",
                                   {"I-004"}});
    if (before != nullptr && is_stub(entry.resource)) continue;  // it would only forget
    last = identified(entry.id, std::move(entry.resource));
    before = last.get();
  }
  return last;
}

}  // namespace

void add_to(ResourceSet& set, Entries entries,
            const std::function<bool(std::string_view)>& is_resource_name,
            Diagnostics& diagnostics) {
  if (entries.has_settings) {
    for (auto* list : {&entries.inline_children, &entries.resources}) {
      for (Entry& entry : *list) reduce_settings(entry, is_resource_name);
    }
  }
  std::vector<Listed> all = in_order_of_id(entries);
  make_kept(all);
  std::vector<ResourceSet::Entry> put;
  put.reserve(all.size());
  std::vector<std::pair<std::size_t, Diagnostic>> said;
  for (std::size_t i = 0, end = 0; i < all.size(); i = end) {
    if (i + 2 * steps_ahead < all.size())
      need_soon(static_cast<const void*>(&all[i + 2 * steps_ahead].entry->id));
    for (end = i + 1; !all[i].alone && end < all.size() && same_id(all[i], all[end]);) ++end;
    azure::ResourceId& id = all[i].entry->id;  // the first spelling stays
    const Value* before = set.empty() ? nullptr : set.find(id);
    auto kept = overlaid(std::span(all).subspan(i, end - i), before, said);
    if (kept != nullptr) put.emplace_back(std::move(id), std::move(kept));
  }
  set.share_in_order(std::move(put));
  std::ranges::sort(said, {}, [](const auto& each) { return each.first; });
  for (auto& [order, diagnostic] : said) diagnostics.push_back(std::move(diagnostic));
  for (ResourceSet::Gap& gap : entries.gaps) set.add_gap(std::move(gap));
}

}  // namespace airtight::input::list
