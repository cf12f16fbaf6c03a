#include <airtight/base/text.h>
#include <airtight/input/two_threads.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <functional>
#include <iterator>
#include <memory>
#include <unordered_map>
#include <utility>

#include "input/json_list.h"
#include "input/list/entries.h"
#include "input/resources/outlines.h"

// An export of an estate has a million elements, which have nothing to do with each other until
// they stand in one set. So two threads read parts of the list, and what the parts say is put
// together in their order: the same entries and diagnostics as in one piece
// (docs/decisions/0015-estates.md). Whatever is odd is left to the way that reads in one piece.
namespace airtight::input::list {
namespace {

const std::string* text_among(std::span<const Member> members, std::string_view key) {
  const auto found = std::ranges::find(members, key, &Member::key);
  return found == members.end() ? nullptr : found->value.string();
}

// As a set wants them, so that it need not make the resource anew.
void names_first(Value& resource) {
  constexpr std::string_view names[] = {"id", "type", "name"};
  Object* members = resource.object();
  if (members == nullptr) return;
  const auto has = [&](std::string_view name) {
    return std::ranges::find(*members, name, &Member::key) != members->end();
  };
  if (!std::ranges::all_of(names, has)) return;
  auto to = members->begin();
  for (const std::string_view name : names) {
    const auto found = std::ranges::find(to, members->end(), name, &Member::key);
    if (found != members->end()) std::rotate(to, found, std::next(found));
    ++to;
  }
}

struct Part {
  Entries entries;
  Diagnostics diagnostics;
  std::vector<JsonRepeat> repeats;
  std::vector<std::size_t> ids;  // hashed
  bool whole = true;             // all of it is JSON
  bool believed = true;          // what was left out may be
  bool effective = true;         // all of it (I-375)
};

// One thread's.
class PartReader {
 public:
  PartReader(const std::string& text, const JsonCut& cut, const std::string& path, Bodies bodies)
      : reduction_([this](std::span<const Member> before) { return outline_of(before); }),
        reader_(text, cut, path, bodies == Bodies::all || cut.has_unknowns ? nullptr : &reduction_),
        unknowns_(cut.has_unknowns) {}

  void read(const JsonCut::Part& extent, Part& part) {
    part.entries.has_settings = false;
    part.whole = reader_.read(
        extent,
        [&](Value element, bool reduced) {
          if (!add(std::move(element), reduced, part)) part.believed = false;
        },
        part.repeats);
  }

 private:
  // False where the id is not of the type for which something was left out.
  bool add(Value element, bool reduced, Part& part) {
    if (unknowns_) restore_unknowns(element);
    part.effective = part.effective && is_effective(element);
    auto& resources = part.entries.resources;
    auto& children = part.entries.inline_children;
    const std::size_t before = resources.size();
    const std::size_t children_before = children.size();
    std::swap(part.entries.secret_keys, secret_keys_);
    read_element(std::move(element), part.entries, part.diagnostics);
    std::swap(part.entries.secret_keys, secret_keys_);
    for (std::size_t i = before; i < resources.size(); ++i) {
      names_first(resources[i].resource);
      part.ids.push_back(std::hash<std::string>()(resources[i].id.key()));
    }
    for (std::size_t i = children_before; i < children.size(); ++i)
      names_first(children[i].resource);
    return !reduced || resources.size() == before ||
           equal_ignoring_case(resources.back().id.type(), type_);
  }

  // The type is asked again when the whole element is known.
  std::optional<const JsonOutline*> outline_of(std::span<const Member> before) {
    const std::string* id = text_among(before, "id");
    const std::string* type = text_among(before, "type");
    if (id == nullptr || type == nullptr) return std::nullopt;
    type_ = *type;
    const auto known = outlines_.find(*type);
    if (known != outlines_.end()) return known->second;
    const JsonOutline* outline = resources::outline_of(to_lower(*type));
    if (outlines_.size() < most_types) outlines_.emplace(*type, outline);
    return outline;
  }

  static constexpr std::size_t most_types = 4096;

  JsonReduction reduction_;
  JsonListReader reader_;
  bool unknowns_;
  std::string type_;
  std::unordered_map<std::string, const JsonOutline*> outlines_;
  SecretKeys secret_keys_;
};

// Whether elements_of would take the list that was cut, and nothing is around it that it looks at.
bool is_the_list(const JsonCut& cut) {
  if (!cut.name) return true;
  const Value& root = cut.around;
  if (root.at_path("responses.200.body") != nullptr || root.find("id") != nullptr ||
      root.find("$gap") != nullptr || root.find("$unknown") != nullptr)
    return false;
  for (const std::string_view name : {"value", "data", "resources"}) {
    if (name == *cut.name) return true;
    const Value* member = root.find(name);
    if (member != nullptr && (member->array() != nullptr || member->find("rows") != nullptr))
      return false;
  }
  return false;
}

// Another listing of a resource is compared with the first, and both must be whole for that. Two
// ids of one hash are taken for the same.
bool has_twice(const std::vector<Part>& parts) {
  std::size_t count = 0;
  for (const Part& part : parts) count += part.ids.size();
  std::vector<std::size_t> found(std::bit_ceil(2 * count + 1));  // each where it belongs or behind
  const std::size_t mask = found.size() - 1;
  for (const Part& part : parts) {
    for (const std::size_t id : part.ids) {
      const std::size_t hash = std::max<std::size_t>(id, 1);  // 0: free
      std::size_t at = hash & mask;
      while (found[at] != 0 && found[at] != hash) at = (at + 1) & mask;
      if (found[at] == hash) return true;
      found[at] = hash;
    }
  }
  return false;
}

template <class T>
void append(std::vector<T>& to, std::vector<T>& from) {
  std::ranges::move(from, std::back_inserter(to));
  std::vector<T>().swap(from);
}

std::size_t count_of(const std::vector<Part>& parts, std::vector<Entry> Entries::*list) {
  std::size_t count = 0;
  for (const Part& part : parts) count += (part.entries.*list).size();
  return count;
}

Entries joined(const JsonCut& cut, std::vector<Part>& parts, Diagnostics& diagnostics) {
  Entries entries;
  entries.has_settings = false;
  std::vector<JsonRepeat> repeats;
  for (Part& part : parts) append(repeats, part.repeats);
  report_repeats(repeats, diagnostics);
  const std::size_t before = diagnostics.size();
  if (cut.name)
    note_more_pages(cut.around,
                    *cut.name == "data" ? std::optional(cut.elements.size()) : std::nullopt,
                    entries.gaps, diagnostics);
  if (!parts.empty() && std::ranges::all_of(parts, &Part::effective)) {
    report_effective(cut.around.place, diagnostics);
    return entries;
  }
  entries.inline_children.reserve(count_of(parts, &Entries::inline_children));
  entries.resources.reserve(count_of(parts, &Entries::resources));
  for (Part& part : parts) {
    append(entries.inline_children, part.entries.inline_children);
    append(entries.resources, part.entries.resources);
    append(entries.gaps, part.entries.gaps);
    append(diagnostics, part.diagnostics);
    entries.has_settings = entries.has_settings || part.entries.has_settings;
  }
  if (entries.resources.empty() && entries.gaps.empty() && diagnostics.size() == before)
    report_empty(cut.around.place, diagnostics);
  return entries;
}

}  // namespace

std::optional<Entries> read_entries_in_parts(const Source& source, Bodies bodies,
                                             Diagnostics& diagnostics) {
  std::string padded;
  const bool in_memory = !source.cut || !source.cut->file;
  if (in_memory && !is_padded_json(source.text)) {
    padded = source.text;
    pad_json(padded);
  }
  const std::string& text = padded.empty() ? source.text : padded;
  const auto cut = source.cut ? source.cut : cut_json_list(text, source.path);
  if (!cut || !is_the_list(*cut)) return std::nullopt;
  std::vector<Part> parts(cut->parts.size());
  std::atomic<bool> go_on{true};
  in_two_threads(parts.size(), [&] {
    auto reader = std::make_shared<PartReader>(text, *cut, source.path, bodies);
    return [&, reader](std::size_t i) {
      if (!go_on) return;
      reader->read(cut->parts[i], parts[i]);
      if (!parts[i].whole) go_on = false;
    };
  });
  if (!go_on) return std::nullopt;
  if (bodies == Bodies::that_are_read &&
      (has_twice(parts) || !std::ranges::all_of(parts, &Part::believed)))
    return read_entries_in_parts(source, Bodies::all, diagnostics);
  return joined(*cut, parts, diagnostics);
}

}  // namespace airtight::input::list
