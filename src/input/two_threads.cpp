#include <airtight/input/two_threads.h>

#include <atomic>
#include <exception>
#include <thread>

namespace airtight::input {

void in_two_threads(std::size_t count, const std::function<DoPart()>& make) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failures[2];
  const auto run = [&](std::exception_ptr& failure) {
    try {
      const DoPart work = make();
      for (std::size_t part = next++; part < count; part = next++) work(part);
    } catch (...) {
      failure = std::current_exception();
      next = count;
    }
  };
  if (count < 2 || std::thread::hardware_concurrency() < 2) {
    run(failures[0]);
  } else {
    std::thread other([&] { run(failures[1]); });
    run(failures[0]);
    other.join();
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace airtight::input
