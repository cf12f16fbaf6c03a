#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>

#include "input/reading.h"

using namespace airtight;
using namespace airtight::input;

namespace {

namespace fs = std::filesystem;

std::vector<std::string> recorded(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  const fs::path root = fs::path(AIRTIGHT_SOURCE_DIR) / ".." / "shared" / "data" / folder;
  for (fs::directory_iterator next(root, error), end; !error && next != end; next.increment(error))
    files.push_back(next->path().string());
  std::ranges::sort(files);
  return files;
}

// Files with faults of their own, and how many diagnostics these take: ids that are none, rows
// without an id, members and resources given twice, an access list, a truncated page, inventories,
// and effective rules, which are no configuration. All others are read without a word.
const std::map<std::string, std::size_t> faults{
    {"psrule-export-ACR.json", 2},
    {"psrule-export-AKS.json", 7},
    {"psrule-export-AppConfig.json", 5},
    {"psrule-export-AppService.json", 2},
    {"psrule-export-KeyVault.json", 2},
    {"psrule-export-Redis.json", 4},
    {"psrule-export-VirtualNetwork.json", 10},
    {"rest-example-NetworkInterfaceEffectiveNSGList.json", 1},
    {"rest-example-NetworkInterfaceEffectiveRouteTableList.json", 1},
    {"azcli-ext-test_paged_query-0.json", 4},
    {"rest-example-2019-04-01-ResourcesBasicQuery.json", 2},
    {"rest-example-2020-04-01-preview-ResourcesBasicQuery.json", 2},
    {"rest-example-2020-04-01-preview-ResourcesNextPageQuery.json", 2},
    {"rest-example-2020-04-01-preview-ResourcesPropertiesQuery.json", 2},
};

}  // namespace

TEST_CASE("every diagnostic of a recorded export is a fault of the file", "[I-370][I-374]") {
  for (const std::string folder : {"live", "resourcegraph"}) {
    for (const std::string& file : recorded(folder)) {
      const auto read = read_source(file);
      REQUIRE(read.has_value());
      if (read.value().kind != Kind::resource_list) continue;
      ResourceSet set;
      Diagnostics diagnostics;
      read_resource_list(read.value(), set, diagnostics);
      to_resources(set, diagnostics);
      // A state of deployment is a note about the resource, not a fault of the file.
      std::erase_if(diagnostics, [](const Diagnostic& diagnostic) {
        return diagnostic.message.find("the provisioning state of") != std::string::npos;
      });
      std::string said = file + "\n";
      for (const Diagnostic& diagnostic : diagnostics) said += to_string(diagnostic) + "\n";
      CAPTURE(said);
      const auto known = faults.find(fs::path(file).filename().string());
      CHECK(diagnostics.size() == (known == faults.end() ? 0 : known->second));
    }
  }
}

TEST_CASE("every recorded export gives resources or says why not", "[I-370][I-372]") {
  for (const std::string folder : {"live", "resourcegraph"}) {
    const auto files = recorded(folder);
    if (files.empty()) WARN("skipped: no recorded exports in ../shared/data/" + folder);
    for (const std::string& file : files) {
      CAPTURE(file);
      const auto read = read_source(file);
      REQUIRE(read.has_value());
      ResourceSet set;
      Diagnostics diagnostics;
      read_resource_list(read.value(), set, diagnostics);
      CHECK((!set.empty() || !diagnostics.empty()));
      to_resources(set, diagnostics);
      const std::string emitted = to_resource_list(set);
      ResourceSet again;
      Diagnostics ignored;
      read_resource_list(make_source("again.json", emitted).value(), again, ignored);
      CHECK(to_resource_list(again) == emitted);
    }
  }
}
