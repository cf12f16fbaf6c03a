#include <airtight/input/patch.h>

namespace airtight::input {
namespace {

constexpr int deepest = 1000;  // readers bound what they accept far below

Value patch(const Value& before, const Value& after, int depth) {  // NOLINT(misc-no-recursion)
  Value changes = make_object(after.place);
  for (const Member& member : *after.object()) {
    const Value* old = before.find(member.key);
    if (member.value.is_null() || (old != nullptr && same_value(*old, member.value))) continue;
    const bool both_objects =
        old != nullptr && old->object() != nullptr && member.value.object() != nullptr;
    changes.set(member.key, both_objects && depth < deepest ? patch(*old, member.value, depth + 1)
                                                            : member.value);
  }
  for (const Member& member : *before.object()) {
    const Value* still = after.find(member.key);
    const bool gone = still == nullptr || still->is_null();
    if (gone && !member.value.is_null()) changes.set(member.key, Value{});
  }
  return changes;
}

}  // namespace

Value patch_between(const Value& before, const Value& after) { return patch(before, after, 0); }

}  // namespace airtight::input
