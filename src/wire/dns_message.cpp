#include <airtight/base/text.h>
#include <airtight/wire/dns_message.h>

#include <algorithm>

namespace airtight::wire {
namespace {

// The longest start of a text that is no longer than `most` and does not end inside a character.
std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80U) --most;
  return text.substr(0, most);
}

}  // namespace

Name name_of(const net::DnsName& name) {
  Name result;
  if (name.empty()) return result;
  for (const std::string_view label : split(name.text(), '.')) result.labels.emplace_back(label);
  return result;
}

Result<net::DnsName> host_name(const Name& name) {
  std::string text;
  for (const std::string& label : name.labels) {
    if (label.find('.') != std::string::npos) return fail("a label has a dot inside");
    text += (text.empty() ? "" : ".") + label;
  }
  return net::parse_dns_name(text);
}

EdnsOption extended_error(ExtendedError code, std::string_view text) {
  const auto number = static_cast<std::uint16_t>(code);
  EdnsOption option{extended_error_option, {}};
  option.data += static_cast<char>(number >> 8U);
  option.data += static_cast<char>(number & 0xffU);
  option.data += cut(text, longest_explanation);
  return option;
}

}  // namespace airtight::wire
