#pragma once

#include <airtight/base/diagnostic.h>
#include <airtight/input/value.h>
#include <airtight/net/dns_name.h>
#include <airtight/net/flow.h>
#include <airtight/net/ip.h>

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::input {

// One object of a file of our own schema: members by name, with errors that say what was expected.
// Nothing unknown is allowed in such files, so an unexpected key is an error with a suggestion.
class MembersOf {
 public:
  // Reports every key that is not among `known`, as a warning where files of newer programs come.
  MembersOf(const Value& value, std::initializer_list<std::string_view> known,
            Diagnostics& diagnostics, Severity unknown_key = Severity::error);

  bool is_object() const { return value_.object() != nullptr; }
  const Value* find(std::string_view key) const;
  Where where() const { return to_where(value_.place); }

  // Absent members give the empty value; a required one that is absent is an error.
  std::string text(std::string_view key, bool required = false) const;
  std::optional<bool> boolean(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key) const;
  std::optional<net::Ip> ip(std::string_view key, bool required = false) const;
  std::vector<net::Ip> ips(std::string_view key) const;
  std::optional<net::Prefix> prefix(std::string_view key) const;  // "*" is absent
  std::vector<net::Prefix> prefixes(std::string_view key) const;
  std::optional<net::DnsName> name(std::string_view key, bool required = false) const;
  std::vector<net::DnsName> names(std::string_view key) const;
  std::vector<std::string> texts(std::string_view key) const;
  // The index of a word of the list; nothing, after complaining, if it is another.
  std::optional<std::size_t> word(std::string_view key,
                                  const std::vector<std::string_view>& words) const;

  // Calls for each element of a list.
  void each(std::string_view key, const std::function<void(const Value&)>& take) const;

  void complain(const Value& at, const std::string& expected) const;

 private:
  template <class T, class Parse>
  std::optional<T> parsed(const Value& value, const Parse& parse) const;
  template <class T, class Parse>
  std::vector<T> list(std::string_view key, const Parse& parse) const;
  void require(std::string_view key) const;

  const Value& value_;
  Diagnostics& diagnostics_;
};

}  // namespace airtight::input
