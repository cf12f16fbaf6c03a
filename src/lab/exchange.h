#pragma once

#include <airtight/lab/ask.h>

#include <optional>
#include <span>

// DNS messages as a client writes and reads them (RFC 1035 section 4), by the C library's resolver.
namespace airtight::lab {

std::vector<unsigned char> query_for(const net::DnsName& name, azure::RecordType type,
                                     std::uint16_t number);

// None where it is no reply to that query.
std::optional<Reply> read_reply(std::span<const unsigned char> octets, std::uint16_t number);

// Whether a server says anything at all, to whoever asks from this thread's namespace.
bool somebody_answers(const net::Ip& server, std::uint16_t port,
                      std::chrono::milliseconds patience);

}  // namespace airtight::lab
