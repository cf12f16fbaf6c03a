#include <set>

#include "random_draw.h"

namespace airtight::lab {

Statements random_network(std::uint32_t seed, const Dials& dials) {
  using namespace drawn;
  Draw draw(seed, dials);
  choose_networks(draw);
  add_networks(draw);
  add_tables_and_groups(draw);
  if (dials.apps > 0) add_apps(draw);
  if (draw.often(dials.admin, 4)) add_admin_rules(draw);
  if (dials.zones > 0) add_names(draw);
  return std::move(draw.result);
}

std::string resource_list(const Statements& statements) {
  std::string text;
  for (const Statement& each : statements)
    if (each.section.empty()) text += (text.empty() ? "" : ",\n") + each.json;
  return "[" + text + "]\n";
}

std::string surroundings_file(const Statements& statements) {
  std::string text = "{\"schema\":\"airtight/surroundings/1\",\"publicNamesComplete\":true";
  std::set<std::string> sections;
  for (const Statement& each : statements)
    if (!each.section.empty()) sections.insert(each.section);
  for (const std::string& section : sections) {
    drawn::Texts entries;
    for (const Statement& each : statements)
      if (each.section == section) entries.push_back(each.json);
    text += ",\n" + drawn::quoted(section) + ":" + drawn::list(entries);
  }
  return text + "}\n";
}

}  // namespace airtight::lab
