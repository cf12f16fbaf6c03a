#include <airtight/base/where.h>

#include <utility>

namespace airtight {
namespace {

// A pointer that was written as a text.
class Written final : public Pointers {
 public:
  explicit Written(std::string text) : text_(std::move(text)) {}
  std::string pointer(std::uint32_t) const override { return text_; }

 private:
  std::string text_;
};

}  // namespace

JsonPointer::JsonPointer(std::string text)
    : document_(text.empty() ? nullptr : new Written(std::move(text))) {}

std::string to_string(const Where& where) {
  std::string text = where.file;
  if (where.line > 0) text += ":" + std::to_string(where.line);
  const std::string pointer = where.pointer;
  if (!pointer.empty()) text += text.empty() ? pointer : ": " + pointer;
  return text;
}

}  // namespace airtight
