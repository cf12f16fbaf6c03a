#include "session.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "call.h"
#include "nested.h"
#include "output.h"
#include "redact.h"
#include "references.h"
#include "scrub.h"
#include "symbols.h"
#include "unsupported.h"
#include "zone_records.h"

namespace airtight::input::az {
namespace {

shell::Output unknown_output(std::string name, std::string reason, int status = 0) {
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
  return unknown_output("$(" + program + " \xe2\x80\xa6)", "the program is never run");
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
  return unknown_output("$(az " + words + ")", "the command is not supported");
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
    if (!is_quoted(call.invocation.source, *word.unknown)) words.push_back(word);
  }
  for (const shell::Word& word : words) {
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

// What an effect that ends in an error takes back.
struct Kept {
  explicit Kept(const Session& session)
      : resources(session.resources), groups(session.groups_made), types(session.types_made) {}

  void restore(Session& session) {
    session.resources = std::move(resources);
    session.groups_made = std::move(groups);
    session.types_made = std::move(types);
    session.changes.clear();
    session.gaps.clear();
  }

  ResourceSet resources;
  std::set<std::string> groups;
  std::set<std::pair<std::string, std::string>> types;
};

shell::Output apply(Call& call) {
  Kept kept(call.session);
  note_symbols(call.session, call.options);
  note_unknown_words(call);
  if (has_undecided_target(call))
    return unknown_output("$(az " + std::string(call.command.words) + ")",
                          "it is not known which resource this is");
  const Result<Value> shown = call.command.effect(call);
  if (shown) {
    shell::Output output = print(call, *shown);
    output.secret = call.command.secret;
    return output;
  }
  kept.restore(call.session);
  const Error& error = shown.error();
  call.session.diagnostics.push_back(
      {Severity::error, error.where, "az " + std::string(call.command.words) + ": " + error.message,
       error.facts});
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

shell::Output run(Session& session, const shell::Invocation& invocation) {
  session.changes.clear();
  session.gaps.clear();
  if (invocation.words.empty()) return {};
  const std::string& program = invocation.words.front().text;
  if (program != "az" && program != "az.cmd" && !program.ends_with("/az"))
    return run_program(session, invocation);
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
  if (session.resources.find(id) == nullptr && resource.find("$external") == nullptr) {
    const std::string group = "/subscriptions/" + std::string(id.subscription()) +
                              "/resourcegroups/" + std::string(id.resource_group());
    session.types_made.insert({to_lower(group), to_lower(id.type())});
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
    if (id.contains(other)) gone.push_back(other);
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
