#include <airtight/input/az_script.h>

using namespace airtight;
using namespace airtight::input;

namespace {

Source script(std::string text, std::string path = "a.sh") {
  Source source;
  source.path = std::move(path);
  source.text = std::move(text);
  source.kind = Kind::az_script;
  return source;
}

}  // namespace

TEST_CASE("a script's variables, queries and labels lead to resources and steps",
          "[az][script][T-101][I-403]") {
  const std::vector<Source> scripts{script(R"(#!/bin/bash
rg=rg1
# T-001 the group
az group create --name $rg --location westeurope
# T-101 the network
az network vnet create --resource-group $rg --name vnet1 \
  --address-prefixes 10.0.0.0/16
id=$(az network vnet show -g $rg -n vnet1 --query id --output tsv)
)"),
                                    script(R"(# T-103
az network vnet subnet create --ids-are-not-needed -g $rg --vnet-name vnet1 -n s --address-prefixes 10.0.1.0/24
az network vnet subnet create -g $rg --vnet-name "$id" -n s --address-prefixes 10.0.1.0/24
)",
                                           "b.sh")};
  const ScriptRun run = run_scripts(scripts);
  REQUIRE(run.diagnostics.size() == 1);
  CHECK(run.diagnostics[0].where.file == "b.sh");
  CHECK(run.diagnostics[0].where.line == 2);
  CHECK(run.diagnostics[0].message.find("unknown option --ids-are-not-needed") == 0);
  CHECK(run.resources.find(azure::ResourceId(
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg1/providers/"
            "Microsoft.Network/virtualNetworks/vnet1/subnets/s")) != nullptr);
  REQUIRE(run.steps.size() == 4);
  CHECK(run.steps[0].label == "T-001");
  CHECK(run.steps[1].label == "T-101");
  CHECK(run.steps[1].place.line() == 6);
  CHECK(run.steps[2].label == "T-103");
  CHECK(run.steps[2].changes.empty());
  CHECK(run.steps[3].changes.size() == 1);
}

TEST_CASE("keys that a script captures never reach its steps or resources",
          "[az][script][CONTRACT-5]") {
  const std::vector<Source> scripts{script(R"(az group create -n rg1 -l west
az appservice plan create -g rg1 -n p
az webapp create -g rg1 -n app1 -p p
az storage account create -g rg1 -n st1
key=$(az storage account keys list -g rg1 -n st1 --query [0].value -o tsv)
az webapp config appsettings set -g rg1 -n app1 --settings KEY=$key OTHER=CANARY1 URL="https://st1.blob.core.windows.net/?sig=CANARY2"
)")};
  const ScriptRun run = run_scripts(scripts);
  CHECK_FALSE(has_errors(run.diagnostics));
  const std::string list = to_resource_list(run.resources);
  CHECK(list.find("CANARY") == std::string::npos);
  CHECK(list.find("st1.blob.core.windows.net") != std::string::npos);
  CHECK(run.steps.back().command.find("CANARY") == std::string::npos);
  CHECK(run.steps.back().command.ends_with("--settings …"));
}
