#include <airtight/base/text.h>

#include <algorithm>

#include "shell.h"

namespace airtight::input::shell {
namespace {

using syntax::Part;

constexpr std::size_t most_fields = 65536;

// Collects fields: quoted text joins the current one, unquoted text is split at IFS.
struct Fields {
  std::vector<Field> done;
  Text current;
  bool open = false;
  syntax::Spot spot;

  void end() {
    if (open) done.push_back({std::move(current), spot});
    current = {};
    open = false;
  }
  void add(const Text& text) {
    if (!open)
      current = text;
    else
      append(current, text);
    open = true;
  }
  void add_split(const Text& text, std::string_view separators) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.text.size();) {
      if (text.text[i] == Text::open) {
        i = symbol_end(text.text, i);
        continue;
      }
      if (separators.find(text.text[i]) == std::string_view::npos) {
        ++i;
        continue;
      }
      if (i > begin || (!blank(text.text[i]) && !open)) piece(text, begin, i);
      end();
      begin = ++i;
    }
    if (begin < text.text.size()) piece(text, begin, text.text.size());
  }
  void piece(const Text& text, std::size_t begin, std::size_t end_at) {
    Text part = text;
    part.text = text.text.substr(begin, end_at - begin);
    add(part);
  }
};

std::string separators_of(const Shell& shell) {
  const Text* set = scalar(shell, "IFS");
  return set != nullptr && set->known() ? set->text : " \t\n";
}

Text part_text(Shell& shell, const Part& part) {
  if (const auto* text = std::get_if<syntax::Literal>(&part.what)) return plain(text->text);
  if (const auto* inner = std::get_if<syntax::Substitution>(&part.what))
    return substitute(shell, *inner, part.raw, part.spot);
  if (const auto* sum = std::get_if<syntax::Arithmetic>(&part.what))
    return evaluate(shell, *sum->expression);
  bool joined = false;
  const std::vector<Text> values = parameter_values(shell, part, joined);
  Text result;
  for (const Text& value : values) {
    if (&value != &values.front()) result.text += ' ';
    append(result, value);
  }
  return result;
}

void add_parameter(Shell& shell, const Part& part, Fields& fields, std::string_view separators) {
  bool joined = false;
  const std::vector<Text> values = parameter_values(shell, part, joined);
  if (part.quoted && (joined || values.size() == 1)) {
    Text all;
    for (const Text& value : values) {
      if (&value != &values.front()) all.text += separators.empty() ? ' ' : separators[0];
      append(all, value);
    }
    return fields.add(all);
  }
  for (const Text& value : values) {
    if (&value != &values.front()) fields.end();
    if (part.quoted)
      fields.add(value);
    else
      fields.add_split(value, separators);
  }
}

void add_word(Shell& shell, const syntax::Word& word, Fields& fields) {
  fields.spot = word.spot;
  const std::string separators = separators_of(shell);
  std::size_t bytes = 0;
  for (const Part& part : word.parts) {
    if (!going(shell)) return;
    if (std::holds_alternative<syntax::Parameter>(part.what)) {
      add_parameter(shell, part, fields, separators);
    } else {
      const Text text = part_text(shell, part);
      if (part.quoted || std::holds_alternative<syntax::Literal>(part.what))
        fields.add(text);
      else
        fields.add_split(text, separators);
    }
    bytes = fields.current.text.size();
    if (bytes > shell.limits.word && !charge(shell, bytes, word.spot)) return;
  }
  fields.end();
}

bool has_braces(const syntax::Word& word) {
  return std::ranges::any_of(word.parts, [](const Part& part) {
    const auto* text = std::get_if<syntax::Literal>(&part.what);
    return text != nullptr && !part.quoted && text->text.find('{') != std::string::npos;
  });
}

bool only_a_file(const syntax::List& body) {
  if (body.size() != 1 || body[0].parts.size() != 1) return false;
  const auto& commands = body[0].parts[0].pipeline.commands;
  const auto* simple =
      commands.size() == 1 ? std::get_if<syntax::Simple>(&commands[0].what) : nullptr;
  return simple != nullptr && simple->words.empty() && simple->assignments.empty();
}

}  // namespace

bool charge(Shell& shell, std::size_t bytes, syntax::Spot spot) {
  constexpr std::size_t words = 64;  // of full size that a session may make
  shell.expanded += bytes;
  if (bytes > shell.limits.word)
    stop(shell, spot, "a word longer than " + std::to_string(shell.limits.word) + " bytes");
  else if (shell.expanded / words > shell.limits.word)
    stop(shell, spot, "too much text made by expansions");
  return !shell.stopped;
}

Text derived(Shell& shell, const std::string& shown_as, const Text& from, std::string reason) {
  if (!from.known() && shell.symbols.only_drawn(from.text)) {
    Text drawn = shell.symbols.draw(shown_as);
    drawn.secret = from.secret;
    return drawn;
  }
  if (const auto unknown = shell.symbols.unknown_in(from.text))
    reason = unknown->name + ": " + unknown->reason;
  Text result = shell.symbols.make(shown_as, from.text, {without_marks(shown_as), reason});
  result.secret = from.secret;
  return result;
}

std::vector<Field> expand_fields(Shell& shell, const std::vector<syntax::Word>& words) {
  Fields fields;
  for (const syntax::Word& word : words) {
    if (has_braces(word))
      for (const syntax::Word& one : expand_braces(shell, word)) add_word(shell, one, fields);
    else
      add_word(shell, word, fields);
    if (!going(shell)) break;
    if (fields.done.size() > most_fields) {
      stop(shell, word.spot, "a command of more than " + std::to_string(most_fields) + " words");
      break;
    }
  }
  for (const Field& field : fields.done)
    if (!charge(shell, field.text.text.size(), field.spot)) break;
  return std::move(fields.done);
}

Text expand_one(Shell& shell, const syntax::Word& word) {
  Text result;
  for (const Part& part : word.parts) {
    if (!going(shell)) break;
    append(result, part_text(shell, part));
    if (result.text.size() > shell.limits.word) break;
  }
  charge(shell, result.text.size(), word.spot);
  return result;
}

Text expand_pattern(Shell& shell, const syntax::Word& word) {
  Text result;
  for (const Part& part : word.parts) {
    Text text = part_text(shell, part);
    if (part.quoted) {
      std::string guarded;
      for (const char c : text.text) {
        if (std::string_view("*?[]\\").find(c) != std::string_view::npos) guarded += '\\';
        guarded += c;
      }
      text.text = std::move(guarded);
    }
    append(result, text);
  }
  charge(shell, result.text.size(), word.spot);
  return result;
}

// Runs in a subshell: what it assigns is forgotten.
Text substitute(Shell& shell, const syntax::Substitution& substitution, std::string_view raw,
                syntax::Spot spot) {
  const std::string shown_as = joined_lines(raw);
  if (only_a_file(*substitution.body))
    return shell.symbols.make(shown_as, "file", {shown_as, "the file is not read"});
  if (++shell.depth > shell.limits.nesting)
    stop(shell, spot, "more than " + std::to_string(shell.limits.nesting) + " nested calls");
  Text out;
  Text* const outer = std::exchange(shell.out, &out);
  {
    const Subshell inside(shell, effects_of(shell, *substitution.body));
    execute(shell, *substitution.body);
  }
  shell.out = outer;
  --shell.depth;
  while (out.text.ends_with('\n')) out.text.pop_back();
  if (raw.starts_with("<(") || raw.starts_with(">("))
    return shell.symbols.make("<(\xe2\x80\xa6)", shown_as + out.text,
                              {"<(\xe2\x80\xa6)", "a file made of a command's output"});
  charge(shell, out.text.size(), spot);
  return out;
}

}  // namespace airtight::input::shell
