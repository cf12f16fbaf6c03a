#include "findings.h"

#include <airtight/base/text.h>
#include <airtight/verify/waivers.h>

#include <algorithm>
#include <tuple>

#include "escape.h"

namespace airtight::report {
namespace {

using verify::PolicyResult;
using verify::Status;

// "a/./b/../c" is "a/c". Parts that lead above the beginning stay.
std::string normalised(const std::string& path) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..")
      parts.pop_back();
    else
      parts.emplace_back(part);
  }
  return (path.starts_with('/') ? "/" : "") + join(parts, "/");
}

bool any_counts(const Check& check, Status status) {
  return std::ranges::any_of(check.results, [&](const PolicyResult& result) {
    return result.status == status && verify::counts(result);
  });
}

std::string are(std::size_t number, const char* one, const char* many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}

}  // namespace

std::string path_in(const SourceTree& tree, const std::string& path) {
  if (tree.root.empty() || path == "-") return normalised(path);
  const std::string whole = normalised(path.starts_with('/') ? path : tree.directory + "/" + path);
  const std::string root = tree.root.ends_with('/') ? tree.root : tree.root + "/";
  return whole.starts_with(root) ? whole.substr(root.size()) : whole;
}

std::string uri_in(const SourceTree& tree, const std::string& path) {
  const std::string found = uri_path(path_in(tree, path));
  return found.starts_with('/') ? "file://" + found : found;
}

Where place_of(const Check& check, const PolicyResult& result) {
  const auto is_place = [](const Where& where) { return !where.file.empty() && where.line > 0; };
  if (is_place(result.decided)) return result.decided;
  if (is_place(result.where)) return result.where;
  Where first;
  if (!check.preamble.inputs.empty()) first.file = check.preamble.inputs.front().path;
  first.line = 1;
  return first;
}

const Trace& trace_of(const PolicyResult& result) {
  static const Trace none;
  if (result.witness) return result.witness->trace;
  return result.path ? result.path->trace : none;
}

Level level_of(const PolicyResult& result) {
  const bool fails = result.status == Status::fail;
  switch (result.severity) {
    case verify::Severity::high:
      return fails ? Level::error : Level::warning;
    case verify::Severity::medium:
      return fails ? Level::warning : Level::note;
    case verify::Severity::low:
      return Level::note;
  }
  return Level::error;
}

std::string waiver_of(const PolicyResult& result) {
  if (!result.waiver || result.waiver->expired) return {};
  const verify::Waiver& waiver = result.waiver->waiver;
  return "waived until " + verify::to_string(waiver.expires) +
         (waiver.owner.empty() ? "" : " by " + waiver.owner) + ": " + waiver.reason;
}

std::string message_of(const PolicyResult& result) {
  std::string text = result.subject + ": " +
                     (result.status == Status::undetermined ? "undetermined: " : "") +
                     result.explanation;
  if (result.waiver && result.waiver->expired)
    text += "; the waiver expired on " + verify::to_string(result.waiver->waiver.expires) + " (" +
            result.waiver->waiver.reason + ")";
  for (const std::string& more : {waiver_of(result), remembered_of(result)})
    text += more.empty() ? "" : "; " + more;
  return text;
}

std::string remembered_of(const PolicyResult& result) {
  if (result.status == Status::pass) return {};
  std::vector<std::string> parts;
  if (result.since) parts.push_back("since " + verify::to_string(*result.since));
  if (!result.owner.empty()) parts.push_back("owner " + result.owner);
  return join(parts, "; ");
}

bool is_excused(const PolicyResult& result) {
  return result.status != Status::pass && !verify::counts(result);
}

std::size_t count(const Check& check, Status status) {
  return static_cast<std::size_t>(std::ranges::count(check.results, status, &PolicyResult::status));
}

std::size_t count_waived(const Check& check) {
  return static_cast<std::size_t>(std::ranges::count_if(
      check.results, [](const PolicyResult& result) { return !waiver_of(result).empty(); }));
}

Outcome outcome_of(const Check& check) {
  if (has_errors(check.preamble.diagnostics)) return Outcome::refused;
  if (any_counts(check, Status::fail)) return Outcome::fails;
  const bool nothing = check.gate && check.results.empty();
  return nothing || any_counts(check, Status::undetermined) ? Outcome::undetermined
                                                            : Outcome::holds;
}

std::string headline(const Check& check) {
  if (outcome_of(check) == Outcome::refused) return "the input is wrong: nothing was checked";
  const std::size_t all = check.results.size();
  if (all == 0) return "nothing was there to check";
  std::vector<std::string> parts;
  if (const auto n = count(check, Status::fail); n > 0) parts.push_back(are(n, "fails", "fail"));
  if (const auto n = count(check, Status::undetermined); n > 0)
    parts.push_back(are(n, "is undetermined", "are undetermined"));
  if (const auto n = count(check, Status::pass); n > 0) parts.push_back(are(n, "holds", "hold"));
  std::string text = are(all, "assertion", "assertions") + ": " + join(parts, ", ");
  if (const auto n = count_waived(check); n > 0) text += "; " + std::to_string(n) + " waived";
  if (check.baseline) {
    text += "; against the baseline " + std::to_string(check.baseline->added) + " new, " +
            std::to_string(check.baseline->known) + " known, " +
            std::to_string(check.baseline->fixed.size()) + " fixed";
  }
  if (check.history)
    text += "; since the last check " + std::to_string(check.history->added) + " new, " +
            std::to_string(check.history->fixed.size()) + " fixed";
  return text;
}

std::vector<const PolicyResult*> open_results(const Check& check) {
  std::vector<const PolicyResult*> open;
  for (const PolicyResult& result : check.results) {
    if (result.status != Status::pass) open.push_back(&result);
  }
  std::ranges::stable_sort(open, {}, [](const PolicyResult* result) {
    return std::tuple(!verify::counts(*result), result->status != Status::fail);
  });
  return open;
}

}  // namespace airtight::report
