#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "cli/schema.h"

using Json = nlohmann::json;

namespace {

// The resources after the tutorial's last step.
const TemporaryFile& tutorial() {
  static const TemporaryFile file("", ".json");
  static const bool made = [] {
    std::vector<std::string> arguments{"replay", "--emit", file.path(), "--quiet", "--exit-zero"};
    for (const std::string& script : tutorial_scripts()) arguments.push_back(script);
    return run_program(arguments).code == 0;
  }();
  REQUIRE(made);
  return file;
}

Json proved(const std::vector<std::string>& more, int code) {
  std::vector<std::string> arguments{"prove", tutorial().path(), "--format", "json", "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Ran ran = run_program(arguments);
  INFO(ran.err);
  CHECK(ran.code == code);
  CHECK(schema_faults("prove", ran.out).empty());
  return Json::parse(ran.out);
}

}  // namespace

TEST_CASE("the Internet is proved to be kept out after the tutorial", "[cli][prove]") {
  const Json proof = proved({"--from", "internet", "--to", "langdetect-kv"}, 0);
  CHECK(proof.at("holds") == true);
  CHECK_FALSE(proof.contains("witness"));
  CHECK_FALSE(proof.at("partition").empty());
  CHECK(proof.dump() == proved({"--from", "internet", "--to", "langdetect-kv"}, 0).dump());
}

TEST_CASE("the tutorial lets hosts beside the endpoints in, and a witness says so",
          "[cli][prove]") {
  const Json proof =
      proved({"--from", "any", "--to", "langdetect-kv", "--except", "langdetect-app"}, 1);
  CHECK(proof.at("holds") == false);
  const Json& witness = proof.at("witness");
  CHECK(witness.at("from") == "subnet:langdetect-vnet/private-endpoint-subnet");
  CHECK(witness.at("flow").at("port") == 443);
  CHECK(witness.at("verdict") == "allow");
  CHECK_FALSE(witness.at("trace").empty());
  // The witness as one flow.
  const std::string destination = witness.at("flow").at("destination");
  const Ran alone = run_program({"explain", tutorial().path(), "--from", witness.at("from"), "--to",
                                 destination + ":443", "--quiet"});
  CHECK(alone.code == 0);
}

TEST_CASE("a backend nobody but the app and hosts of its network reaches", "[cli][prove]") {
  const Json proof =
      proved({"--from", "any", "--to", "langdetect-kv:443", "--ports", "443", "--except",
              "langdetect-app", "--except", "subnet:langdetect-vnet/private-endpoint-subnet"},
             0);
  CHECK(proof.at("holds") == true);
  CHECK(proof.at("assumptions").size() == 1);  // bypass AzureServices
}

TEST_CASE("from all its addresses the app reaches the vault", "[cli][prove]") {
  const Json proof = proved({"--from", "langdetect-app", "--to", "langdetect-kv", "--reaches"}, 0);
  CHECK(proof.at("holds") == true);
}

TEST_CASE("prove refuses what it cannot mean", "[cli][prove]") {
  const std::string file = tutorial().path();
  const auto code = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"prove", file, "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = run_program(arguments);
    CHECK_FALSE(ran.err.empty());
    return ran.code;
  };
  CHECK(code({"--from", "any"}) == 2);
  CHECK(code({"--from", "any", "--to", "nobody"}) == 2);
  CHECK(code({"--from", "any", "--to", "langdetect-kv", "--through", "fw9"}) == 2);
  CHECK(code({"--from", "any", "--to", "langdetect-kv", "--reaches", "--through", "fw9"}) == 2);
  CHECK(code({"--from", "any", "--to", "langdetect-kv", "--ports", "70000"}) == 2);
  CHECK(code({"--from", "any", "--to", "langdetect-kv", "--protocol", "sctp"}) == 2);
}
