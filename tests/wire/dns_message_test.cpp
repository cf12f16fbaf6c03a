#include <airtight/wire/dns_message.h>
#include <rapidcheck.h>

#include <catch2/catch.hpp>

using namespace airtight;
using wire::Message;
using wire::Name;
using wire::read_message;
using wire::write_message;

namespace {

Name name(const std::string& text) { return wire::name_of(net::parse_dns_name(text).value()); }

Message vault_answer() {
  Message message;
  message.id = 0xbeef;
  message.response = true;
  message.recursion_desired = true;
  message.recursion_available = true;
  message.questions.push_back({name("kv1.vault.azure.net"), wire::type::a, wire::class_in});
  message.answers.push_back({name("kv1.vault.azure.net"), wire::type::cname, wire::class_in, 60,
                             name("kv1.privatelink.vaultcore.azure.net")});
  message.answers.push_back({name("kv1.privatelink.vaultcore.azure.net"), wire::type::a,
                             wire::class_in, 10, net::ipv4(10, 0, 1, 4)});
  message.answers.push_back({name("kv1.privatelink.vaultcore.azure.net"), wire::type::aaaa,
                             wire::class_in, 10, net::parse_ip("fd00::1:4").value()});
  message.answers.push_back({name("azure.net"), 16, wire::class_in, 1, std::string("\x02hi", 3)});
  message.edns = wire::Edns{1232, 0, 0x8000, {{10, "cookie"}}};
  return message;
}

// A header with these counts, then the octets.
std::string with_counts(const std::string& counts, const std::string& octets) {
  return std::string("\x12\x34\x01\x00", 4) + counts + octets;
}

std::string one_question(const std::string& octets) {
  return with_counts(std::string("\0\1\0\0\0\0\0\0", 8), octets);
}
std::string one_answer(const std::string& octets) {
  return with_counts(std::string("\0\0\0\1\0\0\0\0", 8), octets);
}
std::string additional(int count, const std::string& octets) {
  return with_counts(std::string("\0\0\0\0\0\0\0", 7) + static_cast<char>(count), octets);
}

const std::string opt("\0\0\x29\x04\xd0\0\0\0\0\0\0", 11);
const std::string in_a("\0\1\0\1", 4);

}  // namespace

TEST_CASE("a DNS message that is written is read back as it was", "[wire]") {
  const Message message = vault_answer();
  const auto read = read_message(write_message(message));
  REQUIRE(read);
  CHECK(*read == message);
}

TEST_CASE("names are compressed: a tail is written once", "[wire]") {
  const std::string octets = write_message(vault_answer());
  std::size_t count = 0;
  for (auto at = octets.find("azure"); at != octets.npos; at = octets.find("azure", at + 1))
    ++count;
  CHECK(count == 1);
}

TEST_CASE("no cut of a DNS message is a message", "[wire]") {
  const std::string octets = write_message(vault_answer());
  for (std::size_t size = 0; size < octets.size(); ++size) {
    INFO(size);
    CHECK_FALSE(read_message(octets.substr(0, size)));
  }
  CHECK_FALSE(read_message(octets + "x"));
}

TEST_CASE("malformed DNS messages are refused with a reason", "[wire]") {
  const std::string long_label(64, 'a');
  std::string long_name;
  for (int i = 0; i < 5; ++i) long_name += '\x3f' + std::string(63, 'a');
  const std::vector<std::pair<std::string, std::string>> cases{
      {"short", "at least 12 octets"},
      {one_question("\x01"
                    "a"),
       "a name ends early"},
      {one_question("\x05"
                    "ab"),
       "a label ends early"},
      {one_question(std::string("\x01"
                                "a\0",
                                3)),
       "a question ends early"},
      {one_question('\x40' + long_label + '\0' + in_a), "reserved kind"},
      {one_question('\x80' + long_label + '\0' + in_a), "reserved kind"},
      {one_question(long_name + '\0' + in_a), "longer than 255"},
      {one_question("\xc0"), "a name ends early"},
      {one_question("\xc0\x0c" + in_a), "points where no name is"},                  // to itself
      {one_question(std::string("\xc0\x00", 2) + in_a), "points where no name is"},  // the header
      {one_question("\xc0\x20" + in_a), "points where no name is"},                  // forwards
      {one_question("\x01"
                    "a\xc0\x0c" +
                    in_a),
       "points where no name is"},  // round and round
      {one_answer(std::string("\0\0\1\0\1\0\0\0\0\0\3abc", 14)), "wrong length"},
      {one_answer(std::string("\0\0\1\0\1\0\0\0\0\0\4abc", 14)), "data of a record ends early"},
      {one_answer(std::string("\0\0\5\0\1\0\0\0\0\0\2\0\0", 13)), "not as long as it says"},
      {one_answer(std::string("\0\0\5\0\1\0\0\0\0\0\2\1a\0", 14)), "not as long as it says"},
      {one_answer(opt), "OPT record too many"},
      {additional(2, opt + opt), "OPT record too many"},
      {additional(1, "\1a" + opt), "not of the root"},
      {additional(1, opt.substr(0, 10) + '\3' + "abc"), "option ends early"},
      {additional(1, opt.substr(0, 10) + '\4' + std::string("\0\1\0\1", 4)), "option ends early"},
  };
  for (const auto& [octets, expected] : cases) {
    const auto read = read_message(octets);
    INFO(expected);
    REQUIRE_FALSE(read);
    CHECK_THAT(read.error().message, Catch::Contains(expected));
  }
}

TEST_CASE("what does not fit goes without records and says that it is cut", "[wire]") {
  Message message = vault_answer();
  for (int i = 0; i < 40; ++i) message.answers.push_back(message.answers[1]);
  const auto cut = read_message(write_message(message, 512));
  REQUIRE(cut);
  CHECK(cut->truncated);
  CHECK(cut->answers.empty());
  CHECK(cut->questions == message.questions);
  CHECK(cut->edns == message.edns);
  CHECK_FALSE(read_message(write_message(message)).value().truncated);
}

TEST_CASE("any octets are read or refused, and what is read is written back", "[wire]") {
  CHECK(rc::check([](const std::vector<std::uint8_t>& bytes, bool valid_header) {
    std::string octets(bytes.begin(), bytes.end());
    if (valid_header) octets = one_question("\1a") + octets;
    const auto read = read_message(octets);
    if (!read) return;
    const auto again = read_message(write_message(*read));
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == *read);
  }));
}

TEST_CASE("a host name has no dot or blank inside a label", "[wire]") {
  CHECK(wire::host_name(name("KV1.vault.azure.net")).value().text() == "kv1.vault.azure.net");
  CHECK_FALSE(wire::host_name(Name{{"a.b", "net"}}));
  CHECK_FALSE(wire::host_name(Name{{"a b", "net"}}));
  CHECK_FALSE(wire::host_name(Name{}));
}

TEST_CASE("an explanation is cut between characters", "[wire]") {
  const auto option =
      wire::extended_error(wire::ExtendedError::blocked, std::string(199, 'x') + "é");
  CHECK(option.code == wire::extended_error_option);
  CHECK(option.data == std::string("\0\x0f", 2) + std::string(199, 'x'));
}
