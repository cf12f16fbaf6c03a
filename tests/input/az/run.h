#pragma once

#include <airtight/base/text.h>

#include <string>
#include <vector>

#include "input/az/command.h"
#include "input/az/options.h"
#include "input/az/session.h"

namespace airtight::input::az::test {

// Splits a command at blanks outside quotes, as far as these tests need it: "…" and '…' keep
// blanks together, and "?name" is a word nobody knows.
inline shell::Invocation invocation(const std::string& source, int line = 1,
                                    std::string label = {}) {
  const auto file = "test.sh";
  shell::Invocation result;
  result.source = source;
  result.label = std::move(label);
  result.place = Place{file, line, 1};
  std::string text;
  bool any = false;
  char quote = 0;
  auto finish = [&] {
    if (!any) return;
    shell::Word word{text, {}, result.place, false};
    if (text.starts_with('?') && text.size() > 1) {
      word.text = "$" + text.substr(1);
      word.unknown = Unknown{word.text, "the variable is never set"};
    }
    result.words.push_back(std::move(word));
    text.clear();
    any = false;
  };
  for (const char c : source) {
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        text += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
      any = true;
    } else if (c == ' ') {
      finish();
    } else {
      text += c;
      any = true;
    }
  }
  finish();
  return result;
}

// Runs commands one after the other in one session.
class Script {
 public:
  shell::Output operator()(const std::string& command, std::string label = {}) {
    return run(session, invocation(command, ++line_, std::move(label)));
  }

  Value get(const std::string& suffix) const {
    const Value* found = session.resources.find(id(suffix));
    return found == nullptr ? Value{} : *found;
  }

  bool has(const std::string& suffix) const {
    return session.resources.find(id(suffix)) != nullptr;
  }

  static azure::ResourceId id(const std::string& suffix) {
    return azure::ResourceId("/subscriptions/" + std::string(nobody) +
                             "/resourceGroups/rg/providers/" + suffix);
  }

  std::string text(const std::string& suffix, std::string_view path) const {
    const Value resource = get(suffix);
    const Value* value = resource.at_path(path);
    if (value == nullptr) return "(absent)";
    return value->string() != nullptr ? *value->string() : to_json(*value);
  }

  // The messages of one severity, each on a line of its own.
  std::string messages(Severity severity) const {
    std::string all;
    for (const Diagnostic& diagnostic : session.diagnostics) {
      if (diagnostic.severity == severity) all += to_string(diagnostic) + "\n";
    }
    return all;
  }
  std::string errors() const { return messages(Severity::error); }
  std::string warnings() const { return messages(Severity::warning); }

  Session session;

 private:
  int line_ = 0;
};

}  // namespace airtight::input::az::test
