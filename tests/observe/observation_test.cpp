#include <airtight/observe/observation.h>

#include <catch2/catch.hpp>

using namespace airtight;
using namespace airtight::observe;

TEST_CASE("times are RFC 3339", "[observe]") {
  const auto time = parse_time("2026-11-26T09:00:00.120Z");
  REQUIRE(time);
  CHECK(to_string(*time) == "2026-11-26T09:00:00.120Z");
  CHECK(parse_time("2026-11-26T10:30:00.12+01:30") == time);
  CHECK(parse_time("2026-11-26T09:00:00.1209999Z") == time);
  CHECK(parse_time("1969-12-31T23:59:59.999Z") == Time(std::chrono::milliseconds(-1)));
  for (const char* wrong : {"", "2026-11-26", "2026-11-26T09:00:00", "2026-13-26T09:00:00Z",
                            "2026-02-30T09:00:00Z", "2026-11-26T24:00:00Z", "2026-11-26T09:00:00Zz",
                            "2026-11-26T09:00:00.1+1:30", "x026-11-26T09:00:00Z"}) {
    INFO(wrong);
    CHECK_FALSE(parse_time(wrong));
  }
}

TEST_CASE("rcodes have the names of IANA's registry", "[observe]") {
  for (std::uint16_t number = 0; number < 30; ++number) {
    const Rcode rcode = rcode_of(number);
    CHECK(rcode_of(to_string(rcode)) == rcode);
  }
  CHECK(to_string(rcode_of(std::uint16_t{3})) == "NXDOMAIN");
  CHECK(to_string(rcode_of(std::uint16_t{16})) == "BADVERS");
  CHECK(to_string(rcode_of(std::uint16_t{11})) == "OTHER");
}

TEST_CASE("observations are in an order that does not depend on when they were made", "[observe]") {
  const net::Ip first = net::ipv4(10, 0, 0, 4);
  const net::Ip second = net::ipv4(10, 0, 0, 5);
  const auto tcp = [](const net::Ip& ip, Path path = Path::resolved) {
    return TcpResult{.address = ip, .path = path};
  };
  std::vector<Observation> all{
      {"", "https://b.example/", {}, {}, HttpResult{}},
      {"", "b.example:443", {}, {}, tcp(first, Path::front_end)},
      {"", "b.example:443", {}, {}, tcp(second)},
      {"", "b.example:443", {}, {}, tcp(first)},
      {"", "b.example", {}, {}, DnsResult{.type = "AAAA"}},
      {"", "b.example", {}, {}, DnsResult{.type = "A"}},
      {"", "a.example:443", {}, {}, TlsResult{}},
  };
  sort_and_number(all);
  std::string order;
  for (const Observation& each : all) order += each.id + " " + each.target + "\n";
  CHECK(order ==
        "tls-1 a.example:443\ndns-1 b.example\ndns-2 b.example\ntcp-1 b.example:443\n"
        "tcp-2 b.example:443\ntcp-3 b.example:443\nhttp-1 https://b.example/\n");
  CHECK(std::get<DnsResult>(all[1].result).type == "A");
  CHECK(std::get<TcpResult>(all[3].result).address == first);
  CHECK(std::get<TcpResult>(all[5].result).path == Path::front_end);
}
