#include "batch.h"

#include <airtight/base/text.h>
#include <airtight/report/json.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "common.h"

namespace airtight::cli {
namespace {

constexpr std::size_t longest_line = std::size_t{64} << 10U;

// JSON is YAML: a flat object of scalars needs no more.
Result<BatchItem> read_item(const std::string& line, const std::string& keys) {
  if (line.size() > longest_line) return fail("the line is longer than 64 KiB");
  if (line.find_first_of("[]&*") != std::string::npos || std::ranges::count(line, '{') != 1)
    return fail("expected one flat JSON object with " + keys);
  try {
    const YAML::Node node = YAML::Load(line);
    if (!node.IsMap()) return fail("expected one flat JSON object with " + keys);
    BatchItem item;
    const auto known = split(keys, ',');
    for (const auto& member : node) {
      const std::string key = member.first.Scalar();
      if (std::ranges::count(known, key) == 0 || !member.second.IsScalar())
        return fail("unexpected member \"" + printable(key) + "\"; expected " + keys);
      item[key] = member.second.Scalar();
    }
    return item;
  } catch (const YAML::Exception& error) {
    return fail("not JSON: " + error.msg);
  }
}

int rank(int code) { return code == bad_input ? 3 : code == violated ? 2 : code == undetermined; }

}  // namespace

int run_batch(std::istream& lines, std::ostream& out, const std::string& keys,
              const std::function<BatchAnswer(const BatchItem&)>& answer) {
  int worst = holds;
  std::string line;
  while (std::getline(lines, line)) {
    if (trim(line).empty()) continue;
    const auto item = read_item(line, keys);
    const BatchAnswer result =
        item ? answer(*item) : BatchAnswer{report::batch_error(item.error().message), bad_input};
    out << result.line;
    if (rank(result.code) > rank(worst)) worst = result.code;
  }
  return worst;
}

}  // namespace airtight::cli
