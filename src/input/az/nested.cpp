#include "nested.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "input/list/entries.h"
#include "references.h"

namespace airtight::input::az {
namespace {

using list::Collection;

// The lists of a type that replace its children.
std::vector<Collection> lists_of(const azure::ResourceId& id) {
  std::vector<Collection> found;
  for (const Collection& each : list::collections()) {
    if (each.replaced && equal_ignoring_case(each.parent, id.type())) found.push_back(each);
  }
  return found;
}

bool is_written_in(const Value& resource, const Collection& collection) {
  const Value* properties = resource.find("properties");
  const Value* list = properties == nullptr ? nullptr : properties->find(collection.member);
  return list != nullptr && !list->is_null();
}

void erase_others(Session& session, const azure::ResourceId& id, std::string_view segment,
                  const std::vector<list::Entry>& kept) {
  for (const azure::ResourceId& child : children(session, id, segment)) {
    if (std::ranges::none_of(kept, [&](const list::Entry& entry) { return entry.id == child; }))
      erase(session, child);
  }
}

}  // namespace

void put_nested(Session& session, const azure::ResourceId& id, Value& resource) {
  std::vector<Collection> written = lists_of(id);
  std::erase_if(written, [&](const Collection& each) { return !is_written_in(resource, each); });
  if (written.empty()) return;
  std::vector<Collection> replaced;
  for (const Collection& each : written) {
    const Value* list = resource.find("properties")->find(each.member);
    if (list->array() != nullptr) replaced.push_back(each);
  }
  list::Entry entry{id, std::move(resource)};
  list::Entries taken;
  list::take_children(entry, taken, session.diagnostics);
  resource = std::move(entry.resource);
  for (const Collection& each : replaced)
    erase_others(session, id, each.member, taken.inline_children);
  for (const ResourceSet::Gap& gap : taken.gaps) add_gap(session, gap.place, gap.what, gap.scope);
  for (list::Entry& child : taken.inline_children)
    put(session, child.id, std::move(child.resource));
}

bool load_nested(const Session& session, const azure::ResourceId& id, std::string_view member,
                 Value& resource) {
  const auto lists = lists_of(id);
  const auto found = std::ranges::find_if(
      lists, [&](const Collection& each) { return equal_ignoring_case(each.member, member); });
  if (found == lists.end()) return false;
  if (is_written_in(resource, *found)) return true;
  Value list = make_array();
  for (const azure::ResourceId& child : children(session, id, found->member))
    list.array()->push_back(current(session, child));
  resource.set_path("properties." + std::string(found->member), std::move(list));
  return true;
}

void note_left_out(Call& call, const azure::ResourceId& id, const Value& body) {
  for (const Collection& each : lists_of(id)) {
    if (is_written_in(body, each) || children(call.session, id, each.member).empty()) continue;
    warn(call.session, call.place(),
         "\"" + std::string(id.name()) + "\" exists already; whether its " +
             std::string(each.member) + " survive depends on the release",
         {"I-263", "I-004"});
    add_gap(call.session, call.place(), "az " + std::string(call.command.words),
            {to_lower(std::string(each.parent) + "/" + std::string(each.member))});
  }
}

}  // namespace airtight::input::az
