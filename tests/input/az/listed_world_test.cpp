// A script after a list starts from the list (I-006), and a list that says little decides little.

#include <catch2/catch.hpp>

#include "cli/program.h"

namespace {

const std::string providers = "/subscriptions/s/resourceGroups/rg/providers/";

std::string quoted(std::string text) {
  for (char& c : text) {
    if (c == '\'') c = '"';
  }
  for (auto at = text.find("$P/"); at != std::string::npos; at = text.find("$P/"))
    text.replace(at, 3, providers);
  return text;
}

Ran explain(const std::string& list, const std::string& script, const std::string& to,
            const std::string& from = "internet") {
  const TemporaryFile first(quoted(list), ".json");
  std::vector<std::string> arguments{"explain", first.path()};
  const TemporaryFile second(script.empty() ? "az login\n" : script);
  if (!script.empty()) arguments.push_back(second.path());
  for (const std::string& word :
       std::vector<std::string>{"--from", from, "--to", to, "--format", "json"})
    arguments.push_back(word);
  return run_program(arguments);
}

std::string verdict(const Ran& ran) {
  const auto at = ran.out.find("\"verdict\": \"");
  if (at == std::string::npos) return "exit " + std::to_string(ran.code) + ": " + ran.err;
  const std::string rest = ran.out.substr(at + 12);
  return rest.substr(0, rest.find('"'));
}

const std::string closed_vault =
    "{'id':'$P/Microsoft.KeyVault/vaults/kvx1','location':'x','properties':{"
    "'publicNetworkAccess':'Disabled','networkAcls':{'defaultAction':'Deny'}}}";

}  // namespace

TEST_CASE("a script after a list changes what is listed", "[I-006][I-421]") {
  const auto [script, expected] = GENERATE(table<std::string, std::string>({
      {"", "deny"},
      {"az keyvault update -n kvx1 --public-network-access Enabled --default-action Allow\n",
       "allow"},
      {"az keyvault update -g rg -n kvx1 --public-network-access Enabled --default-action Allow\n",
       "allow"},
      {"az keyvault update -n $1 --public-network-access Enabled --default-action Allow\n",
       "uncertain"},
      {"az account set -s main\naz keyvault update -g rg -n kvx1 --public-network-access Enabled "
       "--default-action Allow\n",
       "allow"},
      {"az keyvault create -g rg -n $1 -l x\n", "uncertain"},
  }));
  CAPTURE(script);
  CHECK(verdict(explain("[" + closed_vault + "]", script, "kvx1")) == expected);
}

TEST_CASE("a script may delete what is listed", "[I-006]") {
  const std::string list =
      "[" + closed_vault + ",{'id':'$P/Microsoft.Storage/storageAccounts/st1','properties':{}}]";
  const Ran ran = explain(list, "az keyvault delete -n kvx1\n", "kvx1");
  CHECK(verdict(ran) != "deny");
  CHECK(verdict(explain(list, "", "st1/blob")) == "allow");
}

TEST_CASE("a list without data decides nothing", "[I-371][I-372][I-243]") {
  const std::string type = GENERATE(
      as<std::string>(), "Microsoft.DBforPostgreSQL/flexibleServers", "Microsoft.Cache/redis",
      "Microsoft.ContainerRegistry/registries", "Microsoft.ServiceBus/namespaces",
      "Microsoft.Search/searchServices", "Microsoft.KeyVault/vaults", "Microsoft.Sql/servers");
  const std::string properties = GENERATE(as<std::string>(), "", ",'properties':null");
  CAPTURE(type, properties);
  const Ran ran =
      explain("[{'id':'$P/" + type + "/r1','type':'" + type + "'" + properties + "}]", "", "r1");
  CHECK(verdict(ran) == "uncertain");
}

TEST_CASE("an SQL server that says nothing may have any rule", "[I-243]") {
  CHECK(verdict(explain("[{'id':'$P/Microsoft.Sql/servers/r1','properties':{}}]", "", "r1")) ==
        "uncertain");
}

TEST_CASE("words that no service knows are unknown", "[I-240]") {
  const auto [properties, expected] = GENERATE(table<std::string, std::string>({
      {"'publicNetworkAccess':'foo'", "uncertain"},
      {"'publicNetworkAccess':'foo','networkAcls':{'defaultAction':'Deny'}", "uncertain"},
      {"'networkAcls':{'defaultActoin':'Deny'}", "uncertain"},
      {"'networkAcls':{'defaultAction':'Deny','ipRulez':[]}", "uncertain"},
      {"'networkAcls':{'defaultAction':'Deny','ipRules':[]}", "deny"},
  }));
  CAPTURE(properties);
  CHECK(verdict(
            explain("[{'id':'$P/Microsoft.KeyVault/vaults/r1','properties':{" + properties + "}}]",
                    "", "r1")) == expected);
}

TEST_CASE("an approved connection moves the public name, wherever its endpoint is", "[D-103]") {
  const auto [state, moved] =
      GENERATE(table<std::string, bool>({{"Approved", true}, {"Rejected", false}}));
  const std::string list =
      "[{'id':'$P/Microsoft.KeyVault/vaults/r1','properties':{'privateEndpointConnections':[{"
      "'name':'c','properties':{'privateEndpoint':{'id':'/subscriptions/t/resourceGroups/o/"
      "providers/Microsoft.Network/privateEndpoints/p'},'groupIds':['vault'],"
      "'privateLinkServiceConnectionState':{'status':'" +
      state + "'}}}]}}]";
  const Ran ran = explain(list, "", "r1");
  CAPTURE(ran.out, ran.err);
  CHECK((ran.out.find("r1.privatelink.vaultcore.azure.net") != std::string::npos) == moved);
}

TEST_CASE("a port out of range is said to be", "[cli]") {
  const Ran ran = explain("[" + closed_vault + "]", "", "kvx1:99999");
  CHECK(ran.code == 2);
  CHECK(ran.err.find("from 1 to 65535") != std::string::npos);
}

TEST_CASE("nothing that people write into tags or start-up commands is emitted", "[CONTRACT-5]") {
  const TemporaryFile script(
      "az group create -n rg -l x --tags owner=CANARY1\n"
      "az network nsg create -g rg -n n1 --tags k=CANARY2\n"
      "az sql server create -g rg -n sq1 -l x -u CANARY3 -p CANARY4\n"
      "az appservice plan create -g rg -n p1 --sku B1\n"
      "az webapp create -g rg -n a1 -p p1\n"
      "az webapp config set -g rg -n a1 --generic-configurations "
      "'{\"appCommandLine\":\"run CANARY5\"}'\n");
  const Ran ran = run_program({"replay", script.path(), "--emit", "-"});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.out.find("SecurityGroups/n1") != std::string::npos);
  CHECK(ran.out.find("CANARY") == std::string::npos);
}
