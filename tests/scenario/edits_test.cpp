#include "scenario/edits.h"

using airtight::scenario::Edit;
using airtight::scenario::edited;
using airtight::scenario::has_label;

namespace {

const std::string script =
    "#!/bin/bash\n"
    "# T-001 Make it.\n"
    "az one\n"
    "\n"
    "# TD-07: a remark, not a label\n"
    "# T-002 Make more.\n"
    "az two \\\n"
    "  --more\n"
    "# T-003 And more.\n"
    "az three";

struct Case {
  Edit edit;
  std::string kept;
  std::string gone;
};

}  // namespace

TEST_CASE("labels are found, remarks about defects are not labels", "[scenario]") {
  CHECK(has_label(script, "T-002"));
  CHECK_FALSE(has_label(script, "TD-07"));
  CHECK_FALSE(has_label(script, "T-00"));
}

TEST_CASE("an edit touches the block of its label and nothing else", "[scenario]") {
  using Kind = Edit::Kind;
  const std::vector<Case> cases{
      {{Kind::remove, "T-002", ""}, "az three", "--more"},
      {{Kind::replace, "T-002", "az new"}, "az new\n# T-003", "az two"},
      {{Kind::insert_after, "T-001", "az new"}, "az one\n\naz new\n", "nothing"},
      {{Kind::insert_before, "T-003", "az new"}, "--more\naz new\n# T-003", "nothing"},
      {{Kind::remove, "T-003", ""}, "--more", "az three"},
  };
  for (const Case& c : cases) {
    const std::string text = edited(script, c.edit);
    INFO(text);
    CHECK(text.find(c.kept) != std::string::npos);
    CHECK(text.find(c.gone) == std::string::npos);
    CHECK(text.find("az one") != std::string::npos);
  }
}
