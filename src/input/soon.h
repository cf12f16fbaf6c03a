#pragma once

#include <airtight/azure/resource_id.h>
#include <airtight/input/value.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

// The resources of an estate are spread over gigabytes, and what is looked at in order of id was
// not read in that order. So memory is asked for some resources before it is needed, and they wait
// for it together. Nothing else depends on it.
namespace airtight::input {

// How many before: what a thing refers to is asked for so early, the thing twice as early.
inline constexpr std::size_t steps_ahead = 8;

inline void need_soon(const void* at) {
#ifdef __GNUC__
  __builtin_prefetch(at);
#endif
}

inline constexpr std::size_t line = 64;  // what the processor fetches at once

inline void need_soon(std::string_view text) {
  constexpr std::size_t longest = 4 * line;
  for (std::size_t at = 0; at < std::min(text.size(), longest); at += line)
    need_soon(static_cast<const void*>(text.data() + at));
}

// What the object itself refers to must have been asked for before.
inline void need_soon(const azure::ResourceId& id) { need_soon(std::string_view(id.key())); }

inline void need_soon(const Value& value) {
  const Object* members = value.object();
  if (members == nullptr) return;
  for (const Member& member : *members) {
    if (&member == members->data() + 8) break;
    need_soon(static_cast<const void*>(&member));
  }
  static_assert(sizeof(Member) == line, "a member to a line");
}

}  // namespace airtight::input
