#include <airtight/base/text.h>
#include <airtight/report/set_changes.h>

#include <array>

#include "json_set_changes.h"
#include "packets.h"
#include "palette.h"

namespace airtight::report {
namespace {

constexpr std::size_t most_sets = 20;  // of each difference, if nobody asked for all
constexpr std::size_t most_names = 20;

// The verdict, way and steps of one state.
Json json_of_state(const verify::Witness& witness) {
  Json json;
  add_verdict(json, witness.verdict);
  json["via"] = to_string(witness.via);
  json["trace"] = report::json_of(witness.trace);
  return json;
}

Json json_of(const verify::ChangedSet& set) {
  Json json = json_of_packets(set.packets);
  if (const auto& shown = set.after ? set.after : set.before)
    json["witness"] = report::json_of(*shown).at("flow");
  if (set.before) json["before"] = json_of_state(*set.before);
  if (set.after) json["after"] = json_of_state(*set.after);
  return json;
}

struct Heading {
  verify::Difference difference;
  const char* key;
  const char* text;
  const char* sign;
  Colour colour;
};

constexpr std::array headings{
    Heading{verify::Difference::added, "added", "Packets that arrive now", "+", Colour::bad},
    Heading{verify::Difference::removed, "removed", "Packets that no longer arrive", "-",
            Colour::good},
    Heading{verify::Difference::changed, "changed", "Packets that may arrive, or may not", "?",
            Colour::doubtful}};

std::string in_words(const std::optional<verify::Witness>& witness) {
  return witness ? report::in_words(witness->verdict) : "not there";
}

std::string lines_of(const verify::ChangedSet& set, const Heading& heading, bool colour) {
  std::string text = "  " + painted(heading.sign, heading.colour, colour) + " " +
                     printable(text_of_packets(set.packets)) + "\n      ";
  text += in_words(set.before) + " -> " + in_words(set.after);
  const auto& shown = set.after ? set.after : set.before;
  if (shown && !shown->trace.empty()) text += ": " + printable(shown->trace.back().summary);
  return text + "\n";
}

std::string names_of(const std::string& title, const std::vector<std::string>& names) {
  if (names.empty()) return "";
  std::string text = "\n" + title + "\n";
  for (std::size_t i = 0; i < names.size() && i < most_names; ++i)
    text += "  " + printable(names[i]) + "\n";
  if (names.size() > most_names)
    text += "  and " + std::to_string(names.size() - most_names) + " more\n";
  return text;
}

}  // namespace

std::string text_set_changes(const verify::SetChanges& changes, bool verbose, bool colour) {
  std::string text;
  for (const Heading& heading : headings) {
    std::size_t count = 0;
    for (const verify::ChangedSet& set : changes.sets) {
      if (set.difference != heading.difference) continue;
      if (++count == 1) text += "\n" + std::string(heading.text) + ":\n";
      if (verbose || count <= most_sets) text += lines_of(set, heading, colour);
    }
    if (!verbose && count > most_sets)
      text += "  and " + std::to_string(count - most_sets) + " more sets (--verbose)\n";
  }
  if (text.empty())
    text = "\nNo packet fares otherwise: " + std::to_string(changes.evaluated) +
           " classes of packets compared\n";
  text += names_of("Not known now, and known before:", changes.appeared);
  text += names_of("Not compared in full, because there are too many classes of packets:",
                   changes.left_out);
  return text;
}

Json json_of(const verify::SetChanges& changes) {
  Json json;
  for (const Heading& heading : headings) {
    json[heading.key] = Json::array();
    for (const verify::ChangedSet& set : changes.sets) {
      if (set.difference == heading.difference) json[heading.key].push_back(json_of(set));
    }
  }
  json["classes"] = changes.evaluated;
  add_list(json, "unknowns", changes.appeared);
  add_list(json, "leftOut", changes.left_out);
  return json;
}

}  // namespace airtight::report
