#include "url.h"

#include <airtight/base/text.h>

#include <memory>

#include "curl_library.h"

namespace airtight::pull {
namespace {

struct Cleanup {
  void operator()(CURLU* url) const { curl_library()->url_cleanup(url); }
};

std::string part(CURLU* url, CURLUPart what, unsigned flags) {
  char* text = nullptr;
  if (curl_library()->url_get(url, what, &text, flags) != CURLUE_OK) return "";
  std::string result(text);
  curl_library()->free(text);
  return result;
}

}  // namespace

std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      result += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    result += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return result;
}

std::optional<std::string> origin_of(std::string_view url) {
  const CurlLibrary* library = curl_library();
  if (library == nullptr) return std::nullopt;
  const std::unique_ptr<CURLU, Cleanup> parsed(library->url());
  const std::string text(url);
  if (library->url_set(parsed.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
    return std::nullopt;
  if (!equal_ignoring_case(part(parsed.get(), CURLUPART_SCHEME, 0), "https")) return std::nullopt;
  if (!part(parsed.get(), CURLUPART_USER, 0).empty() ||
      !part(parsed.get(), CURLUPART_PASSWORD, 0).empty())
    return std::nullopt;
  return to_lower("https://" + part(parsed.get(), CURLUPART_HOST, 0) + ":" +
                  part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT));
}

}  // namespace airtight::pull
