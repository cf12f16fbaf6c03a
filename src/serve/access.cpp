#include <airtight/base/text.h>
#include <airtight/serve/access.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>

namespace airtight::serve {
namespace {

constexpr std::size_t longest_credential = 4096;

// The octets of a base64 text; none where it is not one.
std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() > longest_credential) return {};
  std::string octets(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(octets.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  if (length < 0) return {};
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  octets.resize(static_cast<std::size_t>(length) - padding);
  return octets;
}

// "Bearer abc" is "abc" for the scheme "Bearer".
std::optional<std::string_view> credential(const HttpRequest& request, std::string_view scheme) {
  const auto value = request.header("Authorization");
  if (!value || value->size() > longest_credential || value->size() <= scheme.size()) return {};
  if (!starts_with_ignoring_case(*value, scheme) || (*value)[scheme.size()] != ' ') return {};
  return trim(value->substr(scheme.size() + 1));
}

bool has_token(const HttpRequest& request, const Digest& token) {
  if (const auto bearer = credential(request, "Bearer")) return is_secret(*bearer, token);
  const auto basic = credential(request, "Basic");
  auto pair = basic ? from_base64(*basic) : std::nullopt;
  if (!pair) return false;
  const auto colon = pair->find(':');
  const bool same =
      colon != std::string::npos && is_secret(std::string_view(*pair).substr(colon + 1), token);
  wipe(*pair);
  return same;
}

bool has_principal(const HttpRequest& request, const std::vector<std::string>& principals) {
  const auto id = request.header("X-MS-CLIENT-PRINCIPAL-ID");
  if (!id || id->empty() || request.count("X-MS-CLIENT-PRINCIPAL") != 1) return false;
  return principals.empty() || std::ranges::any_of(principals, [&](const std::string& each) {
           return equal_ignoring_case(each, *id);
         });
}

}  // namespace

Digest digest_of(std::string_view secret) {
  Digest digest{};
  unsigned int size = 0;
  EVP_Digest(secret.data(), secret.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return digest;
}

void wipe(std::string& secret) { OPENSSL_cleanse(secret.data(), secret.size()); }

std::string base64(std::string_view octets) {
  std::string text((octets.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(octets.data()),
                                     static_cast<int>(octets.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

bool is_secret(std::string_view secret, const Digest& digest) {
  const Digest given = digest_of(secret);
  return CRYPTO_memcmp(given.data(), digest.data(), digest.size()) == 0;
}

Digest platform_token(std::string_view encryption_key) {
  const Digest digest = digest_of(encryption_key);
  return digest_of(base64({reinterpret_cast<const char*>(digest.data()), digest.size()}));
}

report::View view_of(const HttpRequest& request, const Access& access) {
  const bool allowed = access.anonymous_details ||
                       (access.client_certificate && request.verified_client) ||
                       (access.easy_auth && has_principal(request, access.principals)) ||
                       (access.token && has_token(request, *access.token));
  return allowed ? report::View::details : report::View::redacted;
}

bool is_from_platform(const HttpRequest& request, const Access& access) {
  const auto token = request.header("x-ms-auth-internal-token");
  return access.platform && token && is_secret(*token, *access.platform);
}

}  // namespace airtight::serve
