#include <airtight/base/version.h>
#include <airtight/net/ip.h>

#include <iostream>

int main(int count, char** values) {
  if (count != 3) return 2;
  const auto prefix = airtight::net::parse_prefix(values[1]);
  const auto ip = airtight::net::parse_ip(values[2]);
  if (!prefix.has_value() || !ip.has_value()) return 2;
  std::cout << "airtight " << airtight::version << ": " << to_string(*prefix)
            << (prefix->contains(*ip) ? " contains " : " does not contain ") << to_string(*ip)
            << '\n';
}
