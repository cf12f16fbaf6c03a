#include <airtight/base/text.h>
#include <airtight/input/what_if.h>

#include <algorithm>
#include <utility>

#include "input/json.h"
#include "input/secret.h"
#include "input/what_if_entries.h"

namespace airtight::input {
namespace {

const std::string* text_of(const Value& value, std::string_view key) {
  const Value* member = value.find(key);
  return member == nullptr ? nullptr : member->string();
}

void say(Severity severity, const Value& at, std::string message, std::vector<std::string> facts,
         Diagnostics& diagnostics) {
  diagnostics.push_back({severity, to_where(at.place), std::move(message), std::move(facts)});
}

// What only the deployment knows stands as an expression, and secrets as stars (I-352, I-355).
void find_unknowns(Value& value) {
  if (const std::string* text = value.string()) {
    const bool expression =
        text->starts_with('[') && text->ends_with(']') && text->find('(') != std::string::npos;
    if (expression) value = make_unknown(*text, "known only when the deployment runs", value.place);
    const std::string* still = value.string();
    if (still != nullptr && still->size() >= 5 &&
        still->find_first_not_of('*') == std::string::npos)
      value = make_unknown("a value that what-if hides", a_secret, value.place);
    return;
  }
  if (Array* items = value.array()) std::ranges::for_each(*items, find_unknowns);
  if (Object* members = value.object()) {
    for (Member& member : *members) find_unknowns(member.value);
  }
}

// The state of one side: as it is there, identified by the change when it says no id itself.
std::optional<Value> state(const Value& change, std::string_view side, const std::string& id) {
  const Value* found = change.find(side);
  if (found == nullptr || found->object() == nullptr) return std::nullopt;
  Value resource = *found;
  find_unknowns(resource);
  if (text_of(resource, "id") == nullptr) resource.set("id", make_string(id, change.place));
  if (resource.find("properties") == nullptr)
    resource.set("properties", make_object(resource.place));
  return resource;
}

struct Sides {
  Array before;
  Array after;
  std::vector<ResourceSet::Gap> gaps;
  bool payloads = false;  // some change of the result says a state
};

std::vector<std::string> scope_of(const std::string& id) {
  const std::string type = to_lower(azure::ResourceId(id).type());
  return {type.empty() || type.find('[') != std::string::npos ? "*" : type};
}

// I-351: "after" is the end state of every change but a deletion. Ignore means: exists, and the
// template does not touch it.
void read_change(const Value& change, Sides& sides, Diagnostics& diagnostics) {
  const std::string* type = text_of(change, "changeType");
  const std::string* id = text_of(change, "resourceId");
  if (type == nullptr || id == nullptr) {
    say(Severity::error, change, "found a change without \"changeType\" or \"resourceId\"",
        {"I-350"}, diagnostics);
    return;
  }
  if (equal_ignoring_case(*type, "Unsupported")) {
    const std::string* reason = text_of(change, "unsupportedReason");
    say(Severity::warning, change,
        "what-if could not evaluate " + in_quotes(*id) +
            (reason == nullptr ? "" : ": " + printable(reason->substr(0, 200))),
        {"I-351"}, diagnostics);
    sides.gaps.push_back({"what-if could not evaluate " + *id, scope_of(*id), change.place});
    return;
  }
  auto before = state(change, "before", *id);
  auto after = state(change, "after", *id);
  const bool stays = equal_ignoring_case(*type, "Ignore") || equal_ignoring_case(*type, "NoChange");
  if (!after && stays) after = before;
  if (!before && stays) before = after;
  const bool gone = equal_ignoring_case(*type, "Delete");
  if (!after && !gone) {
    // Without any payload the result is of no use (I-354); else what is not said is a gap.
    say(sides.payloads ? Severity::warning : Severity::error, change,
        "the change of " + in_quotes(*id) +
            " has no \"after\"; run what-if with --result-format FullResourcePayloads",
        {"I-354"}, diagnostics);
    sides.gaps.push_back({"the state of " + *id + " after", scope_of(*id), change.place});
  }
  if (before) sides.before.push_back(std::move(*before));
  if (after && !gone) sides.after.push_back(std::move(*after));
}

// I-355: what a deployment that was not expanded would change is missing from the result.
void read_diagnostic(const Value& diagnostic, Sides& sides, Diagnostics& diagnostics) {
  const std::string* code = text_of(diagnostic, "code");
  const std::string* message = text_of(diagnostic, "message");
  const std::string what = (code == nullptr ? "" : *code + ": ") +
                           (message == nullptr ? "" : printable(message->substr(0, 300)));
  say(Severity::warning, diagnostic, "what-if says " + what, {"I-355"}, diagnostics);
  if (code != nullptr && code->find("ShortCircuited") != std::string::npos)
    sides.gaps.push_back({"a deployment that what-if did not expand", {"*"}, diagnostic.place});
}

const Value* part(const Value& root, std::string_view name) {
  const Value* found = root.find(name);
  if (found == nullptr && root.find("properties") != nullptr)
    found = root.find("properties")->find(name);
  return found;
}

bool has_payloads(const Value* changes) {
  if (changes == nullptr || changes->array() == nullptr) return false;
  return std::ranges::any_of(*changes->array(), [](const Value& change) {
    const auto is_state = [&](std::string_view side) {
      const Value* found = change.find(side);
      return found != nullptr && found->object() != nullptr;
    };
    return is_state("before") || is_state("after");
  });
}

}  // namespace

WhatIfEntries read_what_if_entries(const Source& source, Diagnostics& diagnostics) {
  const auto root = read_json(source.text, source.path, diagnostics);
  if (!root) return {};
  const Value* error = part(*root, "error");
  if (error != nullptr && error->object() != nullptr) {
    const std::string* message = text_of(*error, "message");
    say(Severity::error, *error,
        "the what-if failed" +
            (message == nullptr ? std::string() : ": " + printable(message->substr(0, 300))),
        {"I-350"}, diagnostics);
  }
  Sides sides;
  const Value* changes = part(*root, "changes");
  sides.payloads = has_payloads(changes);
  for (const std::string_view name : {"changes", "potentialChanges"}) {
    const Value* list = part(*root, name);
    if (list == nullptr || list->array() == nullptr) continue;
    for (const Value& change : *list->array()) read_change(change, sides, diagnostics);
    if (name == "potentialChanges" && !list->array()->empty())
      sides.gaps.push_back({"changes that what-if only calls possible", {"*"}, list->place});
  }
  const Value* said = part(*root, "diagnostics");
  if (said != nullptr && said->array() != nullptr) {
    for (const Value& diagnostic : *said->array()) read_diagnostic(diagnostic, sides, diagnostics);
  }
  if (changes == nullptr && error == nullptr)
    say(Severity::error, *root, "the what-if result has no \"changes\"", {"I-350"}, diagnostics);
  WhatIfEntries entries;
  Diagnostics same_again;
  entries.after = list::entries_of(std::move(sides.after), diagnostics);
  entries.before = list::entries_of(std::move(sides.before), same_again);
  for (ResourceSet::Gap& gap : sides.gaps) entries.after.gaps.push_back(std::move(gap));
  return entries;
}

WhatIf read_what_if(const Source& source, Diagnostics& diagnostics) {
  WhatIfEntries entries = read_what_if_entries(source, diagnostics);
  WhatIf states;
  list::add_as_set(states.after, std::move(entries.after), diagnostics);
  Diagnostics same_again;
  list::add_as_set(states.before, std::move(entries.before), same_again);
  return states;
}

}  // namespace airtight::input
