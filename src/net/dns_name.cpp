#include <airtight/base/text.h>
#include <airtight/net/dns_name.h>

#include <algorithm>

namespace airtight::net {

std::size_t DnsName::labels() const {
  return text_.empty() ? 0 : static_cast<std::size_t>(std::ranges::count(text_, '.')) + 1;
}

bool DnsName::is_within(const DnsName& zone) const {
  if (!text_.ends_with(zone.text_) || zone.empty()) return false;
  return text_.size() == zone.text_.size() || text_[text_.size() - zone.text_.size() - 1] == '.';
}

std::string DnsName::relative_to(const DnsName& zone) const {
  if (text_.size() == zone.text_.size()) return "@";
  return text_.substr(0, text_.size() - zone.text_.size() - 1);
}

Result<DnsName> parse_dns_name(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > 253) {
    return fail("a DNS name has 1 to 253 characters, found " + std::to_string(text.size()));
  }
  for (const std::string_view label : split(text, '.')) {
    const bool wrong =
        label.empty() || label.size() > 63 || std::ranges::any_of(label, [](char c) {
          return static_cast<unsigned char>(c) <= ' ' || c == '/' || c == ':' || c == '\x7f';
        });
    if (wrong) return fail(in_quotes(text) + " is not a DNS name: wrong label " + in_quotes(label));
  }
  DnsName name;
  name.text_ = to_lower(text);
  return name;
}

}  // namespace airtight::net
