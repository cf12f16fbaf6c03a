#include <airtight/input/read.h>
#include <airtight/model/network.h>
#include <airtight/report/check.h>
#include <airtight/verify/policy_groups.h>
#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "estate.h"

// `check` of a deployment from its file to its reports, and the reports of 200 workloads by 200
// back ends.
namespace airtight {
namespace {

constexpr int apps = 250;

std::string id_of(const std::string& type, const std::string& name) {
  return "/subscriptions/s/resourceGroups/g/providers/" + type + "/" + name;
}

std::string resource(const std::string& type, const std::string& name,
                     const std::string& properties) {
  return R"({"id": ")" + id_of(type, name) + R"(", "location": "westeurope", "properties": {)" +
         properties + "}},\n";
}

// An app with its plan, a network of two subnets, a vault, and the vault's endpoint with its zone
// group.
std::string app(int i) {
  const std::string n = std::to_string(i);
  const std::string block = "10." + n;
  const std::string net = "Microsoft.Network/virtualNetworks";
  std::string text = resource("Microsoft.Web/serverFarms", "plan" + n, R"("reserved": true)");
  text += resource(net, "net" + n,
                   R"("addressSpace": {"addressPrefixes": [")" + block + R"(.0.0/16"]})");
  text += resource(
      net, "net" + n + "/subnets/apps",
      R"("addressPrefix": ")" + block +
          R"(.0.0/24", "delegations": [{"name": "d", "properties": {"serviceName": "Microsoft.Web/serverFarms"}}])");
  text += resource(net, "net" + n + "/subnets/ends", R"("addressPrefix": ")" + block + ".1.0/24\"");
  text += resource("Microsoft.KeyVault/vaults", "vault" + n,
                   R"("tenantId": "t", "publicNetworkAccess": ")" +
                       std::string(i % 10 == 0 ? "Enabled" : "Disabled") + "\"");
  text += resource(
      "Microsoft.Network/privateEndpoints", "end" + n,
      R"("subnet": {"id": ")" + id_of(net, "net" + n + "/subnets/ends") +
          R"("}, "privateLinkServiceConnections": [{"name": "c", "properties": {"groupIds": ["vault"],
          "privateLinkServiceConnectionState": {"status": "Approved"}, "privateLinkServiceId": ")" +
          id_of("Microsoft.KeyVault/vaults", "vault" + n) +
          R"("}}], "ipConfigurations": [{"name": "i", "properties": {"groupId": "vault", "memberName": "default", "privateIPAddress": ")" +
          block + R"(.1.4"}}])");
  text +=
      resource("Microsoft.Web/sites", "app" + n,
               R"("serverFarmId": ")" + id_of("Microsoft.Web/serverFarms", "plan" + n) +
                   R"(", "virtualNetworkSubnetId": ")" + id_of(net, "net" + n + "/subnets/apps") +
                   R"(", "siteConfig": {"appSettings": [{"name": "V", "value": "https://vault)" +
                   n + R"(.vault.azure.net/"}]})");
  const std::string zone = "Microsoft.Network/privateDnsZones";
  text += resource(zone, "privatelink.vaultcore.azure.net/virtualNetworkLinks/l" + n,
                   R"("registrationEnabled": false, "virtualNetwork": {"id": ")" +
                       id_of(net, "net" + n) + R"("})");
  return text;
}

std::string deployment() {
  std::string text =
      "[" + resource("Microsoft.Network/privateDnsZones", "privatelink.vaultcore.azure.net", "");
  for (int i = 0; i < apps; ++i) text += app(i);
  return text.substr(0, text.size() - 2) + "]";
}

// From the file to the text of the report; `pack` is what is asked.
void check_file(benchmark::State& state, const std::string& list, std::string_view pack) {
  const std::string path =
      (std::filesystem::temp_directory_path() / "airtight-check-bench.json").string();
  std::ofstream(path) << list;
  std::size_t resources = 0;
  std::size_t results = 0;
  for ([[maybe_unused]] auto _ : state) {
    std::istringstream nothing;
    report::Check check;
    const input::Inputs inputs = input::read_inputs(std::vector{path}, nothing);
    const model::Network network =
        model::build(input::to_resources(inputs.resources, check.preamble.diagnostics),
                     check.preamble.diagnostics);
    verify::Policy policy;
    policy.packs = {std::string(pack)};
    check.results = verify::judge(network, verify::instantiate(network, {}, policy));
    check.gate = true;
    results = check.results.size();
    resources = inputs.resources.all().size();
    benchmark::DoNotOptimize(report::text_check(check, false).size());
  }
  std::filesystem::remove(path);
  state.counters["resources"] = static_cast<double>(resources);
  state.counters["results"] = static_cast<double>(results);
}

std::string estate() {
  std::ostringstream list;
  bench::write_estate(list, 2000, 11);
  return list.str();
}

void check_apps_and_vaults(benchmark::State& state) {
  check_file(state, deployment(), verify::isolated_backend_pack);
}
void check_estate(benchmark::State& state) {
  check_file(state, estate(), verify::isolated_backend_pack);
}

report::Check large() {
  report::Check check;
  check.preamble.command = "check";
  check.gate = true;
  for (int from = 0; from < 200; ++from) {
    for (int to = 0; to < 200; ++to) {
      verify::PolicyResult one;
      one.rule = "isolated-backend";
      one.from = "app" + std::to_string(from);
      one.to = "kv" + std::to_string(to);
      one.subject = one.from + " -> " + one.to;
      one.id = one.rule + "/" + one.from + "/" + one.to;
      one.title = one.to + " is isolated for " + one.from;
      one.status = to % 4 == 0 ? verify::Status::fail : verify::Status::pass;
      one.where = {"app.json", 3, 0, "/0"};
      verify::Witness witness;
      witness.from = "internet";
      witness.trace = {
          {"service firewall", "is open", {"N-312"}, "/s/kv", "", {"kv.json", 7, 0, "/1"}}};
      if (one.status == verify::Status::fail) one.witness = witness;
      check.results.push_back(std::move(one));
    }
  }
  return check;
}

void report_of(benchmark::State& state, std::string (*write)(const report::Check&)) {
  const report::Check check = large();
  std::size_t bytes = 0;
  for ([[maybe_unused]] auto _ : state) bytes = write(check).size();
  state.counters["bytes"] = static_cast<double>(bytes);
}

std::string text(const report::Check& check) { return report::text_check(check, false); }
std::string page(const report::Check& check) {
  return report::html_check(check, report::topology_dot(check));
}

BENCHMARK(check_apps_and_vaults)->Unit(benchmark::kMillisecond);
BENCHMARK(check_estate)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(report_of, text, text)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(report_of, json, report::json_check)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(report_of, sarif, report::sarif_check)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(report_of, junit, report::junit_check)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(report_of, markdown, report::markdown_check)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(report_of, html, page)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace airtight
