#pragma once

#include <airtight/azure/resources.h>
#include <airtight/base/diagnostic.h>
#include <airtight/rollout/profile.h>
#include <airtight/verify/path.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::rollout {

// One command and the resources after it.
struct Stage {
  std::string label;  // "T-101", empty where there is none
  std::string command;
  Where where;
  std::vector<azure::ResourceId> changed;
  azure::Resources resources;
};

// What the app has of its Key Vault references (T-000, A-212): `cached` means earlier values are
// still in use although fetching them again would fail. `unknown`: it rests on something the input
// does not say, or on commands that may have run or not.
enum class References : std::uint8_t { none, resolved, cached, denied, unknown };
std::string_view to_string(References references);

// The result of an action when what it does is not known.
inline constexpr std::string_view unknown_result = "?";

struct ActionResult {
  std::string action;
  std::string result;  // one of the profile's, or unknown_result
  bool works = false;

  bool operator==(const ActionResult&) const = default;
};

struct AppState {
  std::string variant;
  std::vector<ActionResult> actions;

  bool operator==(const AppState&) const = default;
};

// How things stand after one command. Paths hold every observer × every back end that exist then:
// "app" and "platform" of the first app, "internet", "vm" (a host of the first virtual network
// outside its named subnets); further apps, networks and machines as "app:NAME", "vm:NAME".
struct Step {
  std::size_t index = 0;
  std::string label;
  std::string command;
  Where where;
  std::vector<azure::ResourceId> changed;
  std::vector<verify::Path> paths;
  bool examined = true;  // false: `paths` is empty because the replay is too large for all of them
  References references = References::none;
  std::vector<AppState> apps;
  // What a reader of this row should know: an early integration, what makes a cell unknown.
  std::vector<std::string> notes;
};

// Steps from `opens` until before `closes` during which something that worked does not (outage),
// or a back end admits the Internet (exposure, doubt counting as open). An outage is never opened
// or closed by doubt: it lasts until the app certainly works again.
struct Window {
  enum class Kind : std::uint8_t { outage, exposure };
  Kind kind = Kind::outage;
  std::string path;                   // "app: detect", "internet -> kv1"
  std::vector<std::string> variants;  // of an outage
  std::size_t opens = 0;              // index of the step
  std::optional<std::size_t> closes;  // none: still open at the end

  bool operator==(const Window&) const = default;
};

inline constexpr std::size_t most_paths = 20000;

struct Replay {
  std::vector<Step> steps;
  std::vector<Window> windows;  // outages first, in order of opening
  Diagnostics diagnostics;      // of the models of all steps
};

// Follows a script step by step. An integration is usable from the step after the one that makes
// it (A-292, "T-117-early"); when nothing follows, a last step "settled" shows the state reached.
// References are fetched again at every change of the app's configuration and once more
// when its integration becomes usable. Steps past the first `most_paths` paths, but for the last
// one, are not examined: a warning and a note in each say so. `stage_at` is asked once for each
// index, in order.
Replay replay(std::size_t stages, const std::function<Stage(std::size_t)>& stage_at,
              const Profile& profile);

}  // namespace airtight::rollout
