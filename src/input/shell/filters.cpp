#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <climits>

#include "escapes.h"
#include "shell.h"

// Programs that turn piped text into other text. The simple uses that scripts make of them are
// computed; everything else makes a symbol named after the pipeline (I-401).
namespace airtight::input::shell {
namespace {

using Lines = std::vector<std::string>;
using Result = std::optional<std::string>;

const std::string& word(const Call& call, std::size_t index) {
  static const std::string none;
  return index < call.words.size() ? call.words[index].text.text : none;
}

Lines lines_of(const std::string& text) {
  Lines lines;
  for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

std::string text_of(const Lines& lines) {
  std::string out;
  for (const std::string& line : lines) out.append(line).append("\n");
  return out;
}

std::optional<long> number(std::string_view text) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value >= 0
             ? std::optional(value)
             : std::nullopt;
}

// The set of characters that tr's argument names.
std::string characters(const std::string& argument) {
  std::string text = unescape(argument);
  const auto replace = [&](std::string_view name, std::string_view with) {
    const std::size_t at = text.find(name);
    if (at != std::string::npos) text.replace(at, name.size(), with);
  };
  replace("[:upper:]", "A-Z");
  replace("[:lower:]", "a-z");
  replace("[:digit:]", "0-9");
  replace("[:space:]", " \t\n\r\v\f");
  replace("[:alnum:]", "a-zA-Z0-9");
  replace("[:punct:]", "!\"#$%&'()*+,./:;<=>?@[\\]^_`{|}~-");
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (i + 2 >= text.size() || text[i + 1] != '-' || text[i + 2] < text[i]) continue;
    for (int c = text[i] + 1; c <= text[i + 2]; ++c) out += static_cast<char>(c);
    i += 2;
  }
  return out;
}

Result tr(const Call& call, const std::string& text) {
  std::string options;
  std::size_t at = 1;
  for (; word(call, at).starts_with("-") && word(call, at).size() > 1; ++at)
    options += word(call, at);
  const std::string from = characters(word(call, at));
  const std::string to = characters(word(call, at + 1));
  const bool complement = options.find_first_of("cC") != std::string::npos;
  if (from.empty() || options.find('s') != std::string::npos) return std::nullopt;
  const bool removes = options.find('d') != std::string::npos;
  if (!removes && (to.empty() || complement)) return std::nullopt;
  std::string out;
  for (const char c : text) {
    const std::size_t found = from.find(c);
    if (removes && (found == std::string::npos) == complement) continue;
    out += !removes && found != std::string::npos ? to[std::min(found, to.size() - 1)] : c;
  }
  return out;
}

// The count of head and tail: -1, -n 1, -n1; ten without one.
std::optional<long> count_of(const Call& call) {
  if (call.words.size() == 1) return 10;
  std::string_view text = word(call, 1);
  if (text == "-n" && call.words.size() == 3) return number(word(call, 2));
  if (call.words.size() != 2 || !text.starts_with("-")) return std::nullopt;
  text.remove_prefix(text.starts_with("-n") ? 2 : 1);
  return number(text);
}

Result head(const Call& call, const std::string& text) {
  const bool bytes = word(call, 1).starts_with("-c");
  if (bytes) {
    const auto count = number(call.words.size() == 3 ? word(call, 2) : word(call, 1).substr(2));
    return count ? Result(text.substr(0, static_cast<std::size_t>(*count))) : std::nullopt;
  }
  const auto count = count_of(call);
  if (!count) return std::nullopt;
  Lines lines = lines_of(text);
  lines.resize(std::min(lines.size(), static_cast<std::size_t>(*count)));
  return text_of(lines);
}

Result tail(const Call& call, const std::string& text) {
  const auto count = count_of(call);
  if (!count) return std::nullopt;
  Lines lines = lines_of(text);
  const std::size_t kept = std::min(lines.size(), static_cast<std::size_t>(*count));
  lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(kept));
  return text_of(lines);
}

// cut -d X -f N, in its spellings.
Result cut(const Call& call, const std::string& text) {
  std::string options;
  for (std::size_t i = 1; i < call.words.size(); ++i) options += word(call, i) + '\n';
  char delimiter = '\t';
  std::optional<long> field;
  for (std::size_t i = 1; i < call.words.size(); ++i) {
    const std::string& option = word(call, i);
    const std::string value = option.size() > 2 ? option.substr(2) : word(call, i + 1);
    if (option.starts_with("-d") && value.size() == 1)
      delimiter = value[0];
    else if (option.starts_with("-f"))
      field = number(value);
    else
      return std::nullopt;
    if (option.size() == 2) ++i;
  }
  if (!field || *field < 1) return std::nullopt;
  Lines lines = lines_of(text);
  for (std::string& line : lines) {
    const auto parts = split(line, delimiter);
    if (parts.size() == 1) continue;
    const std::size_t index = static_cast<std::size_t>(*field) - 1;
    line = index < parts.size() ? std::string(parts[index]) : "";
  }
  return text_of(lines);
}

// sed s/a/b/ and s/a/b/g of plain text, with an anchor or without.
Result sed(const Call& call, const std::string& text) {
  const std::size_t at =
      word(call, 1) == "-e" || word(call, 1) == "-E" || word(call, 1) == "-r" ? 2 : 1;
  const std::string& script = word(call, at);
  if (call.words.size() != at + 1 || script.size() < 4 || script[0] != 's') return std::nullopt;
  const auto parts = split(std::string_view(script).substr(2), script[1]);
  if (parts.size() != 3 || (!parts[2].empty() && parts[2] != "g")) return std::nullopt;
  std::string_view from = parts[0];
  const bool begins = from.starts_with('^');
  if (begins) from.remove_prefix(1);
  const bool ends = from.ends_with('$');
  if (ends) from.remove_suffix(1);
  if (from.empty() || from.find_first_of("\\.*[]^$+?(){}|") != std::string_view::npos ||
      parts[1].find_first_of("\\&") != std::string_view::npos)
    return std::nullopt;
  Lines lines = lines_of(text);
  for (std::string& line : lines) {
    std::string out;
    std::string_view rest = line;
    for (bool more = true; more;) {
      const std::size_t found =
          ends && rest.ends_with(from) ? rest.size() - from.size() : rest.find(from);
      more = found != std::string_view::npos && (!begins || found == 0) &&
             (!ends || found + from.size() == rest.size());
      if (!more) break;
      out.append(rest.substr(0, found)).append(parts[1]);
      rest.remove_prefix(found + from.size());
      more = parts[2] == "g" && !begins && !ends;
    }
    line = out.append(rest);
  }
  return text_of(lines);
}

// awk '{print $N}'.
Result awk(const Call& call, const std::string& text) {
  std::string program;
  for (const char c : word(call, 1))
    if (c != ' ' && c != ';') program += c;
  if (call.words.size() != 2 || !program.starts_with("{print$") || !program.ends_with("}"))
    return std::nullopt;
  const auto field = number(std::string_view(program).substr(7, program.size() - 8));
  if (!field) return std::nullopt;
  Lines lines = lines_of(text);
  for (std::string& line : lines) {
    if (*field == 0) continue;
    std::size_t at = 0;
    std::string found;
    for (long i = 0; i < *field; ++i) {
      at = std::min(line.find_first_not_of(" \t", at), line.size());
      const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
      found = line.substr(at, end - at);
      at = end;
    }
    line = found;
  }
  return text_of(lines);
}

Result pass(const Call&, const std::string& text) { return text; }

Result sort(const Call& call, const std::string& text) {
  if (call.words.size() > 2 || (call.words.size() == 2 && word(call, 1) != "-u"))
    return std::nullopt;
  Lines lines = lines_of(text);
  std::ranges::sort(lines);
  if (call.words.size() == 2) lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  return text_of(lines);
}

Result count(const Call& call, const std::string& text) {
  if (call.words.size() != 2) return std::nullopt;
  if (word(call, 1) == "-l") return std::to_string(std::ranges::count(text, '\n')) + "\n";
  if (word(call, 1) == "-c") return std::to_string(text.size()) + "\n";
  return std::nullopt;
}

// xargs without a command trims and joins.
Result join_words(const Call& call, const std::string& text) {
  if (call.words.size() > 1) return std::nullopt;
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    if (!blank)
      out += c;
    else if (!out.empty() && !out.ends_with(' '))
      out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out + "\n";
}

Result unknown(const Call&, const std::string&) { return std::nullopt; }

struct Named {
  std::string_view name;
  Result (*action)(const Call&, const std::string&);
};

constexpr Named filters[] = {
    {"tr", tr},           {"head", head},         {"tail", tail},        {"cut", cut},
    {"sed", sed},         {"awk", awk},           {"tee", pass},         {"cat", pass},
    {"sort", sort},       {"wc", count},          {"xargs", join_words}, {"grep", unknown},
    {"egrep", unknown},   {"jq", unknown},        {"uniq", unknown},     {"rev", unknown},
    {"base64", unknown},  {"fold", unknown},      {"column", unknown},   {"md5sum", unknown},
    {"sha1sum", unknown}, {"sha256sum", unknown}, {"bc", unknown},       {"more", pass},
    {"less", pass},       {"envsubst", unknown},
};

const Named* find_filter(std::string_view name) {
  const auto* found = std::ranges::find(filters, name, &Named::name);
  return found == std::end(filters) ? nullptr : found;
}

// Whether the filter reads its input rather than a file it names.
bool reads_input(const Call& call) {
  if (!call.input) return false;
  const std::string& name = word(call, 0);
  return name != "cat" || call.words.size() == 1 || word(call, 1) == "-";
}

// The text that is known around symbols that were drawn may be changed character by character.
bool keeps_symbols(const Call& call) {
  const std::string& name = word(call, 0);
  return name == "tr" || name == "cat" || name == "tee" || name == "xargs" || name == "more" ||
         name == "less";
}

// xargs with a command: its words and those of the input.
void run_with_words(Shell& shell, const Call& call) {
  std::size_t at = 1;
  while (word(call, at).starts_with("-"))
    at += word(call, at) == "-I" || word(call, at) == "-n" || word(call, at) == "-L" ||
                  word(call, at) == "-P"
              ? 2U
              : 1U;
  std::vector<Field> words(
      call.words.begin() + static_cast<std::ptrdiff_t>(std::min(at, call.words.size())),
      call.words.end());
  if (words.empty()) return;
  std::vector<std::string> texts;
  for (const Field& field : words) texts.push_back(shown(field.text.text));
  doubt(shell, call.spot, effects_of_words(shell, texts),
        "\"xargs\" runs its command once with all words here; it may run once for each");
  Text input = call.input->text;
  if (input.known()) {
    for (const std::string& line : lines_of(input.text))
      for (const std::string_view one : split(line, ' '))
        if (!one.empty()) words.push_back({plain(std::string(one)), call.spot});
  } else {
    while (input.text.ends_with('\n')) input.text.pop_back();
    words.push_back({std::move(input), call.spot});
  }
  invoke(shell, words, call.simple, nullptr);
}

}  // namespace

bool is_filter(std::string_view name) { return find_filter(name) != nullptr; }

bool filter(Shell& shell, const Call& call) {
  const Named* found = find_filter(word(call, 0));
  if (found == nullptr || !reads_input(call)) return false;
  if (found->name == "xargs" && call.words.size() > 1) {
    run_with_words(shell, call);
    return true;
  }
  const std::string text =
      call.input->text.text.substr(std::min(call.input->at, call.input->text.text.size()));
  Text out = call.input->text;
  std::optional<std::string> result;
  const bool exact = call.input->text.known() || found->action == pass;
  const bool stepwise = keeps_symbols(call) && shell.symbols.only_drawn(text);
  if (exact) {
    result = found->action(call, text);
  } else if (stepwise) {
    bool understood = true;
    result = map_known(text, [&](std::string_view known) {
      const auto part = found->action(call, std::string(known));
      understood = understood && part;
      return part.value_or("");
    });
    if (!understood) result.reset();
  }
  // Only a search has an answer in its status.
  const bool searches = found->name == "grep" || found->name == "egrep" || found->name == "jq";
  shell.status = result || !searches ? std::optional(0) : std::nullopt;
  if (result) {
    out.text = std::move(*result);
  } else {
    Text from = call.input->text;
    for (const Field& field : call.words) from.text += field.text.text + '\n';
    out = derived(shell, "$(… | " + shown_call(call).substr(2), from,
                  "it is made by a program from another's output");
    out.text += '\n';
  }
  call.input->at = call.input->text.text.size();
  charge(shell, out.text.size(), call.spot);
  print(shell, out);
  return true;
}

}  // namespace airtight::input::shell
