#include "symbols.h"

#include <airtight/base/text.h>

#include <algorithm>

#include "references.h"
#include "unsupported.h"

namespace airtight::input::az {
namespace {

constexpr std::string_view nowhere = "$unknown";

// What is known of a name up to its first symbol.
std::string known_prefix(std::string_view text, const std::string& symbol) {
  const std::size_t end = std::min(text.find(segment(symbol)), text.find_first_of(symbol_marks));
  return end == std::string_view::npos ? std::string() : std::string(text.substr(0, end));
}

void note_word(Session& session, const shell::Word& word) {
  if (!word.unknown) return;
  const std::string text = id_text(word);
  const std::string symbol = segment(word.unknown->name);
  if (!is_id(text)) {
    note_symbol(session, segment(text), known_prefix(segment(text), symbol));
    const auto equals = text.find('=');  // --defaults group=$RG
    if (equals == std::string::npos) return;
    const std::string value = segment(std::string_view(text).substr(equals + 1));
    note_symbol(session, value, known_prefix(value, symbol));
    return;
  }
  note_id_symbols(session, text, *word.unknown);
}

const std::string* prefix_of(const Session& session, std::string_view segment) {
  const auto found = session.symbols.find(segment);
  return found == session.symbols.end() ? nullptr : &found->second;
}

// Whether the segment `name` of a symbolic id may be `other`.
bool may_be(const Session& session, std::string_view name, std::string_view other,
            bool two_symbols_differ) {
  if (name == other) return true;
  const std::string* prefix = prefix_of(session, name);
  if (prefix == nullptr) return false;
  const std::string* others = prefix_of(session, other);
  if (others == nullptr) return other.starts_with(*prefix);
  return !two_symbols_differ && (prefix->starts_with(*others) || others->starts_with(*prefix));
}

bool may_be_this(const Session& session, const azure::ResourceId& id,
                 const azure::ResourceId& other, bool two_symbols_differ) {
  const auto names = split(id.key(), '/');
  const auto others = split(other.key(), '/');
  if (names.size() != others.size()) return false;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!may_be(session, names[i], others[i], two_symbols_differ)) return false;
  }
  return true;
}

// A command with a --name that is no part of its target's id makes an element of it.
bool makes_its_target(const Call& call) {
  const std::string_view words = call.command.words;
  const bool element = std::ranges::any_of(
      call.known, [](const Option& option) { return option.key() == "name" && !option.id_part; });
  if (words == "webapp deployment slot create" || element) return false;
  return words.ends_with(" create") || words.ends_with(" up") || words.ends_with("-record") ||
         words == "keyvault secret set";
}

}  // namespace

std::string segment(std::string_view text) {
  std::string result(text);
  std::ranges::replace(result, '/', '_');
  return result;
}

void note_symbol(Session& session, std::string_view segment, std::string_view known_prefix) {
  session.symbols.emplace(to_lower(segment), to_lower(known_prefix));
}

void note_id_symbols(Session& session, std::string_view id, const Unknown& unknown) {
  const std::string symbol = segment(unknown.name);
  for (const std::string_view part : split(id, '/')) {
    if (part.find(symbol) != std::string_view::npos ||
        part.find_first_of(symbol_marks) != std::string_view::npos)
      note_symbol(session, part, known_prefix(part, symbol));
  }
}

void note_symbols(Session& session, const Options& options) {
  for (const auto& [key, words] : options.given) {
    for (const shell::Word& word : words) note_word(session, word);
  }
}

std::string id_text(const shell::Word& word) {
  std::string text = word.text;
  if (!word.unknown || word.unknown->name.find('/') == std::string::npos) return text;
  const std::string& name = word.unknown->name;
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + name.size()))
    text.replace(at, name.size(), segment(name));
  return text;
}

bool is_symbol(const Session& session, std::string_view segment) {
  const std::string* prefix = prefix_of(session, to_lower(segment));
  return prefix != nullptr && prefix->empty();
}

bool is_symbolic(const Session& session, const azure::ResourceId& id) {
  return std::ranges::any_of(split(id.key(), '/'), [&](std::string_view part) {
    return prefix_of(session, part) != nullptr;
  });
}

bool may_be_another(const Session& session, const azure::ResourceId& id, bool made, bool anywhere) {
  return std::ranges::any_of(session.resources.all(), [&](const auto& entry) {
    const azure::ResourceId& other = entry.first;
    if (other == id || !equal_ignoring_case(other.type(), id.type())) return false;
    const bool stub = entry.second->find("$external") != nullptr;
    const bool differ = made || stub;
    if (!anywhere) return may_be_this(session, id, other, differ);
    return !differ || !is_symbolic(session, other);
  });
}

azure::ResourceId undecided(const azure::ResourceId& id) {
  const auto provider = id.text().rfind("/providers/");
  const std::string base =
      "/subscriptions/" + std::string(nowhere) + "/resourceGroups/" + std::string(nowhere);
  return azure::ResourceId(provider == std::string::npos ? base
                                                         : base + id.text().substr(provider));
}

bool is_undecided(const azure::ResourceId& id) { return id.subscription() == nowhere; }

std::vector<std::string> types_of(const Command& command) {
  std::vector<std::string> types = scope_of(command.words);
  if (!command.type.empty()) types.push_back(to_lower(command.type));
  if (types.empty()) types.emplace_back("*");
  std::ranges::sort(types);
  const auto [first, last] = std::ranges::unique(types);
  types.erase(first, last);
  return types;
}

bool has_undecided_target(Call& call) {
  if (call.command.type.empty()) return false;
  const shell::Word* ids = call.options.word("ids");
  const bool any = ids != nullptr && ids->unknown && !is_id(ids->text);
  const auto id = target(call);
  if (!id || id->empty() || !is_symbolic(call.session, *id)) return false;
  const bool made = call.session.resources.find(*id) != nullptr && !is_external(call.session, *id);
  const bool makes = makes_its_target(call);
  const azure::ResourceId parent = id->parent();
  const bool below =
      !parent.empty() && is_symbolic(call.session, parent) &&
      may_be_another(call.session, parent, call.session.resources.find(parent) != nullptr);
  if (!below && !may_be_another(call.session, *id, made || makes, any)) return false;
  if (scope_of(call.command.words).empty()) return true;  // it only reads
  const std::string name(id->name());
  warn(call.session, call.place(),
       "which " + id->type() + " \"" + name + "\" is, is not known; az " +
           std::string(call.command.words) + " may change any of them",
       {"I-401"});
  add_gap(call.session, call.place(), "az " + std::string(call.command.words) + " " + name,
          types_of(call.command));
  return below || !makes;
}

}  // namespace airtight::input::az
