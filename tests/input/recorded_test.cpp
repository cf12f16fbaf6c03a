#include <algorithm>
#include <filesystem>
#include <iostream>

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

}  // namespace

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
