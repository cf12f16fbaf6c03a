#include <airtight/base/shared_text.h>

#include <utility>

namespace airtight {

SharedText::SharedText(std::string text)
    : kept_(text.empty() ? nullptr : new Kept(std::move(text))) {}

const std::string& SharedText::empty_text() {
  static const std::string empty;
  return empty;
}

}  // namespace airtight
