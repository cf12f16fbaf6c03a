#include "proof_parts.h"

#include <airtight/base/text.h>

namespace airtight::report {
namespace {

constexpr std::size_t most_names = 20;

// "C-21 (what it is about)".
std::vector<std::string> with_questions(std::vector<std::string> ids) {
  for (std::string& id : ids) {
    for (const model::ChoiceRow& row : model::choices()) {
      if (row.id == id) id += ": " + std::string(row.question);
    }
  }
  return ids;
}

std::string list_of(const std::string& title, const std::vector<std::string>& list) {
  if (list.empty()) return "";
  std::string text = "\n" + title + "\n";
  for (std::size_t i = 0; i < list.size() && i < most_names; ++i)
    text += "  " + printable(list[i]) + "\n";
  if (list.size() > most_names)
    text += "  and " + std::to_string(list.size() - most_names) + " more\n";
  return text;
}

}  // namespace

Json json_of(verify::Truth truth) {
  switch (truth) {
    case verify::Truth::holds:
      return true;
    case verify::Truth::fails:
      return false;
    case verify::Truth::uncertain:
      return "uncertain";
  }
  return nullptr;
}

Cell cell_of(verify::Truth truth) {
  switch (truth) {
    case verify::Truth::holds:
      return {"HOLDS", Colour::good};
    case verify::Truth::fails:
      return {"FAILS", Colour::bad};
    case verify::Truth::uncertain:
      return {"UNCERTAIN", Colour::doubtful};
  }
  return {};
}

void add_open(Json& object, const verify::Openness& open) {
  add_list(object, "choices", open.choices);
  add_list(object, "assumptions", open.assumptions);
  add_list(object, "unknowns", open.unknowns);
}

std::string text_of(const verify::Openness& open) {
  return list_of("Not known, or readings disagree:", open.unknowns) +
         list_of("Choices that flip it (fix one with --assume):", with_questions(open.choices)) +
         list_of("Taken as given:", with_questions(open.assumptions));
}

}  // namespace airtight::report
