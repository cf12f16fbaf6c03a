#include <airtight/base/text.h>
#include <airtight/verify/waivers.h>

#include <algorithm>

#include "pattern.h"

namespace airtight::verify {
namespace {

// Of a waiver or an owner.
bool fits(const auto& written, const PolicyResult& result) {
  return (written.id.empty() || matches(written.id, result.id)) &&
         (written.subject.empty() || matches(written.subject, result.subject));
}

bool is_expired(const Waiver& waiver, std::chrono::year_month_day today) {
  return waiver.expires < today;
}

// Expired ones last, else in the order written.
std::vector<const Waiver*> in_order(const std::vector<Waiver>& waivers,
                                    std::chrono::year_month_day today) {
  std::vector<const Waiver*> sorted;
  for (const Waiver& waiver : waivers) sorted.push_back(&waiver);
  std::ranges::stable_sort(sorted, {}, [&](const Waiver* w) { return is_expired(*w, today); });
  return sorted;
}

void say(const Waiver& waiver, std::string message, Diagnostics& diagnostics) {
  diagnostics.push_back({airtight::Severity::warning, waiver.where, std::move(message), {}});
}

std::string subject_of(const Waiver& waiver) {
  return in_quotes(waiver.id.empty() ? waiver.subject : waiver.id);
}

}  // namespace

void apply_waivers(std::vector<PolicyResult>& results, const std::vector<Waiver>& waivers,
                   std::chrono::year_month_day today, Diagnostics& diagnostics) {
  const std::vector<const Waiver*> ordered = in_order(waivers, today);
  for (PolicyResult& result : results) {
    if (result.status == Status::pass) continue;
    for (const Waiver* waiver : ordered) {
      if (!fits(*waiver, result)) continue;
      result.waiver = WaiverUse{*waiver, is_expired(*waiver, today)};
      break;
    }
  }
  for (const Waiver& waiver : waivers) {
    const bool any =
        std::ranges::any_of(results, [&](const PolicyResult& r) { return fits(waiver, r); });
    const bool open = std::ranges::any_of(results, [&](const PolicyResult& r) {
      return r.status != Status::pass && fits(waiver, r);
    });
    if (!any)
      say(waiver, "the waiver for " + subject_of(waiver) + " fits no result", diagnostics);
    else if (!open)
      say(waiver, "the waiver for " + subject_of(waiver) + " is not needed: all it fits passes",
          diagnostics);
    else if (is_expired(waiver, today))
      say(waiver,
          "the waiver for " + subject_of(waiver) + " expired on " + to_string(waiver.expires) +
              ": renew it or mend what it excused",
          diagnostics);
  }
}

void apply_owners(std::vector<PolicyResult>& results, const std::vector<Owner>& owners) {
  for (PolicyResult& result : results) {
    if (result.waiver) result.owner = result.waiver->waiver.owner;
    if (!result.owner.empty()) continue;
    const auto found =
        std::ranges::find_if(owners, [&](const Owner& owner) { return fits(owner, result); });
    if (found != owners.end()) result.owner = found->owner;
  }
}

std::string to_string(std::chrono::year_month_day date) {
  const auto padded = [](int number, std::size_t width) {
    std::string text = std::to_string(number);
    return text.size() < width ? std::string(width - text.size(), '0') + text : text;
  };
  return padded(static_cast<int>(date.year()), 4) + "-" +
         padded(static_cast<int>(static_cast<unsigned>(date.month())), 2) + "-" +
         padded(static_cast<int>(static_cast<unsigned>(date.day())), 2);
}

}  // namespace airtight::verify
