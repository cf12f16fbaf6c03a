#include <airtight/model/address_space.h>

#include <algorithm>

namespace airtight::model {

bool contains(const azure::VirtualNetwork& network, const net::Ip& ip) {
  return std::ranges::any_of(network.address_prefixes, [&](const azure::WrittenPrefix& written) {
    return written.prefix.contains(ip);
  });
}

}  // namespace airtight::model
