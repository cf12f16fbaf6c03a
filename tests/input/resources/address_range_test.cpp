#include "input/resources/address_range.h"

using namespace airtight;
using input::resources::prefixes_of_range;

namespace {

std::vector<std::string> blocks(const std::string& first, const std::string& last) {
  std::vector<std::string> texts;
  for (const net::Prefix& prefix :
       prefixes_of_range(net::parse_ip(first).value(), net::parse_ip(last).value()))
    texts.push_back(net::to_string(prefix));
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a range of addresses is the fewest blocks that cover it", "[I-243]") {
  CHECK(blocks("0.0.0.0", "0.0.0.0") == Texts{"0.0.0.0/32"});
  CHECK(blocks("0.0.0.0", "255.255.255.255") == Texts{"0.0.0.0/0"});
  CHECK(blocks("123.123.123.123", "123.123.123.124") ==
        Texts{"123.123.123.123/32", "123.123.123.124/32"});
  CHECK(blocks("10.0.0.1", "10.0.0.6") ==
        Texts{"10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/31", "10.0.0.6/32"});
  CHECK(blocks("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff") == Texts{"::/0"});
  CHECK(blocks("255.255.255.255", "255.255.255.255") == Texts{"255.255.255.255/32"});
}
