#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace airtight {

// ASCII letters only: Azure compares ids and types without case (I-121), DNS names too (RFC 4343).
std::string to_lower(std::string_view text);
bool equal_letters_ignoring_case(std::string_view a, std::string_view b);  // of one length
inline bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && equal_letters_ignoring_case(a, b);  // most differ in length
}
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);

std::string_view trim(std::string_view text);

// Splits at each `separator`; "a,,b" has three parts and "" has one.
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

// The candidates nearest to `text` by edit distance, at most three, for "did you mean".
std::vector<std::string> nearest(std::string_view text, const std::vector<std::string>& candidates);

// Control characters become \xNN, so hostile input cannot steer a terminal.
std::string printable(std::string_view text);

// What a user wrote, for a message: in quotes, printable, and cut after 120 characters.
std::string in_quotes(std::string_view text);

}  // namespace airtight
