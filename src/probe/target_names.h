#pragma once

#include <airtight/probe/probe.h>

#include <string>

namespace airtight::probe {

// How the document names what was measured, and what a target is called on the wire.
std::string with_port(const Target& target);
std::string url_of(const Target& target, std::string_view path);
std::string target_of_row(const Target& target, const azure::EdgeRequest& row);
const std::string& server_name(const Target& target);

}  // namespace airtight::probe
