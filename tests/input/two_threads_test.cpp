#include <airtight/input/two_threads.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace airtight;
using input::in_two_threads;

TEST_CASE("each part is done once in turn") {
  std::vector<std::size_t> done;
  in_turn(3, [&] { return [&](std::size_t part) { done.push_back(part); }; });
  in_turn(0, [&]() -> DoPart { throw std::logic_error("nothing is to be done"); });
  CHECK(done == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("each part is done once, by two threads at most") {
  for (const std::size_t count : {0U, 1U, 2U, 3U, 1000U}) {
    std::vector<std::atomic<int>> done(count);
    std::atomic<int> threads{0};
    in_two_threads(count, [&] {
      ++threads;
      return [&](std::size_t part) { ++done[part]; };
    });
    CHECK(std::ranges::all_of(done, [](const auto& times) { return times == 1; }));
    CHECK(threads <= 2);
  }
}

TEST_CASE("parts share what their thread made") {
  std::atomic<std::size_t> sum{0};
  struct Counted {
    std::atomic<std::size_t>& sum;
    std::size_t own = 0;
    std::thread::id owner = std::this_thread::get_id();
    ~Counted() { sum += own; }
  };
  std::atomic<bool> strange{false};
  in_two_threads(500, [&] {
    auto counted = std::make_shared<Counted>(Counted{sum});
    return [&, counted](std::size_t part) {
      counted->own += part;
      if (counted->owner != std::this_thread::get_id()) strange = true;
    };
  });
  CHECK(sum == 500U * 499U / 2U);
  CHECK_FALSE(strange);
}

TEST_CASE("what a part throws ends the run and is thrown on") {
  std::atomic<int> done{0};
  const auto run = [&] {
    in_two_threads(100'000, [&] {
      return [&](std::size_t part) {
        if (part == 10) throw std::runtime_error("the tenth");
        ++done;
        std::this_thread::yield();
      };
    });
  };
  CHECK_THROWS_AS(run(), std::runtime_error);
  CHECK(done < 99'999);
}
