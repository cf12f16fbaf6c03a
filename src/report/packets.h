#pragma once

#include <airtight/verify/prove.h>

#include <string>

#include "json_parts.h"

// Sets of packets in words and as values.

namespace airtight::report {

// "from", "sources", "to", "destination", "protocols", "ports".
Json json_of_packets(const verify::Part& part);

// The same with what becomes of them.
Json json_of_part(const verify::Part& part);

// "tcp 443,8080"
std::string in_words(net::Protocol protocol, const std::string& ports);

// "app1 (10.0.1.0/24) -> 10.0.3.4, tcp 443, udp 443".
std::string text_of_packets(const verify::Part& part);

// "deny NSG_IN".
std::string in_words(const verify::Verdict& verdict);

}  // namespace airtight::report
