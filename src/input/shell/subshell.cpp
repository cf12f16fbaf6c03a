#include "shell.h"

namespace airtight::input::shell {
namespace {

std::size_t bytes_of(const std::map<std::string, Variable>& variables) {
  std::size_t bytes = 0;
  for (const auto& [name, variable] : variables)
    for (const auto& [key, text] : variable.elements) bytes += text.text.size() + 16;
  return bytes;
}

}  // namespace

// Only a body that sets something needs a copy.
Subshell::Subshell(Shell& shell, const Effects& effects)
    : shell_(shell), loops_(std::exchange(shell.loops, 0)) {
  ++shell.subshells;
  if (effects.names.empty() || !charge(shell, 0, {})) return;
  shell.expanded += bytes_of(shell.variables);
  kept_ = Kept{shell.variables, shell.functions, shell.frames.back()};
}

Subshell::~Subshell() {
  --shell_.subshells;
  shell_.loops = loops_;
  if (shell_.flow != Flow::onward) shell_.flow = Flow::onward;
  if (!kept_) return;
  shell_.variables = std::move(kept_->variables);
  shell_.functions = std::move(kept_->functions);
  shell_.frames.back() = std::move(kept_->frame);
}

}  // namespace airtight::input::shell
