#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <climits>

#include "escapes.h"
#include "parser.h"
#include "shell.h"

namespace airtight::input::shell {

void print(Shell& shell, const Text& text) {
  if (shell.out == nullptr) return;
  append(*shell.out, text);
  if (shell.out->text.size() > shell.limits.word) charge(shell, shell.out->text.size(), {});
}

namespace {

using Action = void (*)(Shell&, const Call&);

const std::string& word(const Call& call, std::size_t index) {
  static const std::string none;
  return index < call.words.size() ? call.words[index].text.text : none;
}

long number(std::string_view text, long otherwise) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : otherwise;
}

void succeed(Shell& shell, const Call&) { shell.status = 0; }
void fail(Shell& shell, const Call&) { shell.status = 1; }
void undecided(Shell& shell, const Call&) { shell.status = std::nullopt; }

// A command whose effect on what follows is not modelled.
void warn(Shell& shell, const Call& call, const Effects& effects, const std::string& effect) {
  doubt(shell, call.spot, effects, "\"" + shown(word(call, 0)) + "\": " + effect);
  shell.status = 0;
}

Effects anything(const Call& call) {
  Effects effects;
  effects.scope.insert("*");
  effects.commands.push_back(shown(word(call, 0)));
  return effects;
}

void echo(Shell& shell, const Call& call) {
  std::size_t at = 1;
  bool newline = true;
  bool escapes = false;
  for (; word(call, at) == "-n" || word(call, at) == "-e" || word(call, at) == "-ne" ||
         word(call, at) == "-en" || word(call, at) == "-E";
       ++at) {
    newline = newline && word(call, at).find('n') == std::string::npos;
    escapes = escapes || word(call, at).find('e') != std::string::npos;
  }
  Text out;
  for (std::size_t i = at; i < call.words.size(); ++i) {
    if (i > at) out.text += ' ';
    append(out, call.words[i].text);
  }
  if (escapes)
    out.text =
        map_known(out.text, [](std::string_view known) { return without_marks(unescape(known)); });
  if (newline) out.text += '\n';
  out.unset = false;
  print(shell, out);
  shell.status = 0;
}

void print_formatted(Shell& shell, const Call& call) {
  if (word(call, 1) == "-v") {
    set_scalar(shell, word(call, 2), formatted(shell, call, 3));
  } else {
    print(shell, formatted(shell, call, word(call, 1) == "--" ? 2 : 1));
  }
  shell.status = 0;
}

void test(Shell& shell, const Call& call) {
  const auto truth = test_command(shell, call.words, call.spot);
  shell.status = truth ? std::optional(*truth ? 0 : 1) : std::nullopt;
}

// `set -- a b` gives the arguments; options such as -e change nothing here (I-402).
void set(Shell& shell, const Call& call) {
  shell.status = 0;
  std::size_t at = 1;
  while (at < call.words.size() && word(call, at) != "--" &&
         (word(call, at).starts_with("-") || word(call, at).starts_with("+")))
    at += word(call, at) == "-o" || word(call, at) == "+o" ? 2U : 1U;
  if (at >= call.words.size()) return;
  if (word(call, at) == "--") ++at;
  Frame& frame = shell.frames.back();
  frame.function = true;
  frame.arguments.clear();
  for (; at < call.words.size(); ++at) frame.arguments.push_back(call.words[at].text);
}

void shift(Shell& shell, const Call& call) {
  auto& arguments = shell.frames.back().arguments;
  const auto count = std::clamp(number(word(call, 1), 1), 0L, static_cast<long>(arguments.size()));
  shell.status = arguments.empty() ? 1 : 0;
  arguments.erase(arguments.begin(), arguments.begin() + count);
}

void set_left_status(Shell& shell, const Call& call) {
  if (call.words.size() < 2) return;  // that of the last command
  if (call.words[1].text.known())
    shell.status = static_cast<int>(number(word(call, 1), 2) & 255);
  else
    shell.status = std::nullopt;
}

// Outside a subshell what follows is read all the same (I-402): a script that stops here under one
// circumstance goes on under another. So it may not have run.
void exit(Shell& shell, const Call& call) {
  set_left_status(shell, call);
  if (shell.subshells > 0) {
    shell.flow = Flow::leave_subshell;
    return;
  }
  const bool fails = shell.status && *shell.status != 0;
  if (shell.undecided == 0 || !fails) may_end(shell, call.spot, false);
  if (shell.loops == 0) return;
  shell.levels = shell.loops;
  shell.flow = Flow::break_loop;
}

void leave(Shell& shell, const Call& call) {
  set_left_status(shell, call);
  if (shell.frames.back().function) shell.flow = Flow::return_function;
}

void break_or_continue(Shell& shell, const Call& call) {
  shell.status = 0;
  if (shell.loops == 0) return;
  shell.levels =
      static_cast<int>(std::clamp(number(word(call, 1), 1), 1L, static_cast<long>(shell.loops)));
  shell.flow = word(call, 0) == "break" ? Flow::break_loop : Flow::continue_loop;
}

void source(Shell& shell, const Call& call) {
  warn(shell, call, anything(call),
       "the file " + shown(word(call, 1)) +
           " is not read; its variables stay unknown and its commands are missing");
}

void alias(Shell& shell, const Call& call) {
  warn(shell, call, anything(call),
       "aliases are not replaced; commands that use one are not understood");
}

void trap(Shell& shell, const Call& call) {
  shell.status = 0;
  const Effects effects = effects_of_text(shell, shown(word(call, 1)));
  if (effects.changes())
    warn(shell, call, effects, "its commands run when the script ends; their effects are missing");
}

void evaluate_text(Shell& shell, const Call& call) {
  Text all;
  for (std::size_t i = 1; i < call.words.size(); ++i) {
    if (i > 1) all.text += ' ';
    append(all, call.words[i].text);
  }
  if (!all.known()) {
    report(shell, Severity::error, call.spot,
           "\"eval\" of text that is not known; the commands in it are missing from the verdicts");
    shell.status = std::nullopt;
    return;
  }
  if (++shell.depth > shell.limits.nesting)
    stop(shell, call.spot, "more than " + std::to_string(shell.limits.nesting) + " nested calls");
  else
    run_text(shell, std::move(all.text), call.spot);
  --shell.depth;
}

void let(Shell& shell, const Call& call) {
  Text last;
  for (std::size_t i = 1; i < call.words.size(); ++i) {
    syntax::Word one;
    one.spot = call.words[i].spot;
    one.parts.push_back({syntax::Literal{word(call, i)}, true, {}, one.spot});
    shell.texts.push_back(shown(word(call, i)));
    one.raw = shell.texts.back();
    last = evaluate(shell, one);
  }
  shell.status = last.known() ? std::optional(last.text == "0" ? 1 : 0) : std::nullopt;
}

// declare, local, readonly, typeset, export.
void declare(Shell& shell, const Call& call) {
  bool associative = false;
  const bool local = word(call, 0) != "export" && word(call, 0) != "readonly";
  for (std::size_t i = 1; i < call.words.size(); ++i) {
    const std::string& name = word(call, i);
    if (name.starts_with("-")) {
      associative = associative || name.find('A') != std::string::npos;
      continue;
    }
    const std::size_t equals = name.find('=');
    if (local && equals == std::string::npos) {
      make_local(shell, name);
      if (word(call, 0) == "local") set_scalar(shell, name, {});
    }
    if (associative) shell.variables[name] = Variable{{}, true};
    if (equals != std::string::npos) {  // export "$name=value"
      Text value = call.words[i].text;
      value.text.erase(0, equals + 1);
      set_scalar(shell, name.substr(0, equals), std::move(value));
    }
  }
  shell.status = 0;
  for (const syntax::Assignment& assignment : call.simple.declared) {
    if (local) make_local(shell, assignment.name);
    if (associative) shell.variables[assignment.name] = Variable{{}, true};
    assign(shell, assignment);
  }
}

void unset(Shell& shell, const Call& call) {
  for (std::size_t i = 1; i < call.words.size(); ++i) {
    const std::string& name = word(call, i);
    if (word(call, 1) == "-f")
      shell.functions.erase(name);
    else if (!name.starts_with("-"))
      set_scalar(shell, name, {});
  }
  shell.status = 0;
}

// The next line of the input; nothing at its end.
std::optional<Text> next_line(Input& input) {
  if (input.at >= input.text.text.size()) return std::nullopt;
  const std::size_t end = std::min(input.text.text.find('\n', input.at), input.text.text.size());
  Text line = input.text;
  line.text = input.text.text.substr(input.at, end - input.at);
  input.at = end + 1;
  return line;
}

// The options of read that take a value.
std::size_t first_name(const Call& call) {
  std::size_t at = 1;
  while (word(call, at).starts_with("-") && word(call, at).size() > 1) {
    const bool value = word(call, at).find_first_of("ptnNdui") == word(call, at).size() - 1;
    at += value ? 2 : 1;
  }
  return at;
}

void take_fields(Shell& shell, const Call& call, std::size_t at, Text line) {
  const Text* set = scalar(shell, "IFS");
  const std::string separators = set != nullptr ? set->text : " \t\n";
  for (; at < call.words.size(); ++at) {
    const std::size_t begin = std::min(line.text.find_first_not_of(separators), line.text.size());
    line.text.erase(0, begin);
    std::size_t end = 0;
    while (end < line.text.size() && separators.find(line.text[end]) == std::string::npos)
      end = line.text[end] == Text::open ? symbol_end(line.text, end) : end + 1;
    if (at + 1 == call.words.size()) {
      end = line.text.find_last_not_of(separators);
      end = end == std::string::npos ? 0 : end + 1;
    }
    Text value = line;
    value.text = line.text.substr(0, end);
    line.text.erase(0, std::min(end + 1, line.text.size()));
    set_scalar(shell, word(call, at), std::move(value));
  }
}

void read(Shell& shell, const Call& call) {
  std::size_t at = first_name(call);
  const bool array = word(call, 1).find('a') != std::string::npos && word(call, 1)[0] == '-';
  const bool symbolic = !call.input || (!call.input->text.known() && call.input->at == 0 &&
                                        call.input->text.text[0] == Text::open);
  if (symbolic) {
    for (; at < call.words.size(); ++at) {
      const std::string name = "$" + shown(word(call, at));
      const std::string origin = call.input ? call.input->text.text : "read";
      set_scalar(shell, word(call, at),
                 shell.symbols.make(name, origin, {name, "it is read while the script runs"}));
    }
    shell.status = std::nullopt;
    if (call.input) call.input->at = call.input->text.text.size();
    return;
  }
  auto line = next_line(*call.input);
  shell.status = line ? 0 : 1;
  if (!line) line = Text{};
  if (!array) return take_fields(shell, call, at, std::move(*line));
  Variable list;
  for (const std::string_view item : split(line->text, ' '))
    if (!item.empty())
      list.elements.emplace_back(std::to_string(list.elements.size()), plain(std::string(item)));
  shell.variables[at < call.words.size() ? word(call, at) : "REPLY"] = std::move(list);
}

void read_array(Shell& shell, const Call& call) {
  Variable list;
  if (call.input) {
    for (auto line = next_line(*call.input); line; line = next_line(*call.input))
      list.elements.emplace_back(std::to_string(list.elements.size()), *std::move(line));
  }
  const std::string& name = call.words.size() > 1 ? call.words.back().text.text : "MAPFILE";
  if (!call.input)
    list.elements.emplace_back(
        "0", shell.symbols.make("$" + name, "read", {"$" + name, "it is read from a file"}));
  shell.variables[name] = std::move(list);
  shell.status = 0;
}

void sequence(Shell& shell, const Call& call) {
  shell.status = 0;
  Text all;
  for (const Field& field : call.words) append(all, field.text);
  const std::size_t count = call.words.size() - 1;
  const long first = count > 1 ? number(word(call, 1), LONG_MAX) : 1;
  const long stride = count > 2 ? number(word(call, 2), LONG_MAX) : 1;
  const long last = number(word(call, count), LONG_MAX);
  constexpr long most = 10000;
  const auto far = [](long value) { return value > 1'000'000'000 || value < -1'000'000'000; };
  if (count < 1 || count > 3 || far(first) || far(stride) || far(last) || stride == 0)
    return print(shell, derived(shell, shown_call(call), all, "a sequence"));
  if ((last - first) / stride > most)
    return stop(shell, call.spot, "a sequence longer than " + std::to_string(most));
  Text out;
  for (long i = first; stride > 0 ? i <= last : i >= last; i += stride)
    out.text += std::to_string(i) + "\n";
  print(shell, out);
}

// Answers that no reading can give, other at each run.
void draw(Shell& shell, const Call& call) {
  Text out = shell.symbols.draw(shown_call(call));
  out.text += '\n';
  print(shell, out);
  shell.status = 0;
}

void answer_unknown(Shell& shell, const Call& call) {
  Text all;
  for (const Field& field : call.words) all.text += field.text.text + '\n';
  const std::string name = shown_call(call);
  Text out = shell.symbols.make(name, all.text, {name, "it is known only when the script runs"});
  out.text += '\n';
  print(shell, out);
  shell.status = 0;
}

void find_command(Shell& shell, const Call& call) {
  print(shell, plain("/usr/bin/" + shown(word(call, call.words.size() - 1)) + "\n"));
  shell.status = 0;
}

void base_name(Shell& shell, const Call& call) {
  Text value = call.words.size() > 1 ? call.words[1].text : Text{};
  const bool directory = word(call, 0) == "dirname";
  if (!value.known()) return answer_unknown(shell, call);
  const std::size_t slash = value.text.rfind('/');
  if (directory)
    value.text = slash == std::string::npos ? "." : value.text.substr(0, slash);
  else if (slash != std::string::npos)
    value.text.erase(0, slash + 1);
  if (!directory && value.text.ends_with(word(call, 2)))
    value.text.resize(value.text.size() - word(call, 2).size());
  value.text += '\n';
  print(shell, value);
  shell.status = 0;
}

struct Named {
  std::string_view name;
  Action action;
};

constexpr Named actions[] = {
    {":", succeed},
    {"true", succeed},
    {"false", fail},
    {"echo", echo},
    {"printf", print_formatted},
    {"test", test},
    {"[", test},
    {"set", set},
    {"shopt", succeed},
    {"exit", exit},
    {"return", leave},
    {"break", break_or_continue},
    {"continue", break_or_continue},
    {"sleep", succeed},
    {"source", source},
    {".", source},
    {"cd", succeed},
    {"pushd", succeed},
    {"popd", succeed},
    {"pwd", answer_unknown},
    {"read", read},
    {"mapfile", read_array},
    {"readarray", read_array},
    {"trap", trap},
    {"wait", succeed},
    {"seq", sequence},
    {"export", declare},
    {"declare", declare},
    {"local", declare},
    {"readonly", declare},
    {"typeset", declare},
    {"unset", unset},
    {"shift", shift},
    {"let", let},
    {"eval", evaluate_text},
    {"date", answer_unknown},
    {"uuidgen", draw},
    {"mktemp", draw},
    {"shuf", draw},
    {"pwgen", draw},
    {"alias", alias},
    {"getopts", undecided},
    {"umask", succeed},
    {"ulimit", succeed},
    {"hash", succeed},
    {"command", find_command},
    {"type", find_command},
    {"which", find_command},
    {"clear", succeed},
    {"tput", succeed},
    {"stty", succeed},
    {"reset", succeed},
    {"basename", base_name},
    {"dirname", base_name},
    {"hostname", answer_unknown},
    {"whoami", answer_unknown},
    {"uname", answer_unknown},
    {"mkdir", succeed},
    {"rm", succeed},
    {"touch", succeed},
    {"chmod", succeed},
    {"cp", succeed},
    {"mv", succeed},
    {"kill", succeed},
    {"jobs", succeed},
    {"enable", succeed},
    {"history", succeed},
};

const Named* find_action(std::string_view name) {
  const auto* found = std::ranges::find(actions, name, &Named::name);
  return found == std::end(actions) ? nullptr : found;
}

bool draws(const Call& call) {
  if (word(call, 0) == "openssl") return word(call, 1) == "rand";
  return std::ranges::any_of(call.words, [](const Field& field) {
    return field.text.text == "/dev/urandom" || field.text.text == "/dev/random";
  });
}

}  // namespace

std::string shown_call(const Call& call) {
  // A format of date, a short option, a small number, `openssl rand`.
  const auto plain = [](std::string_view text) {
    if (text == "rand" || text.starts_with("+%")) return true;
    const bool option = text.starts_with('-');
    const std::string_view rest = text.substr(option ? 1 : 0);
    return rest.size() <= (option ? 8U : 3U) && std::ranges::all_of(rest, [&](char c) {
             return (c >= '0' && c <= '9') || (option && c >= 'a' && c <= 'z');
           });
  };
  std::string out = "$(" + shown(word(call, 0));
  for (std::size_t i = 1; i < call.words.size(); ++i) {
    if (plain(word(call, i)))
      out += ' ' + word(call, i);
    else if (!out.ends_with("\xe2\x80\xa6"))
      out += " \xe2\x80\xa6";
  }
  return out + ")";
}

bool is_built_in(std::string_view name) { return find_action(name) != nullptr; }

bool built_in(Shell& shell, const Call& call) {
  if (draws(call)) {
    draw(shell, call);
    return true;
  }
  const Named* found = find_action(word(call, 0));
  if (found == nullptr) return false;
  found->action(shell, call);
  return true;
}

}  // namespace airtight::input::shell
