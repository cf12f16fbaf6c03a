#include <airtight/rollout/replay.h>

#include <algorithm>

#include "rollout/tutorial.h"

using namespace airtight;
using namespace airtight::tutorial;
using rollout::References;
using rollout::Replay;
using rollout::Stage;

namespace {

struct Line {
  std::string label;
  Pieces added;
};

// Each line adds to the ones before it; what it adds is what it changes.
Replay play(const std::vector<Line>& lines) {
  return rollout::replay(
      lines.size(),
      [&](std::size_t index) {
        Pieces pieces;
        for (std::size_t i = 0; i <= index; ++i) pieces = std::move(pieces) + lines[i].added;
        Stage stage;
        stage.label = lines[index].label;
        for (const Piece& piece : lines[index].added) {
          if (piece.id() != azure::ResourceId{}) stage.changed.push_back(piece.id());
        }
        std::ranges::sort(stage.changed);
        stage.resources = resources(pieces);
        return stage;
      },
      profile());
}

std::vector<Line> seed() {
  return {{"T-010", open()},
          {"T-112", connected()},
          {"T-110", cs_closed},
          {"T-113", kv_closed},
          {"T-114", {app_with_references()}},
          {"T-117", integrated}};
}

std::string rows(const Replay& replay) {
  std::string words;
  for (const rollout::Step& step : replay.steps)
    words += step.label + " " + std::string{to_string(step.references)} + "\n";
  return words;
}

std::string words_of(const rollout::Step& step) { return tutorial::in_words(step.apps); }

std::vector<std::string> observers(const rollout::Step& step) {
  std::vector<std::string> names;
  for (const verify::Path& path : step.paths) {
    if (std::ranges::count(names, path.from) == 0) names.push_back(path.from);
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace

TEST_CASE("the seed step by step", "[rollout][T-010][T-113][T-114][T-117][T-118][T-130]") {
  const Replay replay = play(seed());
  CHECK(rows(replay) ==
        "T-010 RESOLVED\nT-112 RESOLVED\nT-110 RESOLVED\nT-113 CACHED\nT-114 DENIED\n"
        "T-117 DENIED\nsettled RESOLVED\n");
  REQUIRE(replay.steps.size() == 7);
  const char* const expected[] = {all_work,   all_work,   detect_fails, detect_fails,
                                  unresolved, unresolved, all_work};
  for (std::size_t i = 0; i < replay.steps.size(); ++i) {
    CAPTURE(replay.steps[i].label);
    CHECK(words_of(replay.steps[i]) == expected[i]);
    CHECK(replay.steps[i].index == i);
  }
  CHECK_FALSE(replay.steps[5].notes.empty());
}

TEST_CASE("an integration is usable from the next step on", "[rollout][A-292][T-117]") {
  auto lines = seed();
  lines.push_back({"T-119", {app_with_references("v/app")}});
  const Replay replay = play(lines);
  REQUIRE(replay.steps.size() == 7);
  CHECK(words_of(replay.steps[5]) == unresolved);
  CHECK(replay.steps[6].label == "T-119");
  CHECK(replay.steps[6].references == References::resolved);
  CHECK(words_of(replay.steps[6]) == all_work);
}

TEST_CASE("the fetch that an integration triggers comes too early", "[rollout][A-223][A-291]") {
  const Replay replay = play(seed());
  REQUIRE(replay.steps.size() == 7);
  CHECK(replay.steps[4].references == References::denied);  // any change fetches at once
  CHECK(replay.steps[5].label == "T-117");
  CHECK(replay.steps[5].references == References::denied);
  CHECK(replay.steps[6].references == References::resolved);
}

TEST_CASE("disconnecting restarts the app and fetches at once", "[rollout][A-063]") {
  auto lines = seed();
  lines.push_back({"disconnect", {app_with_references()}});
  const Replay replay = play(lines);
  CHECK(replay.steps.back().label == "disconnect");
  CHECK(replay.steps.back().references == References::denied);
}

TEST_CASE("integrating before closing costs no outage", "[rollout][T-155]") {
  const Replay replay = play({{"T-010", open()},
                              {"T-112", connected()},
                              {"T-117", integrated},
                              {"T-116", {app_with_references("v/app")}},
                              {"T-110", cs_closed},
                              {"T-113", kv_closed}});
  CHECK(std::ranges::none_of(replay.windows, [](const rollout::Window& window) {
    return window.kind == rollout::Window::Kind::outage;
  }));
  CHECK(words_of(replay.steps.back()) == all_work);
}

TEST_CASE("the seed's outages and exposures", "[rollout][T-110][T-114][T-118]") {
  const Replay replay = play(seed());
  std::vector<std::string> found;
  for (const rollout::Window& window : replay.windows) {
    found.push_back(window.path + " " + std::to_string(window.opens) + "-" +
                    (window.closes ? std::to_string(*window.closes) : "end"));
  }
  for (const char* expected :
       {"app: detect 2-6", "app: page 4-6", "internet -> kv1 0-3", "internet -> cs1 0-2"}) {
    CAPTURE(expected);
    CHECK(std::ranges::count(found, expected) == 1);
  }
}

TEST_CASE("observers are app, platform, internet and vm, and keep their names",
          "[rollout][T-000]") {
  const std::vector<std::string> before{"app", "internet", "platform"};
  const std::vector<std::string> with_network{"app", "internet", "platform", "vm"};
  const Replay replay = play(seed());
  CHECK(observers(replay.steps.front()) == before);
  CHECK(observers(replay.steps.back()) == with_network);

  auto lines = seed();
  lines.push_back({"more",
                   {app("aaa"), vnet("a", {"10.9.0.0/16"}), subnet("a/s", "10.9.0.0/24"),
                    nic("nic9", "a/s", "10.9.0.4"), machine("box", "nic9")}});
  const Replay grown = play(lines);
  const auto names = observers(grown.steps.back());
  for (const std::string& name : with_network) {
    CAPTURE(name);
    CHECK(std::ranges::count(names, name) == 1);
  }
  CHECK(std::ranges::count(names, "app:aaa") == 1);
  // The first app is still the one that was there first, whatever the order of ids.
  const auto& path = *std::ranges::find(grown.steps.back().paths, "app", &verify::Path::from);
  CHECK(path.from_id == app("app1").id);
}

TEST_CASE("what the model cannot follow makes the app's state unknown, not broken",
          "[rollout][R-02]") {
  auto lines = seed();
  lines.resize(2);
  lines.push_back(
      {"gap", {azure::Gap{"az keyvault frobnicate", {"microsoft.keyvault/vaults"}, {}}}});
  lines.push_back({"write", {app_with_references()}});
  const Replay replay = play(lines);
  REQUIRE(replay.steps.size() == 4);
  CHECK(replay.steps[1].references == References::resolved);
  CHECK(replay.steps[3].references == References::unknown);
  CHECK(words_of(replay.steps[3]).find("page ?") != std::string::npos);
  REQUIRE_FALSE(replay.steps[3].notes.empty());
  CHECK(replay.steps[3].notes.back().find("az keyvault frobnicate") != std::string::npos);
  CHECK(std::ranges::none_of(replay.windows, [](const rollout::Window& window) {
    return window.kind == rollout::Window::Kind::outage;
  }));
}

TEST_CASE("a replay of many steps is bounded, and says so", "[rollout][limits]") {
  Pieces many;
  for (int i = 0; i < 300; ++i) many.push_back(vault("kv" + std::to_string(i)));
  std::vector<Line> lines(80, Line{"", {}});
  lines.front() = {"first", many};
  const Replay replay = play(lines);
  CHECK_FALSE(replay.steps[78].examined);
  CHECK(replay.steps[78].paths.empty());
  CHECK_FALSE(replay.steps[78].notes.empty());
  CHECK(replay.steps[79].paths.size() == 300);
  std::size_t warnings = 0;
  for (const Diagnostic& one : replay.diagnostics)
    warnings += one.message.find("not found") != std::string::npos ? 1U : 0U;
  CHECK(warnings == 1);
  // An exposure does not end where nobody looks.
  CHECK(std::ranges::none_of(
      replay.windows, [](const rollout::Window& window) { return window.closes.has_value(); }));
}

TEST_CASE("no commands, no steps") {
  const Replay replay = play({});
  CHECK(replay.steps.empty());
  CHECK(replay.windows.empty());
}
