#include "windows.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace airtight::rollout {
namespace {

// Whether something is so at a step; `absent` where its subject does not exist, `doubt` where the
// input does not say.
enum class Signal { absent, good, bad, doubt };

using Signals = std::vector<Signal>;

struct Interval {
  std::size_t opens = 0;
  std::optional<std::size_t> closes;
  auto operator<=>(const Interval&) const = default;
};

// Runs of `bad`. With `must_have_worked`, only those after a `good` one. A subject that goes away
// ends its run: what no longer exists is neither broken nor open. Doubt neither begins nor ends
// one.
std::vector<Interval> runs(const Signals& signals, bool must_have_worked) {
  std::vector<Interval> found;
  bool worked = !must_have_worked;
  bool open = false;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    if (signals[i] == Signal::doubt) continue;
    const bool bad = signals[i] == Signal::bad && worked;
    if (bad && !open) found.push_back({i, std::nullopt});
    if (!bad && open) found.back().closes = i;
    open = bad;
    if (signals[i] == Signal::good) worked = true;
    if (signals[i] == Signal::absent && must_have_worked) worked = false;
  }
  return found;
}

using Key = std::pair<std::string, std::string>;  // action, variant

std::map<Key, Signals> action_signals(const std::vector<Step>& steps) {
  std::map<Key, Signals> signals;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    for (const AppState& state : steps[i].apps) {
      for (const ActionResult& action : state.actions) {
        Signals& row = signals[{action.action, state.variant}];
        row.resize(steps.size(), Signal::absent);
        row[i] = action.works                      ? Signal::good
                 : action.result == unknown_result ? Signal::doubt
                                                   : Signal::bad;
      }
    }
  }
  return signals;
}

// Variants that fail together make one window.
std::vector<Window> outages(const std::vector<Step>& steps) {
  std::map<std::tuple<std::string, Interval>, std::vector<std::string>> together;
  for (const auto& [key, signals] : action_signals(steps)) {
    for (const Interval& interval : runs(signals, true))
      together[{key.first, interval}].push_back(key.second);
  }
  std::vector<Window> windows;
  for (const auto& [key, variants] : together) {
    const auto& [action, interval] = key;
    windows.push_back(
        {Window::Kind::outage, "app: " + action, variants, interval.opens, interval.closes});
  }
  return windows;
}

// Only a certain denial is no exposure, and only a certain one an outage.
Signal exposure_signal(const verify::Verdict& verdict) {
  return verdict.judgement == verify::Judgement::deny ? Signal::good : Signal::bad;
}

Signal outage_signal(const verify::Verdict& verdict) {
  switch (verdict.judgement) {
    case verify::Judgement::allow:
      return Signal::good;
    case verify::Judgement::deny:
      return Signal::bad;
    case verify::Judgement::uncertain:
      return Signal::doubt;
  }
  return Signal::doubt;
}

// Without a profile an outage is a needed path that stops working.
std::map<std::string, Signals> path_signals(const std::vector<Step>& steps, bool exposure) {
  std::map<std::string, Signals> signals;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    for (const verify::Path& path : steps[i].paths) {
      if (exposure ? path.from != "internet" : !path.needed) continue;
      Signals& row = signals[path.from + " -> " + path.to];
      row.resize(steps.size(), Signal::absent);
      row[i] = exposure ? exposure_signal(path.verdict) : outage_signal(path.verdict);
    }
  }
  return signals;
}

std::vector<Window> path_windows(const std::vector<Step>& steps, Window::Kind kind) {
  const bool exposure = kind == Window::Kind::exposure;
  std::vector<Window> windows;
  for (auto [path, signals] : path_signals(steps, exposure)) {
    for (std::size_t i = 0; i < steps.size(); ++i)
      if (!steps[i].examined) signals[i] = Signal::doubt;
    for (const Interval& interval : runs(signals, !exposure))
      windows.push_back({kind, path, {}, interval.opens, interval.closes});
  }
  return windows;
}

bool has_profile(const std::vector<Step>& steps) {
  return std::ranges::any_of(steps, [](const Step& step) { return !step.apps.empty(); });
}

}  // namespace

std::vector<Window> find_windows(const std::vector<Step>& steps) {
  std::vector<Window> windows =
      has_profile(steps) ? outages(steps) : path_windows(steps, Window::Kind::outage);
  for (Window& window : path_windows(steps, Window::Kind::exposure))
    windows.push_back(std::move(window));
  std::ranges::stable_sort(windows, {}, [](const Window& window) {
    return std::tie(window.kind, window.opens, window.path);
  });
  return windows;
}

}  // namespace airtight::rollout
