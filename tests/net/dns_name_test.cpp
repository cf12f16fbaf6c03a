#include <airtight/net/dns_name.h>
#include <rapidcheck.h>

using namespace airtight::net;

namespace {

DnsName name(std::string_view text) { return parse_dns_name(text).value(); }

}  // namespace

TEST_CASE("names are compared without case and final dot", "[net][D-009]") {
  CHECK(name("KV1.Vault.Azure.NET.") == name("kv1.vault.azure.net"));
  CHECK(name("kv1.vault.azure.net").text() == "kv1.vault.azure.net");
  CHECK(name("a.b.c").labels() == 3);
}

TEST_CASE("what is no name is refused", "[net]") {
  const std::string long_label(64, 'a');
  const std::string long_name = std::string(63, 'a') + "." + std::string(63, 'b') + "." +
                                std::string(63, 'c') + "." + std::string(62, 'd');
  for (const std::string& text :
       {std::string("a..b"), std::string(".a"), long_label, long_name + ".e", std::string("a b")}) {
    CAPTURE(text);
    CHECK_FALSE(parse_dns_name(text).has_value());
  }
  CHECK(parse_dns_name(std::string(63, 'a')).has_value());
}

TEST_CASE("a name is within a zone by whole labels", "[net][D-009]") {
  CHECK(name("a.b.c").is_within(name("b.c")));
  CHECK(name("b.c").is_within(name("b.c")));
  CHECK_FALSE(name("ab.c").is_within(name("b.c")));
  CHECK_FALSE(name("c").is_within(name("b.c")));
}

TEST_CASE("a name is its relative part before its zone", "[net]") {
  CHECK(rc::check([] {
    const auto label = rc::gen::element<std::string>("a", "kv1", "*", "x-1");
    const std::string zone = *label + ".net";
    std::string text = zone;
    const int more = *rc::gen::inRange(1, 4);
    for (int i = 0; i < more; ++i) text = *label + "." + text;
    RC_ASSERT(name(text).is_within(name(zone)));
    RC_ASSERT(name(text).relative_to(name(zone)) + "." + zone == text);
  }));
  CHECK(name("x.net").relative_to(name("x.net")) == "@");
}
