#include "options.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <utility>

namespace airtight::input::az {
namespace {

constexpr std::string_view positional = "positional";

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> shared_options{{
    {"@g", "--resource-group -g"},
    {"@G", "--resource-group -g !"},
    {"@l", "--location -l"},
    {"@t", "--tags *"},
    {"@u", "--set * ~; --add * ~; --remove *; --force-string ?"},
    {"@ids", "--ids *"},
    {"@global",
     "--subscription; --output -o; --query; --only-show-errors ?; --verbose ?; --debug ?; "
     "--no-wait ?; --yes -y ?; --help -h ?"},
}};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

Option read_option(const std::vector<std::string>& words) {
  Option option;
  for (const std::string& word : words) {
    if (word.starts_with('-') || word == positional) option.names.push_back(word);
    if (word == "!") option.required = true;
    if (word == "^") option.id_part = true;
    if (word == "*") option.kind = OptionKind::list;
    if (word == "?") option.kind = OptionKind::boolean;
    if (word == "*?" || word == "*+") {
      option.kind = OptionKind::list;
      option.bare = word == "*?";
      option.adds = word == "*+";
    }
    if (word == "~") option.secret = true;
    if (word.starts_with('{')) {
      for (const std::string_view value :
           split(std::string_view(word).substr(1, word.size() - 2), '|'))
        option.allowed.emplace_back(value);
    }
  }
  return option;
}

void add(std::vector<Option>& options, std::string_view notation, bool own) {
  for (const std::string_view part : split(notation, ';')) {
    const std::vector<std::string> words = words_of(part);
    if (words.empty()) continue;
    if (words.front().starts_with('@')) {
      for (const std::string& word : words) {
        const auto shared = std::ranges::find(
            shared_options, word, &std::pair<std::string_view, std::string_view>::first);
        if (shared != shared_options.end()) add(options, shared->second, false);
      }
      continue;
    }
    Option option = read_option(words);
    // A command's own "-y" or "--subscription" hides the shared one of that name.
    if (!own) {
      std::erase_if(option.names, [&](const std::string& name) {
        return std::ranges::any_of(options, [&](const Option& other) {
          return std::ranges::find(other.names, name) != other.names.end();
        });
      });
    }
    if (!option.names.empty()) options.push_back(std::move(option));
  }
}

constexpr std::array<std::string_view, 3> update_options{"set", "add", "remove"};

// "$EXTRA" may be several words; "name=$VALUE" begins as a value.
bool is_only_symbol(const shell::Word& word) {
  return word.unknown && (word.text == word.unknown->name || word.text.starts_with('$') ||
                          word.text.starts_with('<'));
}

Diagnostic wrong(const Place& place, std::string message) {
  return {Severity::error, to_where(place), std::move(message), {"I-404"}};
}

std::vector<std::string> long_names(const std::vector<Option>& known) {
  std::vector<std::string> names;
  for (const Option& option : known) {
    for (const std::string& name : option.names) {
      if (name.starts_with("--")) names.push_back(name);
    }
  }
  return names;
}

std::string unknown_option(const std::vector<Option>& known, std::string_view name) {
  std::string message = "unknown option " + std::string(name);
  const std::vector<std::string> candidates = nearest(name, long_names(known));
  if (!candidates.empty()) message += "; did you mean " + join(candidates, ", ") + "?";
  return message;
}

// A word of an invocation as an option name and the value written into it.
struct Split {
  std::string name;
  std::optional<std::string> value;
};

Split split_option(const std::string& text) {
  const auto equals = text.find('=');
  if (text.starts_with("--")) {
    if (equals == std::string::npos) return {text, std::nullopt};
    return {text.substr(0, equals), text.substr(equals + 1)};
  }
  if (text.size() == 2) return {text, std::nullopt};
  return {text.substr(0, 2), text.substr(text[2] == '=' ? 3 : 2)};
}

class Parser {
 public:
  Parser(const std::vector<Option>& known, std::span<const shell::Word> words,
         Diagnostics& diagnostics)
      : known_(known), words_(words), diagnostics_(diagnostics) {}

  Options parse() {
    while (next_ < words_.size()) take(words_[next_++]);
    return std::move(options_);
  }

 private:
  bool at_value() const { return next_ < words_.size() && !is_option(words_[next_].text); }

  void take(const shell::Word& word) {
    if (!is_option(word.text)) return stray(word);
    const Split split = split_option(word.text);
    const Option* option = find_option(known_, split.name);
    if (option == nullptr) {
      diagnostics_.push_back(wrong(word.place, unknown_option(known_, split.name)));
      while (at_value()) ++next_;
      return;
    }
    std::vector<shell::Word> values;
    if (split.value) {
      values.push_back(word);
      values.back().text = *split.value;
    }
    take_values(*option, values);
    if (values.empty() && option->kind != OptionKind::boolean && !option->bare) {
      diagnostics_.push_back(wrong(word.place, split.name + " has no value"));
      return;
    }
    check(*option, values, word.place);
    keep(*option, std::move(values), word);
  }

  void keep(const Option& option, std::vector<shell::Word> values, const shell::Word& word) {
    const std::string key = option.key();
    const bool updates = std::ranges::find(update_options, key) != update_options.end();
    if (updates) options_.updates.push_back({key, values});
    auto& given = options_.given[key];
    if (updates || option.adds) {
      given.insert(given.end(), values.begin(), values.end());
      return;
    }
    if (option.kind == OptionKind::list && !given.empty()) options_.repeated.push_back(word);
    given = std::move(values);
  }

  void take_values(const Option& option, std::vector<shell::Word>& values) {
    const bool list = option.kind == OptionKind::list;
    if (list) {
      while (at_value()) values.push_back(words_[next_++]);
    } else if (values.empty() && at_value()) {
      values.push_back(words_[next_++]);
    }
    if (option.kind == OptionKind::text) return;
    for (std::size_t i = list ? 1 : 0; i < values.size(); ++i) {
      if (is_only_symbol(values[i])) options_.loose.push_back(values[i]);
    }
  }

  void check(const Option& option, const std::vector<shell::Word>& values, const Place& place) {
    if (values.empty() || option.kind == OptionKind::list) return;
    const shell::Word& value = values.front();
    std::vector<std::string> allowed = option.allowed;
    if (option.kind == OptionKind::boolean)
      allowed = {"true", "false", "1", "0", "yes", "no", "y", "n", "t", "f"};
    if (value.unknown || allowed.empty()) return;
    const bool known = std::ranges::any_of(
        allowed, [&](const std::string& each) { return equal_ignoring_case(each, value.text); });
    if (known) return;
    if (option.kind == OptionKind::boolean) allowed = {"true", "false"};
    std::string message =
        option.names.front() + " is \"" + value.text + "\"; expected " + join(allowed, " or ");
    const std::vector<std::string> near = nearest(value.text, allowed);
    if (!near.empty() && allowed.size() > 2) message += "; did you mean " + near.front() + "?";
    diagnostics_.push_back(wrong(value.place.line() > 0 ? value.place : place, message));
  }

  // A value nobody asked for may be part of a password with a blank in it: it is not quoted.
  void stray(const shell::Word& word) {
    if (find_option(known_, positional) != nullptr) {
      options_.given[std::string(positional)].push_back(word);
      return;
    }
    if (word.unknown) {
      options_.unknown.push_back(word);
      return;
    }
    const bool secrets =
        std::ranges::any_of(known_, [](const Option& option) { return option.secret; });
    diagnostics_.push_back(wrong(word.place, secrets
                                                 ? std::string("a word here belongs to no option")
                                                 : "\"" + word.text + "\" belongs to no option"));
  }

  const std::vector<Option>& known_;
  std::span<const shell::Word> words_;
  Diagnostics& diagnostics_;
  std::size_t next_ = 0;
  Options options_;
};

}  // namespace

std::string Option::key() const {
  for (const std::string& name : names) {
    if (name.starts_with("--")) return name.substr(2);
  }
  return names.front().starts_with('-') ? names.front().substr(1) : names.front();
}

std::vector<Option> read_notation(std::string_view notation) {
  std::vector<Option> options;
  // Own options first, so that they hide shared ones wherever the notation mentions those.
  std::string shared = "@global";
  for (const std::string_view part : split(notation, ';')) {
    if (trim(part).starts_with('@')) {
      shared += " " + std::string(trim(part));
    } else {
      add(options, part, true);
    }
  }
  add(options, shared, false);
  return options;
}

const shell::Word* Options::word(std::string_view key) const {
  const auto found = given.find(key);
  return found == given.end() || found->second.empty() ? nullptr : &found->second.front();
}

std::span<const shell::Word> Options::words(std::string_view key) const {
  const auto found = given.find(key);
  if (found == given.end()) return {};
  return found->second;
}

bool is_option(std::string_view word) {
  if (word.size() < 2 || word[0] != '-') return false;
  const char next = word[1];
  return next == '-' ? word.size() > 2
                     : (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
}

const Option* find_option(const std::vector<Option>& known, std::string_view name) {
  const Option* found = nullptr;
  for (const Option& option : known) {
    for (const std::string& candidate : option.names) {
      if (candidate == name) return &option;
    }
  }
  if (!name.starts_with("--")) return nullptr;
  for (const Option& option : known) {
    for (const std::string& candidate : option.names) {
      if (!candidate.starts_with(name) || found == &option) continue;
      if (found != nullptr) return nullptr;  // ambiguous
      found = &option;
    }
  }
  return found;
}

Options parse_options(const std::vector<Option>& known, std::span<const shell::Word> words,
                      Diagnostics& diagnostics) {
  return Parser(known, words, diagnostics).parse();
}

}  // namespace airtight::input::az
