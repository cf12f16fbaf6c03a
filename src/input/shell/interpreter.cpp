#include "interpreter.h"

#include <algorithm>

#include "parser.h"
#include "shell.h"

namespace airtight::input::shell {

struct Session::State {
  Shell shell;
};

Session::Session(Host host, Limits limits) : state_(std::make_unique<State>()) {
  state_->shell.host = std::move(host);
  state_->shell.limits = limits;
}

Session::~Session() = default;

const Diagnostics& Session::diagnostics() const { return state_->shell.diagnostics; }

void report(Shell& shell, Severity severity, syntax::Spot spot, const std::string& message,
            std::vector<std::string> facts) {
  shell.diagnostics.push_back(
      {severity, to_where(place_of(shell, spot)), without_marks(message), std::move(facts)});
}

void stop(Shell& shell, syntax::Spot spot, const std::string& limit) {
  if (!shell.stopped)
    report(shell, Severity::error, spot,
           limit + ": the script is not executed from here on, its effects are missing");
  shell.stopped = true;
}

bool going(const Shell& shell) { return !shell.stopped && shell.flow == Flow::onward; }

Place place_of(const Shell& shell, syntax::Spot spot) {
  return {shell.file, spot.line, spot.column};
}

Word to_word(const Shell& shell, const Text& text, syntax::Spot spot) {
  return {shown(text.text), shell.symbols.unknown_in(text.text), place_of(shell, spot),
          text.secret};
}

namespace {

// Line ends become "\n", and a byte order mark goes.
std::string normalized(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r' || i + 1 >= text.size() || text[i + 1] != '\n') out += text[i];
  return out;
}

// Bytes that no shell script holds; two of them mark symbols here.
bool is_binary(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return c == '\0' || c == Text::open || c == Text::close; });
}

}  // namespace

void run_text(Shell& shell, std::string text, syntax::Spot start) {
  shell.texts.push_back(std::move(text));
  Reading reading{[&shell](Severity severity, syntax::Spot spot, std::string message) {
                    report(shell, severity, spot, std::move(message));
                  },
                  shell.texts, shell.limits.nesting};
  Parser parser(shell.texts.back(), start, shell.depth, reading);
  const syntax::List script = parser.script();
  execute(shell, script);
}

void Session::run(std::string_view text, SharedText file) {
  Shell& shell = state_->shell;
  if (shell.stopped) return;
  shell.file = std::move(file);
  shell.flow = Flow::onward;
  shell.ended = {};
  if (text.size() > shell.limits.bytes)
    return stop(shell, {},
                "a script of more than " + std::to_string(shell.limits.bytes) + " bytes");
  if (is_binary(text))
    return report(shell, Severity::error, {}, "the file holds control bytes; it is not a script");
  run_text(shell, normalized(text), {});
}

}  // namespace airtight::input::shell
