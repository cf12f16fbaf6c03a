// What the session itself knows: subscription, defaults, the signed-in user.

#include <airtight/base/text.h>

#include <array>

#include "generic.h"

namespace airtight::input::az {
namespace {

Value user_part(std::string_view what) {
  return make_unknown("signed-in user's " + std::string(what),
                      "only a live subscription knows who runs the script");
}

Result<Value> show_account(Call& call) {
  Value account = make_object(call.place());
  account.set("id", make_string(call.session.subscription));
  account.set("tenantId", make_string(call.session.tenant));
  account.set("homeTenantId", make_string(call.session.tenant));
  account.set("environmentName", make_string("AzureCloud"));
  account.set("isDefault", make_bool(true));
  account.set("state", make_string("Enabled"));
  account.set("name", make_unknown("name of the subscription", "only Azure knows it"));
  account.set_path("user.name", user_part("name"));
  return account;
}

Result<Value> set_account(Call& call) {
  call.session.subscription = subscription_of(call.session, *call.options.word("subscription"));
  return Value{};
}

void set_default(Call& call, const shell::Word& word, std::string_view prefix) {
  const auto equals = word.text.find('=');
  if (equals == std::string::npos) return;
  std::string key = to_lower(std::string_view(word.text).substr(0, equals));
  if (!key.starts_with(prefix)) return;
  key.erase(0, prefix.size());
  const std::string value = word.text.substr(equals + 1);
  if (value.empty()) {
    call.session.defaults.erase(key);
  } else {
    call.session.defaults[key] = value;
  }
}

Result<Value> configure(Call& call) {
  for (const shell::Word& word : call.options.words("defaults")) set_default(call, word, "");
  return Value{};
}

Result<Value> set_config(Call& call) {
  for (const shell::Word& word : call.options.words("positional"))
    set_default(call, word, "defaults.");
  return Value{};
}

Result<Value> signed_in_user(Call& call) {
  if (call.text("query").find("objectId") != std::string::npos) {
    warn(call.session, call.place_of("query"),
         "current releases show the user's id as \"id\"; \"objectId\" yields nothing there",
         {"TD-09"});
  }
  Value user = make_object(call.place());
  user.set("id", user_part("id"));
  user.set("objectId", user_part("id"));
  user.set("userPrincipalName", user_part("name"));
  return user;
}

constexpr std::array session_rows{
    Command{"account show", "", "--subscription --name -n -s", show_account},
    Command{"account set", "", "--subscription --name -n -s !", set_account},
    Command{"configure", "", "--defaults -d *; --list-defaults -l ?; --scope", configure},
    Command{"config set", "", "positional *; --local ?", set_config},
    Command{"ad signed-in-user show", "", "", signed_in_user},
};

}  // namespace

std::span<const Command> session_commands() { return session_rows; }

}  // namespace airtight::input::az
