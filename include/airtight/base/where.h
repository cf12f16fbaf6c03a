#pragma once

#include <string>

namespace airtight {

// A place in an input file. `line` and `column` count from 1, 0 means unknown. `pointer` is a JSON
// pointer (RFC 6901) into a JSON or YAML document and stays empty for scripts.
struct Where {
  std::string file;
  int line = 0;
  int column = 0;
  std::string pointer;

  bool operator==(const Where&) const = default;
};

// "hub.json:42: /resources/3", the form editors can jump to. Empty for an empty place.
std::string to_string(const Where& where);

}  // namespace airtight
