#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/base/shared_text.h>
#include <airtight/input/resource_set.h>
#include <airtight/input/source.h>
#include <airtight/input/value.h>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// The steps of reading a resource list; resource_list.cpp puts them together.
namespace airtight::input::list {

// One resource of a list in ARM's shape: "id", and everything but the common members under
// "properties".
struct Entry {
  azure::ResourceId id;
  Value resource;
};

// Whether a member's name may hold a secret: lists repeat few names, and share each.
using SecretKeys =
    std::unordered_map<SharedText, bool, SharedText::HashOfShare, SharedText::EqualShare>;

// What a list holds, before app settings are reduced: only the whole input knows which of their
// values are names of resources.
struct Entries {
  std::vector<Entry> inline_children;  // a stand-alone entry of the same id wins (I-003)
  std::vector<Entry> resources;
  std::vector<ResourceSet::Gap> gaps;
  SecretKeys secret_keys;    // found while reading
  bool has_settings = true;  // false: surely nothing that reduce_settings would look at
};

// How much of a list is kept: all of it, or no properties of resources that nobody looks into. The
// second is for when the resources are read and the list is not written again.
enum class Bodies { all, that_are_read };

// Everything a list says, as entries. Values {"$unknown": …} are unknowns again, and secrets are
// gone except the values of settings.
Entries read_entries(const Source& source, Diagnostics& diagnostics, Bodies bodies = Bodies::all);

// The two ways to do that. In parts, by two threads, where the document is one long list of objects
// and nothing in it is odd (nothing otherwise, and nothing said); at once in all cases.
std::optional<Entries> read_entries_in_parts(const Source& source, Bodies bodies,
                                             Diagnostics& diagnostics);
Entries read_entries_at_once(const Source& source, Diagnostics& diagnostics);

// One element of a list.
void read_element(Value element, Entries& entries, Diagnostics& diagnostics);

// I-375: what the platform computed is evidence, not configuration.
bool is_effective(const Value& element);
void report_effective(const Place& list, Diagnostics& diagnostics);
void report_empty(const Place& list, Diagnostics& diagnostics);

// The same for resources that another reader has put together.
Entries entries_of(Array elements, Diagnostics& diagnostics);

// The elements of a list in any of its shapes (I-013, I-372), and a gap when more pages exist.
// Nothing, and an error, when the document holds no list.
std::optional<Array> elements_of(Value root, std::vector<ResourceSet::Gap>& gaps,
                                 Diagnostics& diagnostics);

// Notes a gap when the document says that its list of `count` elements goes on elsewhere.
void note_more_pages(const Value& root, std::optional<std::size_t> count,
                     std::vector<ResourceSet::Gap>& gaps, Diagnostics& diagnostics);

// Brings the members to ARM's shape: canonical spelling of the common members, and what tools write
// flat (I-373) back under "properties".
Value in_arm_shape(Value element);

// {"$unknown": name, "reason": text} becomes an unknown, at any depth.
void restore_unknowns(Value& value);

// Children that may stand inside their parent (I-003, I-252).
struct Collection {
  std::string_view parent;  // lower case; empty for any type
  std::string_view member;  // under "properties", and the child's type segment
  bool replaced = false;    // a list that is written in the parent replaces the children (I-004)
};
std::span<const Collection> collections();

// Takes the children that stand inside their parent out of it (I-003). `type` is the parent's, in
// lower case.
void take_children(Entry& parent, std::string_view type, Entries& entries,
                   Diagnostics& diagnostics);
void take_children(Entry& parent, Entries& entries, Diagnostics& diagnostics);

// Removes keys, passwords, tokens and connection strings, wherever they stand. App settings are not
// touched: see reduce_settings. Whether there are any. `type` is the entry's, in lower case.
bool drop_secrets(Entry& entry, std::string_view type, SecretKeys& known);
void drop_secrets(Entry& entry);

// People write anything into tags. What is "true" or "false" stays: one such tag switches address
// translation off (N-077). Part of drop_secrets.
void drop_tag_values(Value& resource);

// Replaces the values of app settings and connection strings by what may be kept of them.
void reduce_settings(Entry& entry, const std::function<bool(std::string_view)>& is_resource_name);

// Adds the entries to a set, settings reduced.
void add_to(ResourceSet& set, Entries entries,
            const std::function<bool(std::string_view)>& is_resource_name,
            Diagnostics& diagnostics);

// The same when the entries and the set are the whole input.
void add_as_set(ResourceSet& set, Entries entries, Diagnostics& diagnostics);

// The names of the resources, in lower case: what an app setting may be the name of.
void add_names(const Entries& entries, std::vector<std::string>& names);

}  // namespace airtight::input::list
