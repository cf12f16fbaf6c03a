#include <airtight/model/choice.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace airtight;

namespace {

std::string table() {
  std::string text =
      "# Open choices\n\n"
      "Written by `UPDATE_EXPECTED=1 airtight_tests \"[choices]\"`. Contested choices fork; of "
      "the\n"
      "others the first branch is assumed, and a denial holds in all of them (R-01, R-02).\n\n"
      "| Id | Kind | Question | Branches, nominal first |\n|---|---|---|---|\n";
  for (const model::ChoiceRow& row : model::choices()) {
    std::string branches;
    for (const std::string_view branch : row.branches)
      branches += (branches.empty() ? "" : "; ") + std::string(branch);
    text += "| " + std::string(row.id) + " | " + (row.contested ? "contested" : "assumed") + " | " +
            std::string(row.question) + " | " + branches + " |\n";
  }
  return text;
}

}  // namespace

TEST_CASE("users read of every choice what the code does with it", "[choices][R-01]") {
  const std::filesystem::path path =
      std::filesystem::path(AIRTIGHT_SOURCE_DIR) / "docs/semantics/choices.md";
  if (std::getenv("UPDATE_EXPECTED") != nullptr) std::ofstream(path) << table();
  std::ifstream file(path);
  std::ostringstream written;
  written << file.rdbuf();
  CHECK(written.str() == table());
}
