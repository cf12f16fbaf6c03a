#include <charconv>

#include "shell.h"

namespace airtight::input::shell {
namespace {

using syntax::Literal;
using syntax::Part;

constexpr std::size_t most_words = 4096;

// Where a brace group is: part and offset of "{", of each comma at its level, and of "}".
struct Position {
  std::size_t part = 0;
  std::size_t offset = 0;
};
struct Braces {
  Position open;
  std::vector<Position> commas;
  Position close;
};

char bare_char(const syntax::Word& word, Position at) {
  const Part& part = word.parts[at.part];
  const auto* text = std::get_if<Literal>(&part.what);
  return !part.quoted && text != nullptr && at.offset < text->text.size() ? text->text[at.offset]
                                                                          : '\0';
}

bool step(const syntax::Word& word, Position& at) {
  const auto* text = std::get_if<Literal>(&word.parts[at.part].what);
  if (text != nullptr && !word.parts[at.part].quoted && at.offset + 1 < text->text.size()) {
    ++at.offset;
    return true;
  }
  at = {at.part + 1, 0};
  return at.part < word.parts.size();
}

syntax::Word slice(const syntax::Word& word, Position from, Position to) {
  syntax::Word out;
  out.raw = word.raw;
  out.spot = word.spot;
  for (std::size_t i = from.part; i < word.parts.size() && i <= to.part; ++i) {
    Part part = word.parts[i];
    auto* text = std::get_if<Literal>(&part.what);
    const std::size_t begin = i == from.part ? from.offset : 0;
    if (i == to.part && (text == nullptr || part.quoted)) break;
    if (text != nullptr && !part.quoted) {
      const std::size_t end = i == to.part ? to.offset : text->text.size();
      text->text = text->text.substr(begin, end > begin ? end - begin : 0);
      if (text->text.empty()) continue;
    }
    out.parts.push_back(std::move(part));
  }
  return out;
}

// The first group that closes and holds a comma or "..". All candidates are found in one pass.
std::optional<Braces> find_braces(const syntax::Word& word) {
  std::vector<Braces> open;
  std::optional<Braces> best;
  if (word.parts.empty()) return best;
  Position at;
  do {
    const char c = bare_char(word, at);
    if (c == '{') open.push_back({at, {}, {}});
    if (c == ',' && !open.empty()) open.back().commas.push_back(at);
    if (c == '}' && !open.empty()) {
      Braces found = std::move(open.back());
      open.pop_back();
      found.close = at;
      const bool same = found.open.part == found.close.part;
      const std::string* text =
          same ? &std::get<Literal>(word.parts[found.open.part].what).text : nullptr;
      const bool range =
          text != nullptr &&
          text->substr(found.open.offset, found.close.offset - found.open.offset).find("..") !=
              std::string::npos;
      if (!found.commas.empty() || range) best = std::move(found);
      if (open.empty() && best) return best;
    }
  } while (step(word, at));
  return best;
}

bool number(std::string_view text, long& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

// The members of "1..3", "03..10", "a..e" or "1..9..2"; empty if it is no range.
std::vector<std::string> range_of(Shell& shell, const std::string& text, syntax::Spot spot) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return {};
  const std::string from_text = text.substr(0, dots);
  std::string to_text = text.substr(dots + 2);
  long stride = 1;
  if (const std::size_t more = to_text.find(".."); more != std::string::npos) {
    if (!number(std::string_view(to_text).substr(more + 2), stride)) return {};
    to_text.resize(more);
  }
  long from = 0;
  long to = 0;
  const bool letters = from_text.size() == 1 && to_text.size() == 1 && !number(from_text, from);
  if (letters) {
    from = from_text[0];
    to = to_text[0];
  } else if (!number(from_text, from) || !number(to_text, to)) {
    return {};
  }
  constexpr long furthest = 1'000'000'000'000;
  if (from < -furthest || from > furthest || to < -furthest || to > furthest ||
      stride < -furthest || stride > furthest) {
    stop(shell, spot, "a range of braces that is too long");
    return {};
  }
  stride = std::max(stride < 0 ? -stride : stride, 1L);
  if ((from < to ? to - from : from - to) / stride >= static_cast<long>(most_words)) {
    stop(shell, spot, "a range of braces longer than " + std::to_string(most_words));
    return {};
  }
  const bool padded = !letters && from_text.size() > 1 && from_text[0] == '0';
  std::vector<std::string> out;
  for (long i = from; from <= to ? i <= to : i >= to; i += from <= to ? stride : -stride) {
    std::string item = letters ? std::string(1, static_cast<char>(i)) : std::to_string(i);
    if (padded && item.size() < from_text.size())
      item.insert(0, from_text.size() - item.size(), '0');
    out.push_back(std::move(item));
  }
  return out;
}

void add(syntax::Word& to, syntax::Word more) {
  for (Part& part : more.parts) to.parts.push_back(std::move(part));
}

std::vector<syntax::Word> alternatives(Shell& shell, const syntax::Word& word,
                                       const Braces& braces) {
  std::vector<syntax::Word> out;
  Position begin = braces.open;
  ++begin.offset;
  if (braces.commas.empty()) {
    const std::string& text = std::get<Literal>(word.parts[begin.part].what).text;
    for (std::string& item : range_of(
             shell, text.substr(begin.offset, braces.close.offset - begin.offset), word.spot)) {
      syntax::Word one;
      one.parts.push_back({Literal{std::move(item)}, true, {}, word.spot});
      out.push_back(std::move(one));
    }
    return out;
  }
  for (const Position& comma : braces.commas) {
    out.push_back(slice(word, begin, comma));
    begin = {comma.part, comma.offset + 1};
  }
  out.push_back(slice(word, begin, braces.close));
  return out;
}

}  // namespace

std::vector<syntax::Word> expand_braces(Shell& shell, const syntax::Word& word) {
  std::vector<syntax::Word> todo{word};
  std::vector<syntax::Word> done;
  std::size_t work = 0;
  while (!todo.empty() && !shell.stopped) {
    syntax::Word next = std::move(todo.back());
    todo.pop_back();
    const auto braces = find_braces(next);
    const auto inner = braces ? alternatives(shell, next, *braces) : std::vector<syntax::Word>{};
    work += next.raw.size();
    if (inner.empty()) {
      done.push_back(std::move(next));
      continue;
    }
    if (done.size() + todo.size() + inner.size() > most_words || work > shell.limits.bytes) {
      stop(shell, word.spot, "braces that make more than " + std::to_string(most_words) + " words");
      break;
    }
    for (std::size_t i = inner.size(); i-- > 0;) {
      syntax::Word one = slice(next, {}, braces->open);
      one.raw = next.raw;
      one.spot = next.spot;
      add(one, inner[i]);
      add(one, slice(next, {braces->close.part, braces->close.offset + 1}, {next.parts.size(), 0}));
      todo.push_back(std::move(one));
    }
  }
  return done;
}

}  // namespace airtight::input::shell
