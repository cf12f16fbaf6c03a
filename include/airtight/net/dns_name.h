#pragma once

#include <airtight/base/result.h>

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace airtight::net {

// A fully qualified domain name: lower case, without the final dot, labels of 1 to 63 octets and at
// most 253 in all (RFC 1035). "@" and "*" labels are allowed, as record names of zones use them.
class DnsName {
 public:
  DnsName() = default;

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  std::size_t labels() const;

  // Whole labels only: "a.b.c" is within "b.c", not within "c.b" or ".c" (D-009).
  bool is_within(const DnsName& zone) const;

  // "kv.x.net" relative to "x.net" is "kv"; the zone itself is "@". Requires is_within.
  std::string relative_to(const DnsName& zone) const;

  auto operator<=>(const DnsName&) const = default;

  friend Result<DnsName> parse_dns_name(std::string_view text);

 private:
  std::string text_;
};

Result<DnsName> parse_dns_name(std::string_view text);

}  // namespace airtight::net
