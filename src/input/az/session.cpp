#include "session.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <span>

#include "call.h"
#include "nested.h"
#include "output.h"
#include "programs.h"
#include "redact.h"
#include "references.h"
#include "scrub.h"
#include "symbols.h"
#include "unsupported.h"
#include "zone_records.h"

namespace airtight::input::az {
namespace {

shell::Output unknown_output(std::string name, std::string reason, std::optional<int> status = 0) {
  shell::Output output;
  output.text = name;
  output.unknown = Unknown{std::move(name), std::move(reason)};
  output.status = status;
  return output;
}

// "network vnet create" of `az network vnet create --name v`: the words up to the first option.
std::string command_words(const shell::Invocation& invocation) {
  std::string words;
  for (std::size_t i = 1; i < invocation.words.size(); ++i) {
    const std::string& text = invocation.words[i].text;
    if (is_option(text)) break;
    if (!words.empty()) words += ' ';
    words += text;
  }
  return words;
}

// How many words of global options stand before the command (I-405): `az -o json network …`.
std::size_t leading_options(std::span<const std::string> words) {
  constexpr std::array<std::string_view, 4> valued{"-o", "--output", "--query", "--subscription"};
  std::size_t count = 0;
  while (count < words.size() && is_option(words[count]))
    count += std::ranges::find(valued, words[count]) != valued.end() ? 2U : 1U;
  return std::min(count, words.size());
}

// The command first, as the rest of the session reads it.
shell::Invocation command_first(const shell::Invocation& invocation) {
  std::vector<std::string> words;
  for (const shell::Word& word : std::span(invocation.words).subspan(1)) words.push_back(word.text);
  shell::Invocation result = invocation;
  const auto begin = result.words.begin() + 1;
  std::rotate(begin, begin + static_cast<std::ptrdiff_t>(leading_options(words)),
              result.words.end());
  return result;
}

// The longest row whose words begin the command.
const Command* find_command(std::string_view words) {
  const Command* best = nullptr;
  for (const Command& command : commands()) {
    const bool covers = words.starts_with(command.words) && (words.size() == command.words.size() ||
                                                             words[command.words.size()] == ' ');
    if (covers && (best == nullptr || command.words.size() > best->words.size())) best = &command;
  }
  return best;
}

void add_step(Session& session, const shell::Invocation& invocation, std::string command) {
  if (session.changes.empty() && session.gaps.empty() && invocation.label.empty()) return;
  ScriptStep step{invocation.label, invocation.place, std::move(command), {}, session.gaps};
  for (const auto& [id, after] : session.changes) step.changes.push_back({id, after});
  session.steps.push_back(std::move(step));
}

shell::Output run_program(Session& session, const shell::Invocation& invocation) {
  const std::string& program = invocation.words.front().text;
  std::vector<std::string> arguments;
  for (std::size_t i = 1; i < invocation.words.size(); ++i)
    arguments.push_back(invocation.words[i].text);
  if (may_change_azure(program, arguments)) {
    warn(session, invocation.place, program + " is not run; what it may change in Azure is unknown",
         {"I-400"});
    add_gap(session, invocation.place, program, {"*"});
  }
  add_step(session, invocation, redacted(invocation));
  return unknown_output("$(" + program + " \xe2\x80\xa6)", "the program is never run",
                        std::nullopt);
}

std::string effect_of(const std::vector<std::string>& scope) {
  return scope.front() == "*" ? "all resources" : join(scope, ", ");
}

// A misspelt verb is more likely than a command nobody heard of.
std::string suggestion(std::string_view words) {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.emplace_back(command.words);
  const std::vector<std::string> near = nearest(words, names);
  return near.empty() ? std::string() : "; did you mean az " + near.front() + "?";
}

shell::Output run_unsupported(Session& session, const shell::Invocation& invocation,
                              const std::string& words) {
  const std::vector<std::string> scope = scope_of(words);
  if (!scope.empty()) {
    warn(session, invocation.place,
         "az " + words + " is not supported; its effect on " + effect_of(scope) + " is unknown" +
             (scope.front() == "*" ? suggestion(words) : std::string()),
         {"I-420"});
    add_gap(session, invocation.place, "az " + words, scope);
  }
  add_step(session, invocation, redacted(invocation));
  const auto status = only_reads(words) ? std::nullopt : std::optional(0);
  return unknown_output("$(az " + words + ")", "the command is not supported", status);
}

void check_required(Call& call) {
  for (const Option& option : call.known) {
    const bool by_ids = call.has("ids");
    if (!option.required || call.has(option.key())) continue;
    if (by_ids && (option.id_part || option.key() == "resource-group")) continue;
    if (option.key() == "resource-group" && call.session.defaults.contains("group")) continue;
    if (option.key() == "location" && call.session.defaults.contains("location")) continue;
    call.session.diagnostics.push_back({Severity::error,
                                        to_where(call.place()),
                                        "az " + std::string(call.command.words) + ": the option " +
                                            join(option.names, "/") + " is missing",
                                        {"I-404"}});
  }
}

void use_subscription(Session& session, const Call& call) {
  if (call.command.words == "account set" || !call.has("subscription")) return;
  const shell::Word* word = call.options.word("subscription");
  if (word != nullptr) session.subscription = subscription_of(session, *word);
}

void note_group(Session& session, const Call& call) {
  if (call.has("resource-group")) session.last_group = group(call);
}

// Whether the script keeps the word together: it stands in double quotes wherever it stands.
bool is_quoted(std::string_view source, const Unknown& unknown) {
  std::string_view name = unknown.name;
  if (name.starts_with('$')) name.remove_prefix(1);
  bool quoted = false;
  for (auto at = source.find(name); at != source.npos; at = source.find(name, at + 1)) {
    std::size_t start = at;
    while (start > 0 && (source[start - 1] == '$' || source[start - 1] == '{')) --start;
    quoted = start > 0 && source[start - 1] == '"';
    if (!quoted) return false;
  }
  return quoted;
}

// Words nobody knows may be options that change what the command does.
void note_unknown_words(Call& call) {
  std::vector<shell::Word> words = call.options.unknown;
  for (const shell::Word& word : call.options.loose) {
    if (word.unknown && !is_quoted(call.invocation.source, *word.unknown)) words.push_back(word);
  }
  for (const shell::Word& word : words) {
    if (!word.unknown) continue;
    warn(call.session, word.place,
         "what " + word.unknown->name + " adds to az " + std::string(call.command.words) +
             " is unknown",
         {"I-401"});
    add_gap(call.session, word.place,
            "az " + std::string(call.command.words) + " " + word.unknown->name,
            types_of(call.command));
  }
  for (const shell::Word& word : call.options.repeated) {
    warn(call.session, word.place,
         word.text + " is given twice; whether both lists count depends on the command", {"I-404"});
    add_gap(call.session, word.place, "az " + std::string(call.command.words) + " " + word.text,
            types_of(call.command));
  }
}

// An effect that ends in an error takes back what it wrote. Groups are made and deleted by effects
// that do not fail afterwards.
void take_back(Session& session, std::size_t gaps) {
  for (auto& [id, before] : session.undo.resources) {
    if (before == nullptr)
      session.resources.erase(id);
    else
      session.resources.share(id, std::move(before));
  }
  for (const auto& type : session.undo.types) session.types_made.erase(type);
  session.resources.keep_gaps(gaps);
  session.changes.clear();
  session.gaps.clear();
}

// What is missing is missing for a script that asks whether it is there (I-422).
Severity severity_of(const Call& call, const Error& error) {
  const bool missing = std::ranges::find(error.facts, "I-422") != error.facts.end();
  if (!missing || !call.invocation.guarded) return Severity::error;
  return only_reads(call.command.words) ? Severity::note : Severity::warning;
}

shell::Output apply(Call& call) {
  call.session.undo = {};
  const std::size_t gaps = call.session.resources.gaps().size();
  note_symbols(call.session, call.options);
  note_unknown_words(call);
  if (has_undecided_target(call))
    return unknown_output("$(az " + std::string(call.command.words) + ")",
                          "it is not known which resource this is");
  const Result<Value> shown = call.command.effect(call);
  if (shown) {
    shell::Output output = print(call, *shown);
    output.secret = call.command.secret;
    // Whether a resource outside the input is there is not known.
    if (shown->find("$external") != nullptr && only_reads(call.command.words))
      output.status = std::nullopt;
    return output;
  }
  take_back(call.session, gaps);
  const Error& error = shown.error();
  const Severity severity = severity_of(call, error);
  call.session.diagnostics.push_back(
      {severity, error.where, "az " + std::string(call.command.words) + ": " + error.message,
       error.facts});
  // It prints nothing but its error, so "$(az … show …)" is empty.
  if (severity != Severity::error) return {.text = {}, .unknown = {}, .status = 1};
  return unknown_output("$(az " + std::string(call.command.words) + ")", "the command fails", 1);
}

// --ids takes several: the command runs once for each.
shell::Output apply_to_each(Call& call) {
  const auto words = call.options.words("ids");
  const std::vector<shell::Word> ids(words.begin(), words.end());
  if (ids.size() < 2) return apply(call);
  shell::Output last;
  for (const shell::Word& id : ids) {
    call.options.given["ids"] = {id};
    last = apply(call);
  }
  return unknown_output("$(az " + std::string(call.command.words) + ")",
                        "it answers for several resources", last.status);
}

shell::Output run_command(Session& session, const shell::Invocation& invocation,
                          const Command& command) {
  const std::vector<Option> known = read_notation(command.options);
  const std::size_t before = session.diagnostics.size();
  const std::size_t own_words =
      1 + static_cast<std::size_t>(std::ranges::count(command.words, ' ')) + 1;
  Call call{
      session, command, invocation, known,
      parse_options(known, std::span(invocation.words).subspan(own_words), session.diagnostics)};
  const std::string display = redacted(invocation, known);
  if (call.has("help")) return {};
  check_required(call);
  const std::string subscription = session.subscription;
  shell::Output output =
      unknown_output("$(az " + std::string(command.words) + ")", "the command fails", 2);
  if (session.diagnostics.size() == before) {
    use_subscription(session, call);
    note_group(session, call);
    output = apply_to_each(call);
    if (call.has("subscription")) session.subscription = subscription;
  }
  add_step(session, invocation, display);
  return output;
}

}  // namespace

std::set<std::string> scope_of_words(const std::vector<std::string>& words) {
  const std::vector<std::string> arguments(words.begin() + 1, words.end());
  if (!is_az(words.front()))
    return may_change_azure(words.front(), arguments) ? std::set<std::string>{"*"}
                                                      : std::set<std::string>{};
  std::string command;
  for (std::size_t i = leading_options(arguments); i < arguments.size() && !is_option(arguments[i]);
       ++i)
    command += (command.empty() ? "" : " ") + arguments[i];
  if (command.empty()) return {};
  const Command* row = find_command(command);
  const bool sets_defaults = (command == "configure" || command.starts_with("config set")) &&
                             std::ranges::any_of(arguments, [](const std::string& word) {
                               return word.find("defaults") != std::string::npos;
                             });
  if (sets_defaults) return {"*"};
  const auto scope = row != nullptr ? scope_of(*row) : scope_of(command);
  if (std::ranges::find(scope, "*") != scope.end()) return {"*"};
  return {scope.begin(), scope.end()};
}

void note_doubt(Session& session, const shell::Doubt& doubt) {
  const std::string file = doubt.place.file();
  if (!session.doubts.insert({file, doubt.place.line(), doubt.place.column(), doubt.what}).second)
    return;
  session.changes.clear();
  session.gaps.clear();
  add_gap(session, doubt.place, doubt.what, {doubt.scope.begin(), doubt.scope.end()});
  session.steps.push_back({"", doubt.place, doubt.what, {}, session.gaps});
  session.gaps.clear();
}

shell::Output run(Session& session, const shell::Invocation& given) {
  session.changes.clear();
  session.gaps.clear();
  if (given.words.empty()) return {};
  if (!is_az(given.words.front().text)) return run_program(session, given);
  const shell::Invocation invocation = command_first(given);
  const std::string words = command_words(invocation);
  if (words.empty()) return unknown_output("$(az)", "it prints only its version or help");
  const Command* command = find_command(words);
  if (command == nullptr) return run_unsupported(session, invocation, words);
  return run_command(session, invocation, *command);
}

void start_from(Session& session, ResourceSet resources) {
  session.resources = std::move(resources);
  std::set<std::string> subscriptions;
  const auto at_least = [](std::int64_t& counter, const Value* order) {
    const auto* number = order == nullptr ? nullptr : std::get_if<std::int64_t>(&order->data);
    if (number != nullptr && *number < 1'000'000'000) counter = std::max(counter, *number);
  };
  for (const auto& [id, resource] : session.resources.all()) {
    if (!id.subscription().empty()) subscriptions.insert(to_lower(id.subscription()));
    const bool endpoint = equal_ignoring_case(id.type(), "Microsoft.Network/privateEndpoints");
    at_least(endpoint ? session.endpoints : session.zone_groups, resource->find("$order"));
  }
  const std::string before = session.home;
  if (subscriptions.size() == 1) session.home = *subscriptions.begin();
  if (subscriptions.size() > 1) note_symbol(session, session.home, "");
  if (session.subscription == before) session.subscription = session.home;
}

void put(Session& session, const azure::ResourceId& id, Value resource) {
  if (is_undecided(id))
    return add_gap(session, resource.place, "a write to " + std::string(id.name()),
                   {to_lower(id.type())});
  drop_secrets(session, id, resource);
  if (is_record_set(id)) note_record_write(session, id, resource);
  if (equal_ignoring_case(id.type(), "Microsoft.Network/privateEndpoints/privateDnsZoneGroups"))
    note_group_write(session, resource);
  put_nested(session, id, resource);
  const auto before = session.resources.all().find(id);
  const bool is_new = before == session.resources.all().end();
  session.undo.resources.try_emplace(id, is_new ? nullptr : before->second);
  if (is_new && resource.find("$external") == nullptr) {
    const std::string group = "/subscriptions/" + std::string(id.subscription()) +
                              "/resourcegroups/" + std::string(id.resource_group());
    const auto [type, added] = session.types_made.insert({to_lower(group), to_lower(id.type())});
    if (added) session.undo.types.insert(*type);
  }
  session.resources.put(id, std::move(resource));
  session.changes[id] = session.resources.all().at(id);
}

void patch(Session& session, const azure::ResourceId& id, const Value& change) {
  Value merged = current(session, id);
  merge_patch(merged, change);
  put(session, id, std::move(merged));
}

void erase(Session& session, const azure::ResourceId& id) {
  std::vector<azure::ResourceId> gone;
  for (const auto& [other, resource] : session.resources.all()) {
    if (!id.contains(other)) continue;
    gone.push_back(other);
    session.undo.resources.try_emplace(other, resource);
  }
  session.resources.erase(id);
  for (const azure::ResourceId& each : gone) session.changes[each] = nullptr;
}

void warn(Session& session, const Place& place, std::string message,
          std::vector<std::string> facts) {
  session.diagnostics.push_back(
      {Severity::warning, to_where(place), std::move(message), std::move(facts)});
}

void add_gap(Session& session, const Place& place, std::string what,
             std::vector<std::string> scope) {
  ResourceSet::Gap gap{std::move(what), std::move(scope), place};
  session.resources.add_gap(gap);
  session.gaps.push_back(std::move(gap));
}

std::string subscription_of(Session& session, const shell::Word& word) {
  std::string text = word.text;
  std::ranges::replace(text, '/', '_');
  const bool is_guid = text.size() == 36 && std::ranges::count(text, '-') == 4;
  if (is_guid && !word.unknown) return text;
  // The first name is the one the whole script is about; others are subscriptions of their own.
  if (session.subscription_name.empty()) session.subscription_name = text;
  return session.subscription_name == text ? session.home : text;
}

}  // namespace airtight::input::az
