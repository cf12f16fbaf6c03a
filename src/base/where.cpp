#include <airtight/base/where.h>

namespace airtight {

std::string to_string(const Where& where) {
  std::string text = where.file;
  if (where.line > 0) text += ":" + std::to_string(where.line);
  if (!where.pointer.empty()) text += text.empty() ? where.pointer : ": " + where.pointer;
  return text;
}

}  // namespace airtight
