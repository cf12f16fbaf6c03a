#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "cli/program.h"

// CONTRACT section 4, case by case: 0 holds, 1 violated, 2 wrong input, 3 undetermined, 4
// prediction and observation disagree; of several 2 > 1 > 4 > 3 > 0.
namespace {

const std::string vault = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/";

std::string vault_named(const std::string& name, const std::string& access) {
  return R"({"id": ")" + vault + name + R"(", "type": "Microsoft.KeyVault/vaults", "name": ")" +
         name + R"(", "location": "westeurope", "properties": {"tenantId": "t")" +
         (access.empty() ? "" : R"(, "publicNetworkAccess": ")" + access + "\"") + "}}";
}

struct Files {
  TemporaryFile open{"[" + vault_named("kv1", "Enabled") + "]", ".json"};
  TemporaryFile closed{"[" + vault_named("kv1", "Disabled") + "]", ".json"};
  TemporaryFile nothing{"[]", ".json"};
  TemporaryFile broken{"[{", ".json"};
  TemporaryFile closed_policy{policy("kv1"), ".yaml"};
  TemporaryFile missing_policy{policy("kv9"), ".yaml"};
  TemporaryFile wrong_policy{"schema: airtight/policy/1\nasertions: []\n", ".yaml"};
  TemporaryFile mixed_policy{policy("kv1") + one("b", "kv9"), ".yaml"};
  TemporaryFile reaches{
      "schema: airtight/policy/1\nassertions:\n"
      "  - {id: a, reachable: {from: \"internet:198.51.100.7\", to: kv1}}\n",
      ".yaml"};
  TemporaryFile refused{
      R"({"schema": "airtight/probe/1", "from": "internet", "host": {"name": "x"},
          "observations": [{"id": "h", "kind": "http", "target": "https://kv1.vault.azure.net/",
            "time": "2026-11-26T00:00:00Z", "elapsedMs": 1,
            "result": {"status": 403, "classification": "PUB_REFUSED_RULES"}}]})",
      ".json"};

  static std::string one(const std::string& id, const std::string& to) {
    return "  - {id: " + id + ", unreachable: {from: internet, to: " + to + "}}\n";
  }
  static std::string policy(const std::string& to) {
    return "schema: airtight/policy/1\nassertions:\n" + one("a", to);
  }
};

int code(std::vector<std::string> arguments) {
  arguments.emplace_back("--quiet");
  const Ran ran = run_program(arguments);
  INFO(ran.out << ran.err);
  return ran.code;
}

}  // namespace

TEST_CASE("exit codes are those of the contract", "[cli][exit-codes]") {
  const Files files;
  const std::string open = files.open.path();
  const std::string closed = files.closed.path();
  const std::string nothing = files.nothing.path();
  const std::string policy = files.closed_policy.path();
  const std::string missing = files.missing_policy.path();
  const std::string unasked = files.missing_policy.path();
  const std::string reaches = files.reaches.path();
  const std::string refused = files.refused.path();
  const std::string mixed = files.mixed_policy.path();
  struct Case {
    int expected;
    std::vector<std::string> arguments;
  };
  const std::vector<Case> cases{
      {0, {"check", closed, "--policy", policy}},
      {0, {"check", closed, "--pack", "mcsb"}},
      {0, {"prove", closed, "--from", "internet", "--to", "kv1"}},
      {0, {"inventory", open}},
      {0, {"--help"}},
      {1, {"check", open, "--policy", policy}},
      {1, {"check", open, "--pack", "mcsb"}},
      {1, {"check", open, "--policy", mixed}},  // 1 goes before 3
      {1, {"prove", open, "--from", "internet", "--to", "kv1"}},
      {1, {"explain", closed, "--from", "internet", "--to", "kv1"}},
      {2, {"check", files.broken.path(), "--policy", policy}},
      {2, {"check", open, "--policy", files.wrong_policy.path()}},
      {2, {"check", open, "--policy", "no-such-file"}},
      {2, {"check", "no-such-file"}},
      {2, {"check", open, "--pack", "msbc"}},
      {2, {"check", open, "--exit-zero", "--policy", files.wrong_policy.path()}},  // never hidden
      {2, {"explain", open, "--from", "internet", "--to", "kv9"}},
      {2, {"chekc", open}},
      {3, {"check", nothing}},
      {3, {"check", closed, "--policy", missing}},
      {4, {"check", open, "--policy", reaches, "--observations", refused}},
      {1, {"check", open, "--policy", policy, "--observations", refused}},   // 1 goes before 4
      {4, {"check", open, "--policy", unasked, "--observations", refused}},  // and 4 before 3
      {0, {"check", open, "--policy", reaches, "--observations", refused, "--exit-zero"}},
      {0, {"check", open, "--policy", policy, "--exit-zero"}},
      {0, {"check", closed, "--policy", missing, "--exit-zero"}},
      {0, {"check", open, "--policy", policy, "--fail-on", "undetermined"}},
      {1, {"check", open, "--policy", policy, "--fail-on", "violated"}},
      {3, {"check", closed, "--policy", missing, "--fail-on", "undetermined"}},
  };
  for (const Case& one : cases) {
    std::string line;
    for (const std::string& word : one.arguments) line += " " + word;
    INFO(line);
    CHECK(code(one.arguments) == one.expected);
  }
}
