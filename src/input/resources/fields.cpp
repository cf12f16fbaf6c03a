#include "input/resources/fields.h"

#include <airtight/base/text.h>

#include <algorithm>

namespace airtight::input::resources {
namespace {

// Short, so that a value in the wrong place is named and not poured out.
std::string shown(const Value& value) {
  if (const std::string* text = value.string())
    return "\"" + (text->size() > 60 ? text->substr(0, 60) + "…" : *text) + "\"";
  if (const bool* boolean = value.boolean()) return *boolean ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&value.data)) return std::to_string(*integer);
  return std::string(kind_of(value));
}

std::optional<std::string> to_text(const Value& value, Diagnostics& diagnostics) {
  if (const std::string* text = value.string()) return *text;
  complain(value, "a string", diagnostics);
  return std::nullopt;
}

}  // namespace

std::string region_of(std::string_view text) {
  std::string region = to_lower(text);
  std::erase(region, ' ');
  return region;
}

azure::UnknownInput to_input(const Unknown& unknown) {
  return {unknown.reason.empty() ? unknown.name : unknown.name + " (" + unknown.reason + ")"};
}

const Value* lookup(const Value& owner, std::string_view path, Diagnostics& diagnostics) {
  const Value* value = &owner;
  for (bool more = true; more;) {
    if (value->unknown() != nullptr) return value;
    if (value->object() == nullptr) {
      complain(*value, "an object", diagnostics);
      return nullptr;
    }
    const std::size_t end = path.find('.');
    value = value->find(path.substr(0, end));
    if (value == nullptr || value->is_null()) return nullptr;
    more = end != path.npos;
    if (more) path.remove_prefix(end + 1);
  }
  return value;
}

void complain(const Value& found, std::string_view expected, Diagnostics& diagnostics,
              std::vector<std::string> facts, Severity severity) {
  diagnostics.push_back({severity, to_where(found.place),
                         "found " + shown(found) + ", expected " + std::string(expected),
                         std::move(facts)});
}

std::vector<const Value*> elements(const Value& owner, std::string_view path,
                                   Diagnostics& diagnostics) {
  std::vector<const Value*> found;
  const Value* list = lookup(owner, path, diagnostics);
  if (list == nullptr) return found;
  if (const Array* items = list->array()) {
    for (const Value& item : *items) found.push_back(&item);
  } else if (list->unknown() != nullptr) {
    found.push_back(list);
  } else {
    complain(*list, "an array", diagnostics);
  }
  return found;
}

const Value& content(const Value& element) {
  const Value* properties = element.find("properties");
  return properties != nullptr && !properties->is_null() ? *properties : element;
}

azure::Property<std::string> read_string(const Value& owner, std::string_view path,
                                         Diagnostics& diagnostics) {
  return read_property<std::string>(
      owner, lookup(owner, path, diagnostics),
      [&](const Value& value) { return to_text(value, diagnostics); });
}

azure::Property<bool> read_bool(const Value& owner, std::string_view path,
                                Diagnostics& diagnostics) {
  return read_property<bool>(owner, lookup(owner, path, diagnostics),
                             [&](const Value& value) { return to_bool(value, diagnostics); });
}

azure::Property<azure::ResourceId> read_id(const Value& owner, std::string_view path,
                                           Diagnostics& diagnostics) {
  const Value* value = lookup(owner, path, diagnostics);
  if (value != nullptr && value->string() != nullptr && value->string()->empty()) value = nullptr;
  return read_property<azure::ResourceId>(owner, value,
                                          [&](const Value& id) { return to_id(id, diagnostics); });
}

azure::Property<net::Ip> read_ip(const Value& owner, std::string_view path,
                                 Diagnostics& diagnostics) {
  return read_property<net::Ip>(owner, lookup(owner, path, diagnostics),
                                [&](const Value& value) { return to_ip(value, diagnostics); });
}

azure::Property<std::vector<net::Ip>> read_ips(const Value& owner, std::string_view path,
                                               Diagnostics& diagnostics) {
  const Value* list = lookup(owner, path, diagnostics);
  azure::Property<std::vector<net::Ip>> property;
  property.where = to_where(list != nullptr ? list->place : owner.place);
  if (list == nullptr) return property;
  std::vector<net::Ip> ips;
  for (const Value* item : elements(owner, path, diagnostics)) {
    if (const Unknown* unknown = item->unknown()) {
      property.value = to_input(*unknown);  // one unknown server makes the list unknown
      return property;
    }
    if (const auto ip = to_ip(*item, diagnostics)) ips.push_back(*ip);
  }
  property.value = std::move(ips);
  return property;
}

std::optional<std::int64_t> read_integer(const Value& owner, std::string_view path,
                                         Diagnostics& diagnostics) {
  const Value* value = lookup(owner, path, diagnostics);
  if (value == nullptr || value->unknown() != nullptr) return std::nullopt;
  if (const auto* integer = std::get_if<std::int64_t>(&value->data)) return *integer;
  complain(*value, "a whole number", diagnostics);
  return std::nullopt;
}

std::optional<std::int64_t> read_priority(const Value& owner, std::int64_t lowest,
                                          std::int64_t highest, Diagnostics& diagnostics) {
  auto priority = read_integer(owner, "priority", diagnostics);
  if (priority && (*priority < lowest || *priority > highest))
    complain(*lookup(owner, "priority", diagnostics),
             "a priority from " + std::to_string(lowest) + " to " + std::to_string(highest),
             diagnostics, {"N-382"}, Severity::warning);
  return priority;
}

std::string text_at(const Value& owner, std::string_view path) {
  const Value* value = owner.at_path(path);
  return value != nullptr && value->string() != nullptr ? *value->string() : std::string();
}

std::optional<net::Ip> to_ip(const Value& value, Diagnostics& diagnostics) {
  if (value.string() != nullptr) {
    if (const auto ip = net::parse_ip(trim(*value.string())); ip.has_value()) return ip.value();
  }
  complain(value, "an IP address", diagnostics);
  return std::nullopt;
}

std::optional<net::Prefix> to_prefix(const Value& value, Diagnostics& diagnostics) {
  if (value.string() == nullptr) {
    complain(value, "an address prefix", diagnostics);
    return std::nullopt;
  }
  const auto prefix = net::parse_prefix(trim(*value.string()));
  if (prefix.has_value()) return prefix.value();
  diagnostics.push_back(
      {Severity::error, to_where(value.place), prefix.error().message, prefix.error().facts});
  return std::nullopt;
}

std::optional<azure::ResourceId> to_id(const Value& value, Diagnostics& diagnostics) {
  if (value.string() != nullptr) {
    azure::ResourceId id(*value.string());
    if (id.key().starts_with("/") && !id.type().empty()) return id;
  }
  complain(value, "a resource id \"/subscriptions/…/providers/…\"", diagnostics, {"I-120"});
  return std::nullopt;
}

std::optional<bool> to_bool(const Value& value, Diagnostics& diagnostics) {
  if (const bool* boolean = value.boolean()) return *boolean;
  if (const std::string* text = value.string()) {  // ARM takes the words, too
    if (equal_ignoring_case(*text, "true")) return true;
    if (equal_ignoring_case(*text, "false")) return false;
  }
  complain(value, "true or false", diagnostics);
  return std::nullopt;
}

std::optional<std::size_t> find_word(const Value& value, std::span<const std::string_view> words,
                                     Words kind, Diagnostics& diagnostics) {
  const std::string* text = value.string();
  if (text != nullptr) {
    const auto found = std::ranges::find_if(
        words, [&](std::string_view word) { return equal_ignoring_case(word, *text); });
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  }
  std::vector<std::string> names(words.begin(), words.end());
  const bool newer = text != nullptr && kind == Words::open;
  complain(value,
           "one of " + join(names, ", ") + (newer ? "; verdicts that need it are uncertain" : ""),
           diagnostics, {}, newer ? Severity::warning : Severity::error);
  return std::nullopt;
}

void read_common(const azure::ResourceId& id, const Value& value, azure::Resource& out) {
  out.id = id;
  out.name = std::string(id.name());
  out.location = region_of(text_at(value, "location"));
  const Value* external = value.find("$external");
  out.external = external != nullptr && external->boolean() != nullptr && *external->boolean();
  out.where = to_where(value.place);
}

void add_ids(const Value& value, std::string_view path, std::vector<azure::ResourceId>& out,
             std::vector<azure::UnknownInput>& unknown, Diagnostics& diagnostics) {
  for (const Value* element : elements(value, path, diagnostics)) {
    if (const Unknown* missing = element->unknown()) {
      unknown.push_back(to_input(*missing));
      continue;
    }
    const auto id = read_id(*element, "id", diagnostics);
    if (id.known() != nullptr) out.push_back(*id.known());
    if (id.unknown() != nullptr) unknown.push_back(*id.unknown());
  }
}

}  // namespace airtight::input::resources
