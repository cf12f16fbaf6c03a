#include <airtight/net/flow.h>

#include "net/random.h"

using namespace airtight::net;

TEST_CASE("port ranges are read back as they were printed", "[net]") {
  CHECK(rc::check([] {
    const auto first = *rc::gen::arbitrary<std::uint16_t>();
    const auto last = *rc::gen::inRange<int>(first, 65536);
    const PortRange range{Port{first}, Port{static_cast<std::uint16_t>(last)}};
    RC_ASSERT(*parse_port_range(to_string(range)) == range);
  }));
  CHECK(*parse_port_range("*") == PortRange{});
  for (const char* text : {"", "-", "443-", "-443", "65536", "1-65536", "9-8", "https", "4 43"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_port_range(text).has_value());
  }
}

TEST_CASE("both ends of a port range belong to it", "[net]") {
  const PortRange range = *parse_port_range("1000-2000");
  CHECK(range.contains(Port{1000}));
  CHECK(range.contains(Port{2000}));
  CHECK_FALSE(range.contains(Port{999}));
  CHECK_FALSE(range.contains(Port{2001}));
}
