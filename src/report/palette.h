#pragma once

#include <airtight/verify/policy.h>

#include <string>
#include <string_view>
#include <vector>

namespace airtight::report {

enum class Colour { plain, good, bad, doubtful, faint, strong };

std::string painted(std::string_view text, Colour colour, bool on);

// One word for what becomes of a path: "private", "open", "refused", "disabled", "nxdomain", …
std::string word_of(const verify::Path& path);

// What the word means for the sender: reaching is good for workloads, bad for the Internet.
Colour colour_of(const verify::Path& path);

Colour colour_of(verify::Status status);

// A table whose columns are as wide as their widest cell; the last one is not padded.
struct Cell {
  std::string text;
  Colour colour = Colour::plain;
};
std::string table(const std::vector<std::vector<Cell>>& rows, bool colour);

// The same with a line of dashes below the first row, as `az … -o table` prints it.
std::string ruled_table(std::vector<std::vector<Cell>> rows, bool colour);

}  // namespace airtight::report
