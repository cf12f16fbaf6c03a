#include "redact.h"

#include <airtight/base/text.h>
#include <airtight/input/setting_value.h>

#include <algorithm>
#include <array>

#include "json.h"

namespace airtight::input::az {
namespace {

constexpr std::string_view dropped = "[dropped]";

constexpr std::array<std::string_view, 12> secret_words{
    "password", "secret", "key",     "token",         "connection", "credential",
    "sas",      "value",  "headers", "authorization", "settings",   "custom-data"};

// JSON bodies are shown, as they say what the command does, unless something in them may be a
// secret: a member that sounds like one, or text that is neither a plain word nor an id.
constexpr std::array<std::string_view, 2> body_options{"body", "properties"};

bool sounds_secret(std::string_view name) {
  const std::string lower = to_lower(name);
  return std::ranges::any_of(
      secret_words, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

// One word of the source text, by position. Quotes and $(…) keep blanks together.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::size_t end_of_quotes(std::string_view text, std::size_t at) {
  const char quote = text[at++];
  while (at < text.size() && text[at] != quote) at += quote == '"' && text[at] == '\\' ? 2U : 1U;
  return std::min(at + 1, text.size());
}

std::size_t end_of_word(std::string_view text, std::size_t at) {
  int depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '\'' || c == '"' || c == '`') {
      at = end_of_quotes(text, at);
      continue;
    }
    if (c == '\\') {
      at = std::min(at + 2, text.size());
      continue;
    }
    if (c == '(') ++depth;
    if (c == ')' && depth > 0) --depth;
    if (depth == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) break;
    ++at;
  }
  return at;
}

std::vector<Span> words_of(std::string_view text) {
  std::vector<Span> words;
  std::size_t at = 0;
  for (;;) {
    at = text.find_first_not_of(" \t\r\n", at);
    if (at == std::string_view::npos) return words;
    const std::size_t end = end_of_word(text, at);
    words.push_back({at, end});
    at = end;
  }
}

std::string_view unquoted(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front())
    return text.substr(1, text.size() - 2);
  return text;
}

bool is_variable(std::string_view text) {
  text = unquoted(text);
  if (text.starts_with("$(") || text.starts_with('`')) return true;  // redacted on its own
  if (!text.starts_with('$') || text.size() < 2) return false;
  return std::ranges::all_of(text.substr(1), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '{' || c == '}';
  });
}

bool is_kept(std::string_view name, std::string_view value) {
  if (value.empty() || is_variable(value)) return true;
  const Value kept = keep_setting(name, make_string(std::string(unquoted(value))), {});
  return kept.string() != nullptr;
}

bool is_plain(std::string_view text) {
  if (starts_with_ignoring_case(text, "/subscriptions/")) return true;
  return text.size() <= 40 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
                  c == '*' || c == ' ' || c == '/';
         });
}

bool may_hold_secret(const Value& value) {
  if (const auto* text = value.string()) return !is_plain(*text);
  if (const Array* array = value.array()) return std::ranges::any_of(*array, may_hold_secret);
  if (const Object* object = value.object()) {
    return std::ranges::any_of(*object, [](const Member& member) {
      return sounds_secret(member.key) || may_hold_secret(member.value);
    });
  }
  return false;
}

// What to show of one value word of a secret option.
std::string shown(std::string_view word) {
  const bool quoted = unquoted(word) != word;
  const std::string_view inner = unquoted(word);
  const auto equals = inner.find('=');
  if (equals == std::string_view::npos || inner.starts_with('@') || is_variable(word))
    return is_kept("", word) ? std::string(word) : std::string(dropped);
  const std::string_view name = inner.substr(0, equals);
  if (is_kept(name, inner.substr(equals + 1))) return std::string(word);
  const bool is_name = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == ':';
  });
  // "ab==" may be the end of a key in base 64, not a name and its value.
  if (!is_name || inner.size() == equals + 1) return std::string(dropped);
  return std::string(quoted ? word.substr(0, 1) : "") + std::string(name) + "=" +
         std::string(dropped) + std::string(quoted ? word.substr(0, 1) : "");
}

std::string shown_body(std::string_view word) {
  if (is_variable(word) || unquoted(word).starts_with('@')) return std::string(word);
  std::string text(unquoted(word));
  for (auto at = text.find("\\\""); at != std::string::npos; at = text.find("\\\"", at))
    text.erase(at, 1);
  const auto json = parse_json(text, {});
  return json && !may_hold_secret(*json) ? std::string(word) : std::string(dropped);
}

class Redactor {
 public:
  Redactor(std::string_view source, const std::vector<Option>& known)
      : source_(source), known_(known) {}

  std::string run() {
    for (const Span span : words_of(source_)) {
      text_ += source_.substr(copied_, span.begin - copied_);
      text_ += word(source_.substr(span.begin, span.end - span.begin));
      copied_ = span.end;
    }
    return text_ + std::string(source_.substr(copied_));
  }

 private:
  enum class Reading { plain, secret, named_secrets, body };

  std::string word(std::string_view word) {
    if (!is_option(word)) return value(word);
    const auto equals = word.find('=');
    reading_ = reading_of(word.substr(0, equals));
    if (equals == std::string_view::npos) return std::string(word);
    return std::string(word.substr(0, equals + 1)) + value(word.substr(equals + 1));
  }

  std::string value(std::string_view word) const {
    switch (reading_) {
      case Reading::plain:
        return std::string(word);
      case Reading::secret:
        return is_kept("", word) ? std::string(word) : std::string(dropped);
      case Reading::named_secrets:
        return shown(word);
      case Reading::body:
        return shown_body(word);
    }
    return {};
  }

  Reading reading_of(std::string_view name) const {
    const Option* option = find_option(known_, name);
    const std::string key = option != nullptr ? option->key() : std::string(name);
    if (std::ranges::any_of(body_options, [&](std::string_view body) { return body == key; }))
      return Reading::body;
    if (option != nullptr) {
      if (!option->secret) return Reading::plain;
      return option->kind == OptionKind::list ? Reading::named_secrets : Reading::secret;
    }
    return sounds_secret(name) || name == "-p" || name == "-H" || name == "-d" ||
                   name == "--data" || name == "-u" || name == "--user"
               ? Reading::secret
               : Reading::plain;
  }

  std::string_view source_;
  const std::vector<Option>& known_;
  std::string text_;
  std::size_t copied_ = 0;
  Reading reading_ = Reading::plain;
};

}  // namespace

std::string redacted(const shell::Invocation& invocation, const std::vector<Option>& known) {
  return Redactor(invocation.source, known).run();
}

}  // namespace airtight::input::az
