#include "input/list/order.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

using namespace airtight::input;

TEST_CASE("texts with much in common are sorted as any others", "[list]") {
  std::vector<std::string> texts;
  std::string chain;
  for (std::size_t i = 0; i < 300; ++i) texts.push_back(chain += std::string(1 + i % 13, 'a'));
  for (std::size_t i = 0; i < 60'000; ++i)
    texts.push_back("/subscriptions/" + std::to_string(i * 7919 % 5) + "/resourcegroups/group" +
                    std::to_string(i * 104729 % 30'011) + (i % 3 == 0 ? "/\xc3\xa9" : ""));
  for (std::size_t i = 0; i < 40; ++i) texts.push_back("same" + std::string(i % 4, '\0'));
  std::vector<list::Ordered> all;
  for (const std::string& text : texts) all.push_back({text, 0, all.size()});
  std::vector<list::Ordered> expected = all;
  std::ranges::stable_sort(expected, {}, &list::Ordered::text);
  list::sort_by_text(all);
  CHECK(std::ranges::equal(all, expected, {}, &list::Ordered::place, &list::Ordered::place));
}
