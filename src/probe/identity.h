#pragma once

#include <airtight/probe/probe.h>

#include <optional>
#include <string>

#include "loop.h"

namespace airtight::probe {

// Text that is zeroed when it is done with, and neither copied nor printed.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string&& text) : text_(std::move(text)) {}
  ~Secret() { wipe(); }
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  std::string& text() { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  void wipe();

  std::string text_;
};

// The answer to a request for a token, or why there is none.
struct Token {
  Secret value{};
  std::optional<long long> expires{};  // seconds since 1970, where the answer says so
  std::string failure{};
};

// The members that count of {"access_token": …, "expires_on": …}, without a copy of the rest.
Token token_in(std::string_view answer);

// The managed identity of the app, of whom a token is asked each time one is used:
// IDENTITY_ENDPOINT of the environment, else the older MSI_ENDPOINT, else a virtual
// machine's metadata service. An endpoint that is not on this machine is asked nothing
//
awaitable<Token> ask_for_token(std::string audience, Server metadata, Clock::time_point until);

}  // namespace airtight::probe
