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

Json proved_of(const std::string& file, const std::vector<std::string>& more, int code) {
  std::vector<std::string> arguments{"prove", file, "--format", "json", "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Ran ran = run_program(arguments);
  INFO(ran.err);
  CHECK(ran.code == code);
  CHECK(schema_faults("prove", ran.out).empty());
  return Json::parse(ran.out);
}

Json proved(const std::vector<std::string>& more, int code) {
  return proved_of(tutorial().path(), more, code);
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

namespace {

// Two groups in one list: the second lets one port less in, and has a rule behind a wider one.
const TemporaryFile& groups() {
  static const std::string rule =
      R"({"name":"NAME","properties":{"priority":PRIORITY,"direction":"Inbound","access":"ACCESS",)"
      R"("protocol":"Tcp","sourceAddressPrefix":"SOURCE","sourcePortRange":"*",)"
      R"("destinationAddressPrefix":"*","destinationPortRange":"PORTS"}})";
  const auto with = [](std::string text, const std::string& name, const std::string& value) {
    return text.replace(text.find(name), name.size(), value);
  };
  const auto line = [&](const std::string& name, const std::string& priority,
                        const std::string& access, const std::string& source,
                        const std::string& ports) {
    return with(with(with(with(with(rule, "NAME", name), "PRIORITY", priority), "ACCESS", access),
                     "SOURCE", source),
                "PORTS", ports);
  };
  const auto group = [](const std::string& name, const std::string& rules) {
    return R"({"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/)"
           R"(networkSecurityGroups/)" +
           name + R"(","name":")" + name +
           R"(","type":"Microsoft.Network/networkSecurityGroups","properties":{"securityRules":[)" +
           rules + "]}}";
  };
  static const TemporaryFile file(
      "[" + group("a", line("web", "100", "Allow", "10.0.0.0/8", "80-90")) + "," +
          group("b", line("web", "100", "Allow", "10.0.0.0/8", "80-89") + "," +
                         line("late", "200", "Deny", "10.1.0.0/16", "80")) +
          "]",
      ".json");
  return file;
}

}  // namespace

TEST_CASE("two groups are compared over all packets", "[cli][prove]") {
  const Json other = proved_of(groups().path(), {"--nsg", "a", "--same-as", "b"}, 1);
  CHECK(other.at("holds") == false);
  CHECK(other.at("equivalence").at("difference").at("flow").at("port") == 90);
  const Json same = proved_of(groups().path(), {"--nsg", "a", "--same-as", "a"}, 0);
  CHECK(same.at("holds") == true);
}

TEST_CASE("rules that never decide are listed with what covers them", "[cli][prove]") {
  const Json rules = proved_of(groups().path(), {"--unreachable-rules"}, 1);
  REQUIRE(rules.at("unreachableRules").size() == 1);
  const Json& rule = rules.at("unreachableRules").front();
  CHECK(rule.at("rule") == "late");
  CHECK(rule.at("contradicted") == true);
  CHECK(rule.at("coveredBy").front().at("rule") == "web");
  CHECK(proved_of(groups().path(), {"--unreachable-rules", "--nsg", "a"}, 0)
            .at("unreachableRules")
            .empty());
}

TEST_CASE("matrices and ways out are documents of the schema", "[cli][prove]") {
  for (const char* kind : {"segmentation", "waypoint"}) {
    for (const char* between : {"subnets", "workloads"}) {
      const Json matrix = proved({"--matrix", kind, "--between", between}, 0).at("matrix");
      CHECK(matrix.at("kind") == kind);
      CHECK_FALSE(matrix.at("cells").empty());
    }
  }
  const Json ways = proved({"--from", "langdetect-app", "--ways-out"}, 0).at("waysOut");
  CHECK(ways.at("ways").front().at("kind") == "internet");
}

TEST_CASE("prove asks one question at a time", "[cli][prove]") {
  const auto refused = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"prove", groups().path(), "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = run_program(arguments);
    CHECK_FALSE(ran.err.empty());
    return ran.code == 2;
  };
  CHECK(refused({"--nsg", "a"}));
  CHECK(refused({"--same-as", "a"}));
  CHECK(refused({"--nsg", "a", "--same-as", "c"}));
  CHECK(refused({"--nsg", "a", "--same-as", "b", "--unreachable-rules"}));
  CHECK(refused({"--nsg", "a", "--same-as", "b", "--to", "kv1"}));
  CHECK(refused({"--nsg", "a", "--same-as", "b", "--at", "subnet:none"}));
  CHECK(refused({"--matrix", "traffic"}));
  CHECK(refused({"--matrix", "waypoint", "--from", "any"}));
  CHECK(refused({"--between", "subnets"}));
  CHECK(refused({"--ways-out"}));
}
