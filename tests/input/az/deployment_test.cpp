#include "input/templates.h"

using namespace airtight;
using namespace airtight::input;
using namespace airtight::input::test;

TEST_CASE("a script deploys the template beside it", "[az][I-408]") {
  const Templates files("script");
  files.add("main.json", vault("'access': {'type': 'string', 'defaultValue': 'Enabled'}, "
                               "'n': {'type': 'int', 'defaultValue': 0}",
                               "'publicNetworkAccess': '[parameters(`access`)]', 'n': "
                               "'[parameters(`n`)]'"));
  files.add("p.json", "{'parameters': {'access': {'value': 'Disabled'}}}");
  const std::string script = files.add(
      "deploy.sh",
      "#!/bin/bash\n"
      "az group create -n rg -l norwayeast\n"
      "az deployment group create -g rg -n d -f main.json -p @p.json --parameters n=3\n"
      "id=$(az deployment group show -g rg -n d --query properties.outputs.id.value -o tsv)\n"
      "az resource tag --ids $id --tags found=yes\n");
  for (const std::vector<std::string>& paths :
       {std::vector<std::string>{script}, std::vector<std::string>{files.folder.path()}}) {
    const Inputs inputs = read(paths);
    CHECK(errors(inputs).empty());
    CHECK(inputs.resources.gaps().empty());
    CHECK(inputs.resources.of_type("Microsoft.KeyVault/vaults").size() == 1);
    CHECK(json_at(inputs, "properties.publicNetworkAccess") == "\"Disabled\"");
    CHECK(json_at(inputs, "properties.n") == "3");
    CHECK(json_at(inputs, "location") == "\"norwayeast\"");
    CHECK(json_at(inputs, "tags.found") != "(absent)");
    CHECK_THAT(first(inputs, "Microsoft.KeyVault/vaults")->place.file().str(),
               Catch::EndsWith("main.json"));
  }
}

TEST_CASE("a deployment that nobody can read may make anything", "[az][I-408][I-057]") {
  const Templates files("unread");
  files.add("main.json", vault("'access': {'type': 'string', 'defaultValue': 'Enabled'}",
                               "'publicNetworkAccess': '[parameters(`access`)]'"));
  const auto run = [&](const std::string& command) {
    return read({files.add("deploy.sh", "#!/bin/bash\naz group create -n rg -l west\n" + command)});
  };
  for (const char* where : {"-f none.json", "-f main.bicep", "-f $TEMPLATE", "-f /etc/main.json",
                            "--template-uri https://example.org/t.json", "--template-spec id"}) {
    CAPTURE(where);
    const Inputs inputs = run(std::string("az deployment group create -g rg ") + where);
    CHECK(errors(inputs).empty());
    REQUIRE_FALSE(inputs.resources.gaps().empty());
    CHECK(inputs.resources.gaps().front().scope.front() == "*");
  }
  // Whatever the file says of a parameter, its default may be another value then.
  const Inputs inputs = run("az deployment group create -g rg -f main.json -p @none.json");
  CHECK(errors(inputs).empty());
  CHECK_THAT(json_at(inputs, "properties.publicNetworkAccess"), Catch::Contains("$unknown"));
  const Inputs value = run("az deployment group create -g rg -f main.json -p access=$ACCESS");
  CHECK_THAT(json_at(value, "properties.publicNetworkAccess"), Catch::Contains("$unknown"));
  CHECK_THAT(errors(run("az deployment group create -g rg -f main.json -p acess=x")),
             Catch::Contains("deploy.sh:3") && Catch::Contains("did you mean access?"));
  CHECK_THAT(errors(run("az deployment group create -g rg")), Catch::Contains("--template-file"));
  CHECK_THAT(errors(run("az deployment group create -g rg -f deploy.sh")),
             Catch::Contains("expected an ARM template"));
}

TEST_CASE("a deployment over resources of the script", "[az][I-408][I-263]") {
  const Templates files("again");
  files.add("net.json",
            "{" + head +
                "'resources': [{'type': 'Microsoft.Network/virtualNetworks', 'apiVersion': "
                "'2024-01-01', 'name': 'v', 'location': 'west', 'properties': {'addressSpace': "
                "{'addressPrefixes': ['10.0.0.0/16']}, 'subnets': [{'name': 'a', 'properties': "
                "{'addressPrefix': '10.0.0.0/24'}}]}}]}");
  const std::string script =
      files.add("deploy.sh",
                "#!/bin/bash\n"
                "az group create -n rg -l west\n"
                "az network vnet create -g rg -n v --subnet-name b --subnet-prefixes 10.0.9.0/24\n"
                "az keyvault create -g rg -n k\n"
                "az deployment group create -g rg -f net.json --mode Complete\n");
  const Inputs inputs = read({script});
  CHECK(errors(inputs).empty());
  CHECK(inputs.resources.of_type("Microsoft.Network/virtualNetworks/subnets").size() == 2);
  CHECK_THAT(errors(inputs, Severity::warning),
             Catch::Contains("deployed again without \"b\"") && Catch::Contains("mode Complete"));
  std::string scopes;
  for (const auto& gap : inputs.resources.gaps()) {
    for (const std::string& scope : gap.scope) scopes += scope + " ";
  }
  CHECK_THAT(scopes, Catch::Contains("microsoft.network/virtualnetworks/subnets") &&
                         Catch::Contains("microsoft.keyvault/vaults"));
}

TEST_CASE("a deployment to a subscription makes its groups", "[az][I-408][I-055]") {
  const Templates files("subscription");
  files.add("sub.json",
            "{'$schema': 'https://schema.management.azure.com/schemas/2018-05-01/"
            "subscriptionDeploymentTemplate.json#', 'contentVersion': '1.0.0.0', 'resources': "
            "[{'type': 'Microsoft.Resources/resourceGroups', 'apiVersion': '2022-09-01', 'name': "
            "'made', 'location': '[deployment().location]'}]}");
  const std::string script =
      files.add("deploy.sh",
                "#!/bin/bash\n"
                "az deployment sub create -l norwayeast -f sub.json\n"
                "az network vnet create -g made -n v\n"
                "az network vnet subnet create -g made --vnet-name w -n s --address-prefixes "
                "10.0.0.0/24\n");
  const Inputs inputs = read({script});
  const Value* made = first(inputs, "Microsoft.Network/virtualNetworks");
  REQUIRE(made != nullptr);
  CHECK(*made->find("location")->string() == "norwayeast");
  CHECK_THAT(errors(inputs), Catch::Contains("\"w\" does not exist"));
}
