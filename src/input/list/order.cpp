#include "input/list/order.h"

#include <airtight/input/two_threads.h>

#include <algorithm>
#include <cstring>
#include <span>

#include "input/soon.h"

// Ids of an estate have some 150 letters of which the first hundred are those of thousands of
// others. To compare two is to wait for the memory of both, so each is looked at a few times only:
// what all of a group begin with is left aside, the next eight letters become a number, the group
// is sorted by numbers, and those of one number are the groups to sort next.
namespace airtight::input::list {
namespace {

using Group = std::span<Ordered>;

constexpr std::size_t few = 16;  // compared as they are
constexpr std::size_t word_size = sizeof(Ordered::word);
constexpr std::size_t most_levels = 64;      // of groups in groups; deeper ones are compared
constexpr std::size_t size_of_turn = 16384;  // of a group that one thread sorts

struct Part {
  Group group;
  std::size_t begin = 0;  // before it, all texts are the same
  std::size_t level = 0;
};

bool is_before(const Ordered& a, const Ordered& b) {
  const int difference = a.text.compare(b.text);
  return difference < 0 || (difference == 0 && a.place < b.place);
}

// To where all texts are the same.
std::size_t end_of_common(Group group, std::size_t begin) {
  const std::string_view first = group.front().text;
  std::size_t end = first.size();
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (i + steps_ahead < group.size()) need_soon(group[i + steps_ahead].text.data() + begin);
    const std::string_view text = group[i].text.substr(0, end);
    end = static_cast<std::size_t>(std::mismatch(text.begin() + static_cast<std::ptrdiff_t>(begin),
                                                 text.end(),
                                                 first.begin() + static_cast<std::ptrdiff_t>(begin))
                                       .first -
                                   text.begin());
  }
  return end;
}

// Numbers that compare as the letters do; a text that has ended is before all others.
std::uint64_t word_at(std::string_view text, std::size_t begin) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < word_size; ++i)
    word = word << 8U | (begin + i < text.size() ? static_cast<unsigned char>(text[begin + i]) : 0);
  return word;
}

// Sorts by one word; `next` is given the groups that are not in order by that.
template <class Next>
void sort_once(const Part& part, const Next& next) {
  const Group group = part.group;
  if (group.size() <= few || part.level == most_levels) {
    std::ranges::sort(group, is_before);
    return;
  }
  const std::size_t begin = end_of_common(group, part.begin);
  const std::size_t end = begin + word_size;
  for (Ordered& each : group) each.word = word_at(each.text, begin);
  std::ranges::sort(group, {}, &Ordered::word);
  for (auto from = group.begin(), to = from; from != group.end(); from = to) {
    bool ended = false;  // a letter may be 0, too
    for (; to != group.end() && to->word == from->word; ++to) ended |= to->text.size() < end;
    const Group same(from, to);
    if (same.size() == 1) continue;
    if (ended) {
      std::ranges::sort(same, is_before);
    } else {
      next(Part{same, end, part.level + 1});
    }
  }
}

void sort(const Part& part) {  // NOLINT(misc-no-recursion): `most_levels`
  sort_once(part, [](const Part& next) { sort(next); });
}

}  // namespace

void sort_by_text(std::vector<Ordered>& all) {
  std::vector<Part> large{{all, 0, 0}};
  std::vector<Part> turns;
  while (!large.empty()) {
    const Part part = large.back();
    large.pop_back();
    if (part.group.size() <= size_of_turn) {
      turns.push_back(part);
    } else {
      sort_once(part, [&](const Part& next) { large.push_back(next); });
    }
  }
  in_two_threads(turns.size(), [&] { return [&](std::size_t i) { sort(turns[i]); }; });
}

}  // namespace airtight::input::list
