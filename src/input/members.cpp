#include <airtight/base/text.h>
#include <airtight/input/members.h>

#include "input/json.h"

namespace airtight::input {

Result<std::map<std::string, std::string>> read_members(std::string_view json) {
  Diagnostics diagnostics;
  const auto value = read_json(json, SharedText(), diagnostics);
  if (!value) return fail(diagnostics.front().message);
  if (value->object() == nullptr) return fail("found " + std::string(kind_of(*value)));
  std::map<std::string, std::string> members;
  for (const Member& member : *value->object()) {
    if (member.value.array() != nullptr || member.value.object() != nullptr ||
        member.value.is_null())
      return fail(in_quotes(member.key) + " is " + std::string(kind_of(member.value)));
    members[member.key] =
        member.value.string() != nullptr ? *member.value.string() : to_json(member.value);
  }
  return members;
}

}  // namespace airtight::input
