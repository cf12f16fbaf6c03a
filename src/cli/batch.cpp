#include "batch.h"

#include <airtight/base/text.h>
#include <airtight/input/members.h>
#include <airtight/report/json.h>

#include <algorithm>
#include <fstream>

namespace airtight::cli {
namespace {

constexpr std::size_t longest_line = std::size_t{64} << 10U;

Result<BatchItem> read_item(const std::string& line, const std::string& keys) {
  if (line.size() > longest_line) return fail("the line is longer than 64 KiB");
  auto members = input::read_members(line);
  if (!members) return fail(members.error().message + "; expected one flat object with " + keys);
  const auto known = split(keys, ',');
  for (const auto& [key, value] : *members) {
    if (std::ranges::count(known, key) == 0)
      return fail("unexpected member " + in_quotes(key) + "; expected " + keys);
  }
  return BatchItem(std::move(*members));
}

}  // namespace

int run_batch(const Context& context, const std::string& path, const std::string& keys,
              const std::function<BatchAnswer(const BatchItem&)>& answer) {
  std::ifstream lines(path);
  if (!lines) return fail_with(context, "cannot open \"" + path + "\"");
  int worst = holds;
  std::string line;
  while (std::getline(lines, line)) {
    if (trim(line).empty()) continue;
    const auto item = read_item(line, keys);
    const BatchAnswer result =
        item ? answer(*item) : BatchAnswer{report::batch_error(item.error().message), bad_input};
    context.streams.out << result.line;
    worst = worse(worst, result.code);
  }
  return exit_code(context, worst);
}

}  // namespace airtight::cli
