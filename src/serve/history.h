#pragma once

#include <airtight/report/standings.h>
#include <airtight/serve/config.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace airtight::serve {

// How dependencies stood, as episodes of equal states. In memory, and in SQLite where a file is
// given: a committed episode outlives the process. A disk that fails costs the file and not the
// history: it goes on in memory, `warning` says so, and writing is tried again.
class History {
 public:
  explicit History(HistorySettings settings);
  ~History();
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  void record(const std::string& key, diagnose::State state, observe::Time time);
  const std::vector<report::Episode>& episodes(const std::string& key) const;
  bool flaps(const std::string& key, observe::Time now) const;
  std::optional<std::string> warning() const;

 private:
  struct Database;
  void read();
  void write(const std::string& key, observe::Time time);
  void forget(observe::Time now);

  HistorySettings settings_;
  std::unique_ptr<Database> database_;
  std::map<std::string, std::vector<report::Episode>> episodes_;
  std::map<std::string, std::size_t> unwritten_;  // the first episode that the file lacks
  std::string fault_;
  std::optional<observe::Time> tried_{};
};

}  // namespace airtight::serve
