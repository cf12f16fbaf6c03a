#pragma once

#include <airtight/base/result.h>
#include <airtight/net/dns_name.h>
#include <airtight/net/ip.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace airtight::wire {

// DNS messages as octets and as values: RFC 1035 section 4, with EDNS(0) of RFC 6891. Reading is
// strict and bounded, so that any octets may be given to it; writing compresses names.

// Labels of 1 to 63 octets of any value, at most 255 octets on the wire. No label is the root.
struct Name {
  std::vector<std::string> labels;
  bool operator==(const Name&) const = default;
};

Name name_of(const net::DnsName& name);

// The name as a host name, lower case. Fails for the root, and for labels that its text could not
// tell apart (with a dot, a blank or a control character inside).
Result<net::DnsName> host_name(const Name& name);

namespace type {
inline constexpr std::uint16_t a = 1;
inline constexpr std::uint16_t cname = 5;
inline constexpr std::uint16_t aaaa = 28;
inline constexpr std::uint16_t opt = 41;
inline constexpr std::uint16_t ixfr = 251;
inline constexpr std::uint16_t axfr = 252;
inline constexpr std::uint16_t any = 255;
}  // namespace type

namespace rcode {
inline constexpr std::uint16_t noerror = 0;
inline constexpr std::uint16_t formerr = 1;
inline constexpr std::uint16_t servfail = 2;
inline constexpr std::uint16_t nxdomain = 3;
inline constexpr std::uint16_t notimp = 4;
inline constexpr std::uint16_t refused = 5;
inline constexpr std::uint16_t badvers = 16;  // RFC 6891 section 6.1.3
}  // namespace rcode

inline constexpr std::uint16_t class_in = 1;

struct Question {
  Name name;
  std::uint16_t type = type::a;
  std::uint16_t of_class = class_in;
  bool operator==(const Question&) const = default;
};

// Data is an address for A and AAAA, a name for CNAME, and for any other type the octets as they
// were; names that those compress are not expanded.
struct Record {
  Name owner;
  std::uint16_t type = type::a;
  std::uint16_t of_class = class_in;
  std::uint32_t ttl = 0;  // seconds
  std::variant<std::string, net::Ip, Name> data;
  bool operator==(const Record&) const = default;
};

struct EdnsOption {
  std::uint16_t code = 0;
  std::string data;
  bool operator==(const EdnsOption&) const = default;
};

// The OPT record. `udp_size` is the largest UDP payload that its sender takes.
struct Edns {
  std::uint16_t udp_size = 512;
  std::uint8_t version = 0;
  std::uint16_t flags = 0;
  std::vector<EdnsOption> options;
  bool operator==(const Edns&) const = default;
};

// RFC 8914: why an answer is what it is, for a person. The text is cut to `longest_explanation`.
inline constexpr std::uint16_t extended_error_option = 15;
inline constexpr std::size_t longest_explanation = 200;
enum class ExtendedError : std::uint16_t { other = 0, blocked = 15, no_reachable_authority = 22 };
EdnsOption extended_error(ExtendedError code, std::string_view text);

struct Message {
  std::uint16_t id = 0;
  bool response = false;
  std::uint8_t opcode = 0;  // 4 bits
  bool authoritative = false;
  bool truncated = false;
  bool recursion_desired = false;
  bool recursion_available = false;
  bool reserved = false;
  bool authentic_data = false;
  bool checking_disabled = false;
  std::uint16_t rcode = rcode::noerror;  // 12 bits with EDNS, else 4
  std::vector<Question> questions;
  std::vector<Record> answers;
  std::vector<Record> authority;
  std::vector<Record> additional;  // without OPT
  std::optional<Edns> edns;
  bool operator==(const Message&) const = default;
};

// Only the header, which is what an answer to a malformed query needs. None below 12 octets.
std::optional<Message> read_header(std::string_view octets);

// The whole message. The error says what is malformed: octets that are missing or left over, a
// label of a reserved kind, a pointer that does not lead back, a name of more than 255 octets, data
// whose length is not its type's, an OPT record that is not the only one or not of the root.
Result<Message> read_message(std::string_view octets);

// At most `most` octets (at least 512). What does not fit goes without its records and says so
// (TC).
std::string write_message(const Message& message, std::size_t most = 65535);

}  // namespace airtight::wire
