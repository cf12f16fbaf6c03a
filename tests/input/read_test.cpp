#include <filesystem>
#include <fstream>
#include <sstream>

#include "input/folder.h"
#include "input/reading.h"

using namespace airtight;
using namespace airtight::input;
using namespace airtight::input::test;

namespace {

Inputs read(const std::vector<std::string>& paths, const std::string& standard_input = "") {
  std::istringstream stream(standard_input);
  return read_inputs(paths, stream);
}

std::string vnet(const std::string& location) {
  return "[{'id': '$NET/virtualNetworks/v', 'location': '" + location + "', 'properties': {}}]";
}

}  // namespace

TEST_CASE("files overlay left to right, a directory in order of name", "[I-006]") {
  const Folder folder("overlay");
  const std::string b = folder.add("b.json", vnet("west"));
  const std::string a = folder.add("a.json", vnet("north"));
  folder.add("README.json", "[");
  folder.add(".hidden", "[");
  const azure::ResourceId id(network + "virtualNetworks/v");
  CHECK(*read({folder.path()}).resources.find(id)->find("location")->string() == "west");
  const Inputs reversed = read({b, a});
  CHECK(*reversed.resources.find(id)->find("location")->string() == "north");
  CHECK(reversed.diagnostics.empty());
  CHECK(reversed.sources.size() == 2);
}

TEST_CASE("a setting may be the name of a resource of a later file") {
  const Folder folder("names");
  const std::string site =
      folder.add("1.json",
                 "[{'id': '$RG/Microsoft.Web/sites/a/config/appsettings', 'properties': {'N': "
                 "'cs1'}}]");
  const std::string service = folder.add(
      "2.json", "[{'id': '$RG/Microsoft.CognitiveServices/accounts/cs1', 'properties': {}}]");
  CHECK_THAT(to_resource_list(read({site, service}).resources),
             Catch::Contains("\"resourceName\": \"cs1\""));
}

TEST_CASE("standard input is read as a file is") {
  const Inputs inputs = read({"-"}, json_text(vnet("west")));
  CHECK(inputs.resources.all().size() == 1);
  CHECK(inputs.sources.front().path == "-");
}

TEST_CASE("all that cannot be read is named at once, with what can", "[I-013]") {
  const Folder folder("refused");
  const Inputs inputs =
      read({folder.add("t.json", "{'$schema': 'x/deploymentParameters.json#', 'parameters': {}}"),
            folder.add("p.json", "{'schema': 'airtight/policy/1'}"),
            folder.add("s.yaml", "sites: []\nschema: airtight/surroundings/1\n"),
            folder.add("r.json", "{'schema': 'airtight/replay/1'}"), folder.add("e.json", ""),
            folder.add("x.json", "{'value': ["), "/nowhere/at.all"});
  REQUIRE(inputs.diagnostics.size() == 7);
  std::string all;
  for (const Diagnostic& diagnostic : inputs.diagnostics) {
    CHECK(diagnostic.severity == Severity::error);
    all += to_string(diagnostic) + "\n";
  }
  CHECK_THAT(all, Catch::Contains("found a parameter file, expected its ARM template"));
  CHECK_THAT(all, Catch::Contains("found a document \"airtight/policy\", which --policy takes"));
  CHECK_THAT(all, Catch::Contains("s.yaml: found a document \"airtight/surroundings\", which "
                                  "--surroundings takes"));
  CHECK_THAT(all, Catch::Contains("r.json: found a document \"airtight/replay\"; expected"));
  CHECK_THAT(all, Catch::Contains("the file is empty"));
  CHECK_THAT(all, Catch::Contains("x.json:1: not JSON at column 12: the text ends"));
  CHECK_THAT(all, Catch::Contains("No such file"));
}

TEST_CASE("a template is read with its own parameter file", "[arm][I-032]") {
  const Folder folder("templates");
  const std::string schema = "'$schema': 'https://x/2019-04-01/deployment";
  for (const std::string name : {"a", "b"}) {
    folder.add(name + ".json",
               "{" + schema +
                   "Template.json#', 'parameters': {'name': {'type': 'string'}}, "
                   "'resources': [{'type': 'Microsoft.Network/routeTables', 'name': "
                   "'[parameters(\\u0027name\\u0027)]'}]}");
    folder.add(name + ".parameters.json", "{" + schema +
                                              "Parameters.json#', 'parameters': {"
                                              "'name': {'value': 'rt-" +
                                              name + "'}}}");
  }
  const Inputs inputs = read({folder.path()});
  CHECK(inputs.diagnostics.empty());
  std::vector<std::string> names;
  for (const auto& [id, resource] : inputs.resources.all()) names.emplace_back(id.name());
  CHECK(names == std::vector<std::string>{"rt-a", "rt-b"});
}

TEST_CASE("a linked template among the inputs is part of the one that links it", "[arm][I-057]") {
  const Folder folder("links");
  const std::string schema = "'$schema': 'https://x/2019-04-01/deploymentTemplate.json#'";
  folder.add("a-part.json", "{" + schema +
                                ", 'parameters': {'name': {'type': 'string'}}, 'resources': "
                                "[{'type': 'Microsoft.Network/routeTables', 'name': "
                                "'[parameters(\\u0027name\\u0027)]'}]}");
  folder.add("main.json", "{" + schema +
                              ", 'resources': [{'type': 'Microsoft.Resources/deployments', "
                              "'name': 'd', 'properties': {'templateLink': {'relativePath': "
                              "'a-part.json'}, 'parameters': {'name': {'value': 'rt'}}}}]}");
  const Inputs inputs = read({folder.path()});
  CHECK(inputs.diagnostics.empty());
  CHECK(inputs.resources.all().size() == 1);
}

TEST_CASE("a what-if result among the inputs gives the state before", "[what-if][I-350]") {
  const Folder folder("what-if");
  const std::string id = "$RG/Microsoft.Network/routeTables/";
  const Inputs inputs =
      read({folder.add("list.json", "[{'id': '" + id + "kept', 'properties': {}}]"),
            folder.add("w.json", "{'changes': [{'changeType': 'Create', 'resourceId': '" + id +
                                     "new', 'after': {'location': 'x'}}]}")});
  CHECK(inputs.diagnostics.empty());
  CHECK(inputs.resources.all().size() == 2);
  REQUIRE(inputs.before.has_value());
  CHECK(inputs.before->all().size() == 1);
}

TEST_CASE("an empty directory is an error") {
  const Folder folder("empty");
  CHECK(has_errors(read({folder.path()}).diagnostics));
}

TEST_CASE("a directory may have other files beside its inputs, each named as left out", "[I-013]") {
  const Folder folder("beside");
  folder.add("list.json", vnet("west"));
  folder.add("policy.yaml", "schema: airtight/policy/1\n");
  folder.add("compose.yaml", "services: []\n");
  folder.add("package.json", "{'name': 'x'}");
  folder.add("x.parameters.json", "{'$schema': 'x/deploymentParameters.json#', 'parameters': {}}");
  folder.add("logo.png", "\x89PNG\xff");
  const Inputs inputs = read({folder.path()});
  CHECK(inputs.resources.all().size() == 1);
  CHECK(inputs.sources.size() == 1);
  CHECK_FALSE(has_errors(inputs.diagnostics));
  REQUIRE(inputs.diagnostics.size() == 5);
  for (const Diagnostic& one : inputs.diagnostics) {
    CHECK(one.severity == Severity::warning);
    CHECK_THAT(one.message, Catch::StartsWith("left out, because it is no input: found "));
  }
}

TEST_CASE("what a directory has and may mean resources is no file to leave out", "[I-013]") {
  const std::vector<std::pair<std::string, std::string>> files{
      {"[{'id': ", "error"},
      {"{'resources': [}", "error"},
      {"resource kv 'Microsoft.KeyVault/vaults@2022-07-01' = {\n}\n", "`bicep build`"},
      {"module app './app.bicep' = {\n}\n", "`bicep build`"},
      {"resource \"azurerm_key_vault\" \"kv\" {\n}\n", "`terraform show -json`"}};
  for (const auto& [text, said] : files) {
    const Folder folder("broken");
    folder.add("list.json", vnet("west"));
    std::ofstream(folder.path() + "/other") << text;  // with its quotes as they are
    const Inputs inputs = read({folder.path()});
    INFO(text);
    CHECK(has_errors(inputs.diagnostics));
    if (said != "error") CHECK_THAT(inputs.diagnostics.front().message, Catch::Contains(said));
  }
}

TEST_CASE("a file that is named is never left out", "[I-013]") {
  const Folder folder("named");
  const std::string list = folder.add("list.json", vnet("west"));
  CHECK(has_errors(read({list, folder.add("a.yaml", "services: []\n")}).diagnostics));
}

TEST_CASE("a directory with nothing to read is an error", "[I-013]") {
  const Folder folder("nothing");
  folder.add("a.yaml", "services: []\n");
  CHECK(has_errors(read({folder.path()}).diagnostics));
}

TEST_CASE("a plan overlays a live export and keeps what was before", "[I-006][I-302]") {
  const Folder folder("plan");
  const std::string live =
      folder.add("1.json",
                 "[{'id': '$NET/virtualNetworks/old', 'properties': {}}, {'id': "
                 "'$NET/virtualNetworks/kept', 'properties': {}}]");
  const std::string plan = folder.add(
      "2.json",
      "{'format_version': '1.2', 'planned_values': {}, 'resource_changes': [{'address': "
      "'azurerm_virtual_network.old', 'change': {'actions': ['delete'], 'before': {'id': "
      "'$NET/virtualNetworks/old', 'name': 'old'}, 'after': null}}, {'address': "
      "'azurerm_virtual_network.made', 'change': {'actions': ['create'], 'before': null, 'after': "
      "{'name': 'made', 'resource_group_name': 'g'}}}]}");
  const Inputs inputs = read({live, plan});
  CHECK(inputs.diagnostics.empty());
  const auto names = [](const ResourceSet& set) {
    std::string all;
    for (const auto& [id, resource] : set.all()) all += std::string(id.name()) + " ";
    return all;
  };
  CHECK(names(inputs.resources) == "kept made ");
  REQUIRE(inputs.before);
  CHECK(names(*inputs.before) == "kept old ");
}
