#pragma once

#include <airtight/azure/property.h>
#include <airtight/azure/resource.h>
#include <airtight/base/diagnostic.h>
#include <airtight/input/value.h>
#include <airtight/net/ip.h>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Small readings that all resources share. Each is absent, known or unknown; JSON null is absent
// (services answer it for what is not set). What Azure would refuse is an error at its place.
namespace airtight::input::resources {

// "$CLIENT_IP (the variable is never set)".
azure::UnknownInput to_input(const Unknown& unknown);

// The value at a path of members, an unknown met on the way, or null when absent. Anything but an
// object on the way is an error.
const Value* lookup(const Value& owner, std::string_view path, Diagnostics& diagnostics);

// "found X, expected …" at the value. Long texts are cut.
void complain(const Value& found, std::string_view expected, Diagnostics& diagnostics,
              std::vector<std::string> facts = {}, Severity severity = Severity::error);

// The elements of an array, a single unknown for an unknown array, nothing if absent.
std::vector<const Value*> elements(const Value& owner, std::string_view path,
                                   Diagnostics& diagnostics);

// ARM wraps sub-resources in "properties", some tools do not (I-373).
const Value& content(const Value& element);

// How a table of words meets one it does not have.
enum class Words {
  closed,  // Azure refuses any other: an error
  open,    // a newer API may know more: a warning, and the property is unknown
};

// Reads the value found at a path; `convert` gives nothing, after complaining, for a bad value.
template <class T>
azure::Property<T> read_property(const Value& owner, const Value* value,
                                 const std::function<std::optional<T>(const Value&)>& convert) {
  azure::Property<T> property;
  property.where = to_where(value != nullptr ? value->place : owner.place);
  if (value == nullptr) return property;
  if (const Unknown* unknown = value->unknown()) {
    property.value = to_input(*unknown);
  } else if (auto converted = convert(*value)) {
    property.value = std::move(*converted);
  } else {
    property.value = azure::UnknownInput{"an invalid value"};  // the error ends the run
  }
  return property;
}

azure::Property<std::string> read_string(const Value& owner, std::string_view path,
                                         Diagnostics& diagnostics);
azure::Property<bool> read_bool(const Value& owner, std::string_view path,
                                Diagnostics& diagnostics);
azure::Property<azure::ResourceId> read_id(const Value& owner, std::string_view path,
                                           Diagnostics& diagnostics);
azure::Property<net::Ip> read_ip(const Value& owner, std::string_view path,
                                 Diagnostics& diagnostics);
azure::Property<std::vector<net::Ip>> read_ips(const Value& owner, std::string_view path,
                                               Diagnostics& diagnostics);
std::optional<std::int64_t> read_integer(const Value& owner, std::string_view path,
                                         Diagnostics& diagnostics);

// The priority of a rule or a collection, with a warning where Azure takes no such number (N-382).
std::optional<std::int64_t> read_priority(const Value& owner, std::int64_t lowest,
                                          std::int64_t highest, Diagnostics& diagnostics);

// The text of a string member, empty if absent, unknown or something else.
std::string text_at(const Value& owner, std::string_view path);

std::optional<net::Ip> to_ip(const Value& value, Diagnostics& diagnostics);
std::optional<net::Prefix> to_prefix(const Value& value, Diagnostics& diagnostics);
std::optional<azure::ResourceId> to_id(const Value& value, Diagnostics& diagnostics);
std::optional<bool> to_bool(const Value& value, Diagnostics& diagnostics);

template <class E>
struct Word {
  std::string_view text;
  E value;
};

// The index of the word, without case; nothing after complaining.
std::optional<std::size_t> find_word(const Value& value, std::span<const std::string_view> words,
                                     Words kind, Diagnostics& diagnostics);

template <class E, std::size_t N>
azure::Property<E> read_enum(const Value& owner, std::string_view path, const Word<E> (&table)[N],
                             Words kind, Diagnostics& diagnostics) {
  std::vector<std::string_view> words;
  for (const Word<E>& word : table) words.push_back(word.text);
  const Value* found = lookup(owner, path, diagnostics);
  auto property = read_property<E>(owner, found, [&](const Value& value) -> std::optional<E> {
    const auto index = find_word(value, words, kind, diagnostics);
    if (!index) return std::nullopt;
    return table[*index].value;
  });
  if (found != nullptr && found->string() != nullptr && property.unknown() != nullptr)
    property.value = azure::UnknownInput{"\"" + found->string()->substr(0, 60) + "\""};
  return property;
}

// "West Europe" and "westeurope" are one region.
std::string region_of(std::string_view text);

// What every resource has: id, name, location, external, where.
void read_common(const azure::ResourceId& id, const Value& value, azure::Resource& out);

// The value, or `otherwise`; one that is not known is added to `unknown`.
template <class T>
T known_or(const azure::Property<T>& property, T otherwise,
           std::vector<azure::UnknownInput>& unknown) {
  if (property.unknown() != nullptr) unknown.push_back(*property.unknown());
  return property.known() != nullptr ? *property.known() : otherwise;
}

// The "id" of each element of a list.
void add_ids(const Value& value, std::string_view path, std::vector<azure::ResourceId>& out,
             std::vector<azure::UnknownInput>& unknown, Diagnostics& diagnostics);

}  // namespace airtight::input::resources
