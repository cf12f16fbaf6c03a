#include "input/az/redact.h"

#include "run.h"

using namespace airtight::input::az;

namespace {

std::string shown(const std::string& source, std::string_view notation) {
  return redacted(test::invocation(source), read_notation(notation));
}

}  // namespace

TEST_CASE("a command is shown by what is known to be harmless", "[az][redact][CONTRACT-5]") {
  const std::string notation =
      "--name -n; --resource-group -g; --settings * ~; --password -p ~; --plan; --subnet; --uri; "
      "--value; --default-action";
  const auto [source, text] = GENERATE_COPY(table<std::string, std::string>({
      {"az x -n a --settings A=CANARY B=\"$v\" -n b", "az x -n a --settings … -n b"},
      {"az x --settings 'A=CAN ARY' C=1", "az x --settings …"},
      {"az x --settings A=$(echo CANARY)", "az x --settings …"},
      {"az x -p CANARY", "az x -p …"},
      {"az x -pCANARY", "az x …"},
      {"az x --password=CANARY -n a", "az x --password=… -n a"},
      {"az x --value $(CANARY) -g \"$rg\"", "az x --value … -g \"$rg\""},
      {"az x --uri https://h/?code=CANARY", "az x --uri …"},
      {"az x --subnet https://user:CANARY@h/", "az x --subnet …"},
      {"az x --name \"$(echo CANARY)\"", "az x --name …"},
      {"az x --name 'n?sig=CANARY'", "az x --name …"},
      {"az x --subnet /subscriptions/s/resourceGroups/rg --default-action Deny",
       "az x --subnet /subscriptions/s/resourceGroups/rg --default-action Deny"},
      {"PW=CANARY az x -n a", "az x -n a"},
      {"sudo timeout 60 az x -n a", "az x -n a"},
      {"az x --body '{\"a\":\"CANARY\"}'", "az x --body …"},
      {"az x CANARY --n a", "az x … --n a"},
  }));
  CAPTURE(source);
  auto invocation = test::invocation(source);
  while (invocation.words.front().text != "az") invocation.words.erase(invocation.words.begin());
  CHECK(redacted(invocation, read_notation(notation)) == text);
}

TEST_CASE("of other programs only the name is shown", "[az][redact][CONTRACT-5]") {
  CHECK(shown("curl -H 'Authorization: CANARY' https://u:CANARY@api.example/x", "") == "curl");
  CHECK(shown("echo \"pw is CANARY\"", "") == "echo");
  CHECK(shown("[ \"$X\" = CANARY ]", "") == "[");
  auto invocation = test::invocation("\"$PW\" x");
  invocation.words.front().text = "CANARY";
  CHECK(redacted(invocation) == "…");
}
