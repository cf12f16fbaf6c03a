#include <airtight/input/az_script.h>

#include "run.h"

using namespace airtight;
using namespace airtight::input;

namespace {

ScriptRun play(const std::string& lines) {
  Source source;
  source.path = "a.sh";
  source.text =
      "az group create -n rg1 -l west\naz keyvault create -g rg1 -n kvx1\n" + lines + "\n";
  source.kind = Kind::az_script;
  const std::vector<Source> scripts{source};
  return run_scripts(scripts);
}

// "scope: what" of each gap.
std::string gaps_of(const ScriptRun& run) {
  std::string out;
  for (const auto& gap : run.resources.gaps())
    out += (out.empty() ? "" : "; ") + join(gap.scope, ",") + ": " + gap.what;
  return out;
}

std::string diagnostics_of(const ScriptRun& run) {
  std::string out;
  for (const Diagnostic& one : run.diagnostics) out += to_string(one) + "\n";
  return out;
}

const std::string close_it = "az keyvault update -n kvx1 --public-network-access Disabled";

}  // namespace

TEST_CASE("an undecided command leaves a gap that names it", "[az][doubts][I-402][R-02]") {
  const ScriptRun run = play("[ -f lock ] && " + close_it);
  CHECK(gaps_of(run) == "microsoft.keyvault/vaults: whether line 3 runs az keyvault update");
  REQUIRE(run.steps.size() == 4);
  CHECK(run.steps[2].gaps.size() == 1);
  CHECK(run.steps[2].command == "whether line 3 runs az keyvault update");
  CHECK_FALSE(has_errors(run.diagnostics));
  CHECK(gaps_of(play("for i in 1 2; do [ -f l ] && " + close_it + "; done")) ==
        "microsoft.keyvault/vaults: whether line 3 runs az keyvault update");
  CHECK(gaps_of(play("[ -f l ] && az webapp restart -g rg1 -n a")).empty());
  CHECK(gaps_of(play("[ -f l ] && az group delete -n rg1 --yes")) ==
        "*: whether line 3 runs az group delete");
  CHECK(gaps_of(play("[ -f l ] && az configure --defaults group=rg2")) ==
        "*: whether line 3 runs az configure");
}

TEST_CASE("programs that may change Azure leave a gap, harmless ones do not",
          "[az][programs][I-400]") {
  for (const std::string& command :
       std::vector<std::string>{"flock l az x",
                                "watch az x",
                                "parallel az x",
                                "find . -exec az x ;",
                                "docker run x",
                                "ssh h \"az x\"",
                                "coproc az x",
                                "node s.js",
                                "perl x.pl",
                                "ruby x.rb",
                                "python3 x.py",
                                "dotnet run",
                                "npx x",
                                "gh workflow run x",
                                "terragrunt apply",
                                "./x.sh",
                                "bin/deploy",
                                "curl -X PATCH https://management.azure.com/x -d @b",
                                "curl -XPUT u",
                                "curl --data x u",
                                "curl -K options",
                                "wget --post-data=x u",
                                "awk 'BEGIN{system(\"az x\")}' f",
                                "bash x",
                                "mytool",
                                "source x",
                                ". x",
                                "terraform apply"}) {
    const ScriptRun run = play(command);
    CAPTURE(command);
    CHECK(gaps_of(run).starts_with("*: "));
    CHECK_FALSE(run.diagnostics.empty());
  }
  for (const std::string& command :
       std::vector<std::string>{"grep x f",
                                "sed s/a/b/ f",
                                "jq . f",
                                "sleep 1",
                                "date",
                                "cat f",
                                "ls",
                                "mkdir -p d",
                                "find . -name x",
                                "curl -s https://ifconfig.me",
                                "curl -X GET https://management.azure.com/",
                                "git clone x",
                                "docker build .",
                                "dotnet publish",
                                "npm ci",
                                "terraform init",
                                "unzip x",
                                "timeout 5 sleep 3",
                                "/usr/bin/grep x f",
                                "curl -X POST https://login.microsoftonline.com/t/token -d x"}) {
    const ScriptRun run = play(command);
    CAPTURE(command);
    CHECK(gaps_of(run).empty());
    CHECK(diagnostics_of(run).empty());
  }
}

TEST_CASE("scripts that ask whether something exists do not fail", "[az][I-422]") {
  for (const std::string& line : std::vector<std::string>{
           "az keyvault show -g rg1 -n kvx2 &>/dev/null || az keyvault create -g rg1 -n kvx2",
           "if ! az keyvault show -g rg1 -n kvx2; then az keyvault create -g rg1 -n kvx2; fi",
           ("id=$(az keyvault show -g rg1 -n no --query id || true); az keyvault create -g rg1 -n "
            "kvx2"),
           ("az keyvault update -g rg1 -n no --default-action Deny || az keyvault create -g rg1 -n "
            "kvx2"),
           ("[ -z \"$(az keyvault show -g rg1 -n no --query id)\" ] && "
            "az keyvault create -g rg1 -n kvx2")}) {
    const ScriptRun run = play(line);
    CAPTURE(line);
    CAPTURE(diagnostics_of(run));
    CHECK_FALSE(has_errors(run.diagnostics));
    CHECK(gaps_of(run).empty());
    CHECK(run.steps.size() == 3);
  }
  CHECK(has_errors(play("az keyvault update -g rg1 -n no --default-action Deny").diagnostics));
  // Whether a resource outside the input exists is not known.
  CHECK(gaps_of(play("az keyvault show -g rg9 -n kv9 || " + close_it)) ==
        "microsoft.keyvault/vaults: whether line 3 runs az keyvault update");
}

TEST_CASE("global options may stand first, and az may be a function", "[az][I-405]") {
  for (const std::string& line : std::vector<std::string>{
           "az --debug keyvault update -n kvx1 --public-network-access Disabled",
           "az -o json keyvault update -n kvx1 --public-network-access Disabled",
           "az --output=json --only-show-errors keyvault update -n kvx1 "
           "--public-network-access Disabled",
           "az() { command az \"$@\"; }; " + std::string(close_it)}) {
    const ScriptRun run = play(line);
    CAPTURE(line);
    CAPTURE(diagnostics_of(run));
    CHECK(run.diagnostics.empty());
    CHECK(run.steps.size() == 3);
  }
}

TEST_CASE("a command that fails takes back what it wrote", "[az][session]") {
  az::test::Script az;
  az("az group create -n rg -l west");
  az("az network vnet create -g rg -n v");
  const std::size_t before = az.session.resources.all().size();
  const auto types = az.session.types_made;
  az("az network private-endpoint create -g rg -n e --vnet-name v --subnet no --connection-name c "
     "--private-connection-resource-id /subscriptions/s/resourceGroups/o/providers/"
     "Microsoft.KeyVault/vaults/k --group-id vault");
  CHECK_FALSE(az.errors().empty());
  CHECK(az.session.resources.all().size() == before);
  CHECK(az.session.types_made == types);
}
