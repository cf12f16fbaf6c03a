#include "rollout/windows.h"

using namespace airtight;
using rollout::Window;

namespace {

// One character a step: '.' no app yet, 'o' the action works, 'x' it does not, '?' not known.
std::vector<rollout::Step> steps_of(const std::string& pattern) {
  std::vector<rollout::Step> steps;
  for (const char c : pattern) {
    rollout::Step step;
    step.index = steps.size();
    if (c != '.')
      step.apps = {{"php", {{"detect", c == 'o' ? "OK" : c == 'x' ? "500" : "?", c == 'o'}}}};
    steps.push_back(step);
  }
  return steps;
}

// 'a' allow, 'd' deny, 'u' uncertain: the public access of one back end.
std::vector<rollout::Step> exposure(const std::string& pattern) {
  std::vector<rollout::Step> steps;
  for (const char c : pattern) {
    rollout::Step step;
    step.index = steps.size();
    if (c != '.') {
      verify::Path path;
      path.from = "internet";
      path.to = "kv1";
      verify::Verdict verdict;
      verdict.judgement = c == 'a'   ? verify::Judgement::allow
                          : c == 'd' ? verify::Judgement::deny
                                     : verify::Judgement::uncertain;
      path.verdict = verdict;
      path.public_access = verdict;
      step.paths = {path};
    }
    steps.push_back(step);
  }
  return steps;
}

std::string in_words(const std::vector<rollout::Step>& steps, Window::Kind kind) {
  std::string words;
  for (const Window& window : rollout::find_windows(steps)) {
    if (window.kind != kind) continue;
    words += (words.empty() ? "" : " ") + std::to_string(window.opens) + "-" +
             (window.closes ? std::to_string(*window.closes) : "end");
  }
  return words;
}

}  // namespace

TEST_CASE("an outage is only what worked before", "[rollout][T-110][T-118]") {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},       {"...", ""},     {"ooo", ""},      {"xxx", ""},        {"xxo", ""},
      {"oxo", "1-2"}, {"oxxo", "1-3"}, {"oxx", "1-end"}, {"..xxoxo", "5-6"}, {"oxoxo", "1-2 3-4"},
      {"o?o", ""},    {"o??", ""},     {"ox?o", "1-3"},  {"o?xo", "2-3"},    {"ox?", "1-end"}};
  for (const auto& [pattern, expected] : cases) {
    CAPTURE(pattern);
    CHECK(in_words(steps_of(pattern), Window::Kind::outage) == expected);
  }
}

TEST_CASE("a back end that admits the Internet is exposed, doubt counts", "[rollout][R-02]") {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},        {"ddd", ""},           {"add", "0-1"},
      {".uud", "1-3"}, {"dada", "1-2 3-end"}, {"aud", "0-2"}};
  for (const auto& [pattern, expected] : cases) {
    CAPTURE(pattern);
    CHECK(in_words(exposure(pattern), Window::Kind::exposure) == expected);
  }
}

TEST_CASE("an outage names the path and the variants it hits", "[rollout]") {
  const auto windows = rollout::find_windows(steps_of("oxo"));
  REQUIRE(windows.size() == 1);
  CHECK(windows.front().path == "app: detect");
  CHECK(windows.front().variants == std::vector<std::string>{"php"});
}
