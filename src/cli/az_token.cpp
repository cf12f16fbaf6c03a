#include "az_token.h"

#include "child.h"

namespace airtight::cli {

Result<std::string> az_token(const std::string& audience) {
  Child az;
  az.words = {"az",      "account",     "get-access-token", "--resource", audience,
              "--query", "accessToken", "--output",         "tsv"};
  auto token = output_of(az);
  if (token) return token;
  const std::string& fault = token.error().message;
  if (fault == "fails") return fail("az account get-access-token fails; az login may be needed");
  return fail(
      "there is no access token: AZURE_ACCESS_TOKEN and IDENTITY_ENDPOINT are not set, and az " +
      fault);
}

}  // namespace airtight::cli
