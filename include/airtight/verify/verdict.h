#pragma once

#include <airtight/model/reading.h>
#include <airtight/reach/disposition.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::verify {

enum class Judgement : std::uint8_t { allow, deny, uncertain };

std::string_view to_string(Judgement judgement);

// Dispositions joined over all readings. `deny` means every reading denies: it is the
// only judgement that proves isolation. All lists are sorted.
struct Verdict {
  Judgement judgement = Judgement::uncertain;
  reach::Reason reason = reach::Reason::none;  // the nominal reading's
  std::vector<reach::Reason> other_reasons;
  std::vector<std::string> assumptions;  // ids of assumed choices an `allow` rests on
  std::vector<std::string> choices;      // ids of the choices that flip an `uncertain`
  std::vector<std::string> unknowns;     // inputs that would have to be known

  bool operator==(const Verdict&) const = default;
};

// Doubt counts as reachable.
bool proves_isolation(const Verdict& verdict);

// `unproven` are unknowns that no reading could express, such as a public name that the input says
// nothing about: they make any verdict uncertain.
Verdict join(const model::Readings<reach::Disposition>& readings,
             const std::vector<azure::UnknownInput>& unproven);

}  // namespace airtight::verify
