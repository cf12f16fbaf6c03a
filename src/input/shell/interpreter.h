#pragma once

#include <airtight/base/shared_text.h>

#include <map>
#include <memory>
#include <string_view>

#include "invocation.h"

namespace airtight::input::shell {

// Bounds on hostile scripts. Crossing one is an error diagnostic at the line that crossed it.
struct Limits {
  std::size_t bytes = std::size_t{4} << 20U;
  int nesting = 64;            // of $(…), groups, loops and functions together
  int commands = 10000;        // simple commands executed in all
  std::size_t word = 1 << 20;  // bytes of one expanded word
};

// One shell session: variables and functions carry over from one script to the next.
class Session {
 public:
  explicit Session(Host host, Limits limits = {});
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Interprets `text` without starting a process or touching a file (I-400…I-402). Everything not
  // understood is a diagnostic at its line that says what it may change. Commands that may run or
  // not are told to the host as doubts, and what they set is unknown from there on (I-402).
  void run(std::string_view text, SharedText file);

  const Diagnostics& diagnostics() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace airtight::input::shell
