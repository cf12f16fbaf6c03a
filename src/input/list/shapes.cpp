#include <airtight/base/text.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "input/ignoring_case.h"
#include "input/list/entries.h"

namespace airtight::input::list {
namespace {

bool is_true(const Value& value) {
  const bool* boolean = value.boolean();
  const std::string* text = value.string();
  return (boolean != nullptr && *boolean) ||
         (text != nullptr && equal_ignoring_case(*text, "true"));
}

// I-370, I-372: each tool has its own way to say that the list goes on.
bool goes_on(const Value& root, std::optional<std::size_t> count) {
  for (const std::string_view name : {"nextLink", "$skipToken", "skip_token", "skipToken"}) {
    const Value* member = root.find(name);
    if (member == nullptr || member->is_null()) continue;
    if (member->string() == nullptr || !member->string()->empty()) return true;
  }
  const Value* rows = root.find("data");
  if (rows != nullptr && rows->find("rows") != nullptr) rows = rows->find("rows");
  if (rows == nullptr || rows->array() == nullptr) {
    count.reset();
  } else if (!count) {
    count = rows->array()->size();
  }
  for (const std::string_view name : {"totalRecords", "total_records"}) {
    const Value* total = root.find(name);
    const auto* number = total == nullptr ? nullptr : std::get_if<std::int64_t>(&total->data);
    if (number != nullptr && count && std::cmp_greater(*number, *count)) return true;
  }
  const Value* truncated = root.find("resultTruncated");
  return truncated != nullptr && is_true(*truncated);
}

// Resource Graph's table form: {"columns": [{"name"}], "rows": [[…]]}.
Array rows_of(const Value& table) {
  std::vector<std::string> names;
  const Value* columns = table.find("columns");
  const Value* rows = table.find("rows");
  Array elements;
  if (columns == nullptr || columns->array() == nullptr || rows == nullptr ||
      rows->array() == nullptr)
    return elements;
  for (const Value& column : *columns->array()) {
    const Value* name = column.find("name");
    names.push_back(name != nullptr && name->string() != nullptr ? *name->string() : "");
  }
  for (const Value& row : *rows->array()) {
    Value element = make_object(row.place);
    const std::size_t size = row.array() == nullptr ? 0 : row.array()->size();
    for (std::size_t i = 0; i < std::min(size, names.size()); ++i)
      element.set(names[i], (*row.array())[i]);
    elements.push_back(std::move(element));
  }
  return elements;
}

struct Common {
  std::string_view spelling;
  std::string_view alias;  // PowerShell's name of the same member (I-374)
};

// Members of a resource that stand beside "properties".
constexpr Common common_members[] = {
    {"id", "resourceId"},
    {"type", "resourceType"},
    {"name", "resourceName"},
    {"location", ""},
    {"kind", ""},
    {"sku", ""},
    {"identity", ""},
    {"tags", ""},
    {"zones", ""},
    {"plan", ""},
    {"etag", ""},
    {"apiVersion", ""},
    {"managedBy", ""},
    {"extendedLocation", ""},
    {"systemData", ""},
    {"properties", ""},
    {"scope", ""},
};

// Columns of tools that only repeat the id.
constexpr std::string_view repetitions[] = {
    "resourceGroup",         "resourceGroupName",     "subscriptionId", "tenantId",
    "resourceName",          "resourceType",          "resourceId",     "extensionType",
    "extensionResourceName", "extensionResourceType", "parentResource"};

const Common* common(std::string_view key) {
  for (const Common& member : common_members) {  // as nearly all write it
    if (member.spelling == key) return &member;
  }
  static const ByWord<const Common*> members = [] {
    ByWord<const Common*> all;
    for (const Common& member : common_members) all.emplace(member.spelling, &member);
    return all;
  }();
  const auto found = members.find(key);
  return found == members.end() ? nullptr : found->second;
}

bool repeats_the_id(std::string_view key) {
  static const Words names(std::begin(repetitions), std::end(repetitions));
  return names.contains(key);
}

// "$order", "$external" and the like are notes of our own about the resource.
bool is_note(std::string_view key) { return key.starts_with('$'); }

// Whether no two members have a name that differs in case only; of few.
bool has_names_once(const Object& members) {
  for (auto one = members.begin(); one != members.end(); ++one) {
    for (auto other = std::next(one); other != members.end(); ++other) {
      if (equal_ignoring_case(other->key, one->key)) return false;
    }
  }
  return true;
}

// Where another tool's name of a member stands and Azure's does not.
void take_aliases(Value& shaped) {
  for (const Common& known : common_members) {
    if (known.alias.empty() || shaped.find(known.spelling) != nullptr) continue;
    if (const Value* alias = shaped.find(known.alias)) shaped.set(known.spelling, Value(*alias));
  }
}

// What in_arm_shape makes of a resource that is in this shape but for spellings and repetitions.
void correct_in_place(Value& resource) {
  bool repeats = false;
  for (Member& member : *resource.object()) {
    const Common* known = common(member.key);
    if (known == nullptr) {
      repeats = repeats || repeats_the_id(member.key);
    } else if (member.key != known->spelling) {
      member.key = known->spelling;
    }
  }
  if (!repeats) return;  // as all other tools' names of members do
  take_aliases(resource);
  std::erase_if(*resource.object(), [](const Member& member) {
    return common(member.key) == nullptr && repeats_the_id(member.key);
  });
}

}  // namespace

void note_more_pages(const Value& root, std::optional<std::size_t> count,
                     std::vector<ResourceSet::Gap>& gaps, Diagnostics& diagnostics) {
  if (!goes_on(root, count)) return;
  gaps.push_back({"the list is truncated", {"*"}, root.place});
  diagnostics.push_back({Severity::warning,
                         to_where(root.place),
                         "the list is truncated: there are more pages that are not in the input, "
                         "so verdicts may lack resources",
                         {"I-370", "I-372"}});
}

std::optional<Array> elements_of(Value root, std::vector<ResourceSet::Gap>& gaps,
                                 Diagnostics& diagnostics) {
  if (root.array() != nullptr) return std::move(*root.array());
  if (const Value* body = root.at_path("responses.200.body"); body != nullptr)
    return elements_of(Value(*body), gaps, diagnostics);
  note_more_pages(root, std::nullopt, gaps, diagnostics);
  for (const std::string_view name : {"value", "data", "resources"}) {
    Value* member = root.find(name);
    if (member == nullptr || root.find("id") != nullptr) continue;
    if (member->array() != nullptr) return std::move(*member->array());
    if (member->find("rows") != nullptr) return rows_of(*member);
  }
  if (root.find("id") != nullptr || root.find("$gap") != nullptr) {
    Array single;
    single.push_back(std::move(root));
    return single;
  }
  diagnostics.push_back({Severity::error,
                         to_where(root.place),
                         "found " + std::string(kind_of(root)) +
                             ", expected an array of resources or one resource with \"id\"",
                         {"I-013"}});
  return std::nullopt;
}

Value in_arm_shape(Value element) {
  Object* members = element.object();
  if (members == nullptr) return element;
  const bool nested = element.find("properties") != nullptr;
  constexpr std::size_t few = 32;
  if (nested && members->size() <= few && has_names_once(*members)) {
    correct_in_place(element);
    return element;
  }
  Value shaped = make_object(element.place);
  Value flat = make_object(element.place);
  shaped.object()->reserve(members->size());
  for (Member& member : *members) {
    const Common* known = common(member.key);
    if (known != nullptr) {
      shaped.set(known->spelling, std::move(member.value));
    } else if (is_note(member.key) || nested || repeats_the_id(member.key) ||
               member.key == "resources") {
      shaped.set(member.key, std::move(member.value));
    } else {
      flat.set(member.key, std::move(member.value));
    }
  }
  take_aliases(shaped);
  if (!nested && !flat.object()->empty()) shaped.set("properties", std::move(flat));
  for (const std::string_view name : repetitions) shaped.erase(name);
  return shaped;
}

void restore_unknowns(Value& value) {
  if (Array* items = value.array()) {
    for (Value& item : *items) restore_unknowns(item);
    return;
  }
  Object* members = value.object();
  if (members == nullptr) return;
  const Value* name = value.find("$unknown");
  if (name != nullptr && name->string() != nullptr) {
    const Value* reason = value.find("reason");
    value = make_unknown(*name->string(),
                         reason != nullptr && reason->string() != nullptr ? *reason->string() : "",
                         value.place);
    return;
  }
  for (Member& member : *members) restore_unknowns(member.value);
}

}  // namespace airtight::input::list
