#include "batch.h"

#include <airtight/base/text.h>
#include <airtight/input/members.h>
#include <airtight/report/json.h>

#include <algorithm>

#include "common.h"

namespace airtight::cli {
namespace {

constexpr std::size_t longest_line = std::size_t{64} << 10U;

Result<BatchItem> read_item(const std::string& line, const std::string& keys) {
  if (line.size() > longest_line) return fail("the line is longer than 64 KiB");
  auto item = input::read_members(line);
  if (!item) return fail(item.error().message + "; expected one flat object with " + keys);
  const auto known = split(keys, ',');
  for (const auto& [key, value] : *item) {
    if (std::ranges::count(known, key) == 0)
      return fail("unexpected member " + in_quotes(key) + "; expected " + keys);
  }
  return item;
}

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
    worst = worse(worst, result.code);
  }
  return worst;
}

}  // namespace airtight::cli
