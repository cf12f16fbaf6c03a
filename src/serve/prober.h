#pragma once

#include <airtight/report/standings.h>
#include <airtight/serve/config.h>

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include "assemble.h"

namespace airtight::serve {

// So many a minute, of which a minute's worth may be taken at once.
class Budget {
 public:
  using Clock = std::chrono::steady_clock;
  Budget(double per_minute, Clock::time_point now) : most_(per_minute), left_(most_), then_(now) {}
  bool take(Clock::time_point now);
  Clock::time_point next(Clock::time_point now) const;  // when there will be one

 private:
  double most_;
  double left_;
  Clock::time_point then_;
};

// Measures dependencies on a thread of its own: by schedule, and when asked. One run at a time,
// so that whoever asks for what is being measured gets that result. The functions are called on
// that thread.
class Prober {
 public:
  using Standings = std::shared_ptr<const report::Standings>;
  struct Listener {
    // `measured`: the keys whose measurement ended with these, with or without a result.
    std::function<void(Standings, std::vector<std::string> measured)> standings;
    std::function<void(std::size_t done, std::size_t all)> progress;
  };

  Prober(Setup setup, Listener listener);
  ~Prober();  // stops what is being measured
  Prober(const Prober&) = delete;
  Prober& operator=(const Prober&) = delete;

  // False where the budget is spent and nothing of it is under way. Any thread.
  bool ask(const std::string& key);

  void stop();  // ends what is being measured; any thread

  // Another configuration, of which all is measured at once.
  void reload(Setup setup);

 private:
  using Clock = std::chrono::steady_clock;
  void run(const std::stop_token& stop);
  std::vector<std::string> next_batch(Clock::time_point now);
  Clock::time_point next_due() const;
  void measure(const std::vector<std::string>& keys, const std::stop_token& stop);
  void keep(const std::vector<std::string>& keys, probe::Outcome outcome,
            std::chrono::milliseconds took);
  void drop_stale();
  void publish(std::vector<std::string> measured = {});
  void take_setup();

  std::mutex mutex_;  // guards what follows, up to the empty line
  std::condition_variable_any changed_;
  std::optional<Setup> next_setup_;
  std::set<std::string> wanted_;
  std::set<std::string> running_;
  Budget budget_;
  std::map<std::string, Clock::time_point> due_;

  Setup setup_;  // the thread's
  Listener listener_;
  AllKept kept_;
  Diagnostics warnings_;  // of the last run
  std::unique_ptr<History> history_;
  std::uint64_t number_ = 0;
  std::jthread thread_;  // last: it uses all the others
};

}  // namespace airtight::serve
