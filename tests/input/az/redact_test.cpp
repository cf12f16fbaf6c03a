#include "input/az/redact.h"

#include "run.h"

using namespace airtight::input::az;

namespace {

std::string shown(const std::string& source, std::string_view notation) {
  return redacted(test::invocation(source), read_notation(notation));
}

}  // namespace

TEST_CASE("a command is shown without its secrets", "[az][redact][CONTRACT-5]") {
  const std::string notation = "--name -n; --settings * ~; --password -p ~; --body; --headers * ~";
  const auto [source, text] = GENERATE_COPY(table<std::string, std::string>({
      {"az x -n a --settings A=CANARY B=\"$v\" -n b",
       "az x -n a --settings A=[dropped] B=\"$v\" -n b"},
      {"az x --settings 'A=CAN ARY' C=1", "az x --settings 'A=[dropped]' C=[dropped]"},
      {"az x --settings WEBSITE_VNET_ROUTE_ALL=1", "az x --settings WEBSITE_VNET_ROUTE_ALL=1"},
      {"az x --settings \"A=@Microsoft.KeyVault(SecretUri=$u)\"",
       "az x --settings \"A=@Microsoft.KeyVault(SecretUri=$u)\""},
      {"az x -p CANARY", "az x -p [dropped]"},
      {"az x --password=CANARY -n a", "az x --password=[dropped] -n a"},
      {"az x -p \"$secret\"", "az x -p \"$secret\""},
      {"az x -p CANARYkey==", "az x -p [dropped]"},
      {"az x --headers 'Authorization=Bearer CANARY'", "az x --headers 'Authorization=[dropped]'"},
      {"az x --body '{\"properties\":{\"publicNetworkAccess\":\"Disabled\"}}'",
       "az x --body '{\"properties\":{\"publicNetworkAccess\":\"Disabled\"}}'"},
      {"az x --body '{\"properties\":{\"adminPassword\":\"CANARY\"}}'", "az x --body [dropped]"},
      {"az x --body '{\"properties\":{\"a\":\"CANARY0123456789\"}}'", "az x --body [dropped]"},
  }));
  CAPTURE(source);
  CHECK(shown(source, notation) == text);
}

TEST_CASE("an unknown command hides what sounds like a secret", "[az][redact][CONTRACT-5]") {
  const std::string text = redacted(
      test::invocation("curl -H 'Authorization: CANARY' --data CANARY https://api.example/x"));
  CHECK(text.find("CANARY") == std::string::npos);
  CHECK(redacted(test::invocation("az foo --api-key CANARY --name n")) ==
        "az foo --api-key [dropped] --name n");
}
