#include <airtight/base/text.h>
#include <airtight/input/members_of.h>

#include <algorithm>

namespace airtight::input {
namespace {

std::string shown(const Value& value) {
  return value.string() != nullptr ? in_quotes(*value.string()) : std::string(kind_of(value));
}

std::string or_list(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + std::string(words[i]);
  return text;
}

}  // namespace

MembersOf::MembersOf(const Value& value, std::initializer_list<std::string_view> known,
                     Diagnostics& diagnostics, Severity unknown_key)
    : value_(value), diagnostics_(diagnostics) {
  if (value.object() == nullptr) {
    complain(value, "an object");
    return;
  }
  for (const Member& member : *value.object()) {
    if (std::ranges::count(known, member.key) > 0) continue;
    const std::vector<std::string> names(known.begin(), known.end());
    const auto near = nearest(member.key, names);
    diagnostics_.push_back({unknown_key,
                            to_where(member.value.place),
                            "found the key " + in_quotes(member.key) + ", expected " +
                                (near.empty() ? "one of " + join(names, ", ") : near.front()),
                            {}});
  }
}

const Value* MembersOf::find(std::string_view key) const {
  const Value* member = value_.find(key);
  return member == nullptr || member->is_null() ? nullptr : member;
}

void MembersOf::complain(const Value& at, const std::string& expected) const {
  diagnostics_.push_back(
      {Severity::error, to_where(at.place), "found " + shown(at) + ", expected " + expected, {}});
}

void MembersOf::require(std::string_view key) const {
  if (is_object())
    diagnostics_.push_back(
        {Severity::error, where(), "expected the key \"" + std::string(key) + "\" in it", {}});
}

template <class T, class Parse>
std::optional<T> MembersOf::parsed(const Value& value, const Parse& parse) const {
  if (value.string() == nullptr) {
    complain(value, "a text");
    return {};
  }
  const Result<T> result = parse(*value.string());
  if (result) return *result;
  diagnostics_.push_back(
      {Severity::error, to_where(value.place), result.error().message, result.error().facts});
  return {};
}

template <class T, class Parse>
std::vector<T> MembersOf::list(std::string_view key, const Parse& parse) const {
  std::vector<T> items;
  each(key, [&](const Value& element) {
    if (auto item = parsed<T>(element, parse)) items.push_back(std::move(*item));
  });
  return items;
}

std::string MembersOf::text(std::string_view key, bool required) const {
  const Value* member = find(key);
  if (member == nullptr) {
    if (required) require(key);
    return {};
  }
  if (member->string() == nullptr) complain(*member, "a text");
  return member->string() == nullptr ? std::string() : *member->string();
}

std::optional<bool> MembersOf::boolean(std::string_view key) const {
  const Value* member = find(key);
  if (member == nullptr) return {};
  if (member->boolean() == nullptr) {
    complain(*member, "true or false");
    return {};
  }
  return *member->boolean();
}

std::optional<std::int64_t> MembersOf::integer(std::string_view key) const {
  const Value* member = find(key);
  if (member == nullptr) return {};
  if (const auto* number = std::get_if<std::int64_t>(&member->data)) return *number;
  complain(*member, "a number");
  return {};
}

std::optional<net::Ip> MembersOf::ip(std::string_view key, bool required) const {
  const Value* member = find(key);
  if (member == nullptr && required) require(key);
  return member == nullptr ? std::nullopt : parsed<net::Ip>(*member, net::parse_ip);
}

std::vector<net::Ip> MembersOf::ips(std::string_view key) const {
  return list<net::Ip>(key, net::parse_ip);
}

std::optional<net::Prefix> MembersOf::prefix(std::string_view key) const {
  const Value* member = find(key);
  if (member == nullptr || (member->string() != nullptr && *member->string() == "*")) return {};
  return parsed<net::Prefix>(*member, net::parse_prefix);
}

std::vector<net::Prefix> MembersOf::prefixes(std::string_view key) const {
  return list<net::Prefix>(key, net::parse_prefix);
}

std::optional<net::DnsName> MembersOf::name(std::string_view key, bool required) const {
  const Value* member = find(key);
  if (member == nullptr && required) require(key);
  return member == nullptr ? std::nullopt : parsed<net::DnsName>(*member, net::parse_dns_name);
}

std::vector<net::DnsName> MembersOf::names(std::string_view key) const {
  return list<net::DnsName>(key, net::parse_dns_name);
}

std::vector<std::string> MembersOf::texts(std::string_view key) const {
  return list<std::string>(key,
                           [](const std::string& text) -> Result<std::string> { return text; });
}

std::optional<std::size_t> MembersOf::word(std::string_view key,
                                           const std::vector<std::string_view>& words) const {
  const Value* member = find(key);
  if (member == nullptr) {
    require(key);
    return {};
  }
  const std::string* text = member->string();
  const auto found = text == nullptr ? words.end() : std::ranges::find(words, *text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  complain(*member, or_list(words));
  return {};
}

void MembersOf::each(std::string_view key, const std::function<void(const Value&)>& take) const {
  const Value* member = find(key);
  if (member == nullptr) return;
  if (member->array() == nullptr) {
    complain(*member, "a list");
    return;
  }
  for (const Value& element : *member->array()) take(element);
}

}  // namespace airtight::input
