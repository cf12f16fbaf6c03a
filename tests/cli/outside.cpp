#include "cli/outside.h"

#include <array>
#include <cstdio>

#include "cli/program.h"
#include "cli/schema.h"

namespace {

// A command with both its outputs, and whether it ended well.
std::pair<bool, std::string> ran(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return {false, "no pipe"};
  std::string text;
  std::array<char, 4096> bytes{};
  while (const std::size_t count = fread(bytes.data(), 1, bytes.size(), pipe))
    text.append(bytes.data(), count);
  return {pclose(pipe) == 0, text};
}

}  // namespace

std::string sarif_faults(const std::string& document) {
  return faults_by_schema(AIRTIGHT_SOURCE_DIR "/tests/schemas/sarif-2.1.0-rtm.5.json", document, 4);
}

std::string junit_faults(const std::string& document) {
  if (!ran("command -v xmllint").first) return "skipped";
  const TemporaryFile file(document, ".xml");
  const auto [well, text] = ran("xmllint --noout --nonet --schema '" AIRTIGHT_SOURCE_DIR
                                "/tests/schemas/junit-10.xsd' '" +
                                file.path() + "'");
  return well ? "" : text;
}
