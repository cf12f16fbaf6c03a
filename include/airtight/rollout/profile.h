#pragma once

#include <string>
#include <vector>

namespace airtight::rollout {

// Something a user does with an app, and what it shows in each case (T-140). It works when the
// result is `ok`.
struct Action {
  std::string name;                  // "page", "detect"
  std::string ok;                    // "200"
  std::string setting_missing;       // a needed setting does not exist
  std::string reference_unresolved;  // a needed setting is a reference without a value
  std::string call_fails;            // a called host cannot be reached
  std::vector<std::string> calls;    // host names; "{NAME}" is the value of an app setting

  bool operator==(const Action&) const = default;
};

// One published variant of an app.
struct Variant {
  std::string name;                   // "php"
  std::vector<std::string> settings;  // app settings it needs
  std::vector<Action> actions;

  bool operator==(const Variant&) const = default;
};

// How an app behaves: its variants.
struct Profile {
  std::vector<Variant> variants;

  bool operator==(const Profile&) const = default;
};

}  // namespace airtight::rollout
