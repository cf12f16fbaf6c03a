#include <airtight/scenario/profile.h>

using airtight::scenario::language_detector;
using airtight::scenario::read_profile;

TEST_CASE("the tutorial's app ships in four variants", "[T-140]") {
  std::vector<std::string> names;
  for (const auto& variant : language_detector().variants) names.push_back(variant.name);
  CHECK(names == std::vector<std::string>{"php", "dotnet", "javascript", "python"});
}

TEST_CASE("a profile that is not one is refused with its line", "[scenario]") {
  struct Case {
    std::string text;
    int line;
    std::string says;
  };
  const std::vector<Case> cases{
      {"schema: airtight/app/2\nvariants: []\n", 1, "airtight/app/1"},
      {"schema: airtight/app/1\nvariant: []\n", 2, "unknown key \"variant\""},
      {"schema: airtight/app/1\nvariants: []\n", 1, "at least one variant"},
      {"schema: airtight/app/1\nvariants:\n  - name: x\n    setting: [A]\n", 4, "unknown key"},
      {"schema: [\n", 2, "YAML"},
      {std::string(200, '['), 1, "nested too deeply"},
      {"just text", 1, "expected a map"},
  };
  for (const Case& c : cases) {
    const auto profile = read_profile(c.text, "app.yaml");
    INFO(c.text);
    REQUIRE_FALSE(profile.has_value());
    CHECK(profile.error().where.line == c.line);
    CHECK(profile.error().message.find(c.says) != std::string::npos);
  }
}
