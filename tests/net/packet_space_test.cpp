#include <airtight/net/packet_space.h>
#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace airtight::net;

namespace {

std::uint32_t near_value() {
  return *rc::gen::element<std::uint32_t>(0, 1, 2, 6, 7, 8, 1023, 1024, UINT32_MAX - 1, UINT32_MAX);
}

std::vector<Run> some_runs() {
  std::vector<std::uint32_t> ends(2 * *rc::gen::inRange<std::size_t>(0, 3));
  for (auto& end : ends) end = near_value();
  std::ranges::sort(ends);
  std::vector<Run> runs;
  for (std::size_t i = 0; i < ends.size(); i += 2) {
    if (!runs.empty() && ends[i] <= std::uint64_t{runs.back().last} + 1) {
      runs.back().last = std::max(runs.back().last, ends[i + 1]);
    } else {
      runs.push_back({ends[i], ends[i + 1]});
    }
  }
  return runs;
}

Box some_box() {
  Box box;
  for (auto& runs : box.runs) {
    if (*rc::gen::arbitrary<bool>()) runs = some_runs();
  }
  return box;
}

Diagram some_set(PacketSpace& space) {
  Diagram set = nothing;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
    const Diagram next = space.box(some_box());
    set = *rc::gen::arbitrary<bool>() ? space.either(set, next) : space.differ(set, next);
  }
  return set;
}

Diagram some_list(PacketSpace& space) {
  Diagram list = nothing;
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i)
    list = space.over(list, space.box(some_box(), *rc::gen::inRange(1U, 5U)));
  return list;
}

Header some_header() {
  Header header{};
  for (auto& value : header) value = near_value();
  return header;
}

bool contains(const Box& box, const Header& header) {
  for (std::size_t i = 0; i < fields; ++i) {
    if (std::ranges::none_of(box.runs[i], [&](const Run& run) {
          return run.first <= header[i] && header[i] <= run.last;
        }))
      return false;
  }
  return true;
}

}  // namespace

TEST_CASE("sets of packets are a Boolean algebra", "[net][flow_set]") {
  CHECK(rc::check([] {
    PacketSpace space;
    const Diagram a = some_set(space);
    const Diagram b = some_set(space);
    const Diagram c = some_set(space);
    RC_ASSERT(space.either(a, b) == space.either(b, a));
    RC_ASSERT(space.both(a, b) == space.both(b, a));
    RC_ASSERT(space.either(a, space.either(b, c)) == space.either(space.either(a, b), c));
    RC_ASSERT(space.both(a, space.both(b, c)) == space.both(space.both(a, b), c));
    RC_ASSERT(space.both(a, space.either(b, c)) ==
              space.either(space.both(a, b), space.both(a, c)));
    RC_ASSERT(space.either(a, space.both(b, c)) ==
              space.both(space.either(a, b), space.either(a, c)));
    RC_ASSERT(space.either(a, space.both(a, b)) == a);
    RC_ASSERT(space.both(a, space.either(a, b)) == a);
    RC_ASSERT(space.complement(space.complement(a)) == a);
    RC_ASSERT(space.both(a, space.complement(a)) == nothing);
    RC_ASSERT(space.either(a, space.complement(a)) == everything);
    RC_ASSERT(space.complement(space.either(a, b)) ==
              space.both(space.complement(a), space.complement(b)));
    RC_ASSERT(space.minus(a, b) == space.both(a, space.complement(b)));
    RC_ASSERT(space.differ(a, b) == space.either(space.minus(a, b), space.minus(b, a)));
  }));
}

TEST_CASE("first match wins, however the list is bracketed", "[net][flow_set]") {
  CHECK(rc::check([] {
    PacketSpace space;
    const Diagram a = some_list(space);
    const Diagram b = some_list(space);
    const Diagram c = some_list(space);
    RC_ASSERT(space.over(a, space.over(b, c)) == space.over(space.over(a, b), c));
    RC_ASSERT(space.over(a, nothing) == a);
    RC_ASSERT(space.over(nothing, a) == a);
    RC_ASSERT(space.over(a, a) == a);
    for (int i = 0; i < 20; ++i) {
      const Header header = some_header();
      const std::uint32_t first = space.value_at(a, header);
      RC_ASSERT(space.value_at(space.over(a, b), header) ==
                (first != 0 ? first : space.value_at(b, header)));
    }
  }));
}

TEST_CASE("a box has the headers of its product", "[net][flow_set]") {
  CHECK(rc::check([] {
    PacketSpace space;
    const Box box = some_box();
    const Diagram set = space.box(box, 3);
    for (int i = 0; i < 30; ++i) {
      const Header header = some_header();
      RC_ASSERT(space.value_at(set, header) == (contains(box, header) ? 3U : 0U));
    }
  }));
}

TEST_CASE("equal sets are one node, whatever they are made of", "[net][flow_set]") {
  CHECK(rc::check([] {
    PacketSpace space;
    const Diagram a = some_list(space);
    Diagram rebuilt = nothing;
    double share = 0;
    space.for_each_box(a, [&](const std::array<Run, fields>& box, std::uint32_t value) {
      Box same;
      double part = 1;
      for (std::size_t i = 0; i < fields; ++i) {
        same.runs[i] = {box[i]};
        part *= (double{1} + box[i].last - box[i].first) / std::ldexp(1, 32);
      }
      RC_ASSERT(space.both(space.box(same), rebuilt) == nothing);
      rebuilt = space.over(rebuilt, space.box(same, value));
      share += part;
      return true;
    });
    RC_ASSERT(rebuilt == a);
    RC_ASSERT(std::abs(share - space.share(a)) < 1e-9);
  }));
}

TEST_CASE("a header is found where there is one", "[net][flow_set]") {
  CHECK(rc::check([] {
    PacketSpace space;
    const Diagram a = some_list(space);
    const auto values = space.values(a);
    for (std::uint32_t value = 0; value < 6; ++value) {
      const auto found = space.find(a, [&](std::uint32_t v) { return v == value; });
      RC_ASSERT(found.has_value() == std::ranges::binary_search(values, value));
      if (found) RC_ASSERT(space.value_at(a, *found) == value);
    }
  }));
}

TEST_CASE("values are replaced where they stand", "[net][flow_set]") {
  CHECK(rc::check([] {
    PacketSpace space;
    const Diagram a = some_list(space);
    const std::vector<std::uint32_t> replacements{7, 1, 0, 1};
    const Diagram mapped = space.mapped(a, replacements);
    for (int i = 0; i < 20; ++i) {
      const Header header = some_header();
      const std::uint32_t was = space.value_at(a, header);
      RC_ASSERT(space.value_at(mapped, header) == (was < 4 ? replacements[was] : was));
    }
  }));
}

TEST_CASE("a space says that it is exhausted", "[net][flow_set]") {
  PacketSpace space(8);
  Diagram set = nothing;
  for (std::uint32_t i = 0; i < 100; ++i) {
    Box box;
    box[Field::source] = {{i * 10, i * 10 + 3}};
    box[Field::destination] = {{i * 7, i * 7 + 2}};
    set = space.either(set, space.box(box));
  }
  CHECK(space.is_exhausted());
  CHECK(space.nodes() <= 8);
}
