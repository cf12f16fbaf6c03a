#include <airtight/net/ip.h>

#include <set>

#include "net/random.h"

using namespace airtight::net;

TEST_CASE("an address is read back as it was printed", "[net]") {
  CHECK(rc::check([] {
    const Ip ip = any_ip(any_family());
    RC_ASSERT(*parse_ip(to_string(ip)) == ip);
  }));
}

TEST_CASE("a block is read back as it was printed", "[net]") {
  CHECK(rc::check([] {
    const Prefix block = near_block(any_family());
    RC_ASSERT(*parse_prefix(to_string(block)) == block);
  }));
}

TEST_CASE("what is no address or block is refused with the reason", "[net]") {
  for (const char* text : {"", "10.0.0", "10.0.0.256", "010.0.0.1", "10.0.0.1 ", "1:2", "g::1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_ip(text).has_value());
    CHECK_FALSE(parse_prefix(text).has_value());
  }
  for (const char* text : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "::/129"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_prefix(text).has_value());
  }
  CHECK(parse_prefix("10.0.0.1/24").error().message.find("10.0.0.0/24") != std::string::npos);
}

TEST_CASE("a block contains what lies between its ends", "[net]") {
  CHECK(rc::check([] {
    const Family family = any_family();
    const Prefix block = near_block(family);
    const Ip ip = near_ip(family);
    RC_ASSERT(block.contains(ip) == (block.base <= ip && ip <= block.last()));
    RC_ASSERT(block.contains(host_prefix(ip)) == block.contains(ip));
  }));
}

TEST_CASE("blocks overlap only by containing each other", "[net]") {
  CHECK(rc::check([] {
    const Family family = any_family();
    const Prefix a = near_block(family);
    const Prefix b = near_block(any_family());
    const bool meet = a.base.family == b.base.family && a.base <= b.last() && b.base <= a.last();
    RC_ASSERT(a.overlaps(b) == meet);
    RC_ASSERT(a.overlaps(b) == (a.contains(b) || b.contains(a)));
    RC_ASSERT((a.contains(b) && b.contains(a)) == (a == b));
  }));
}

TEST_CASE("advancing stays within the family", "[net]") {
  CHECK(advance(ipv4(255, 255, 255, 255), 1) == ipv4(0, 0, 0, 0));
  CHECK(advance(ipv4(10, 0, 0, 255), 1) == ipv4(10, 0, 1, 0));
  CHECK(advance(*parse_ip("::ffff:ffff:ffff:ffff"), 1) == *parse_ip("0:0:0:1::"));
}

TEST_CASE("private space is RFC 1918 and RFC 4193", "[net]") {
  for (const char* text :
       {"10.0.0.0", "172.16.0.0", "172.31.255.255", "192.168.1.1", "fd00::1", "fc00::"})
    CHECK(is_private(*parse_ip(text)));
  for (const char* text : {"9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0",
                           "192.169.0.0", "100.64.0.1", "8.8.8.8", "2001:db8::1", "fe80::1"})
    CHECK_FALSE(is_private(*parse_ip(text)));
}
