#include "history.h"

#include <airtight/base/text.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace airtight::serve {
namespace {

using diagnose::State;
using report::Episode;
using std::chrono::milliseconds;

constexpr int version = 1;
constexpr milliseconds try_again{30'000};

constexpr std::array states{State::isolated, State::reached, State::undetermined, State::broken,
                            State::exposed};

std::optional<State> state_named(std::string_view text) {
  const auto* found =
      std::ranges::find_if(states, [&](State each) { return to_string(each) == text; });
  if (found == states.end()) return {};
  return *found;
}

struct Closes {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct Finalizes {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalizes>;

observe::Time time_of(std::int64_t number) { return observe::Time(milliseconds(number)); }
std::int64_t number_of(observe::Time time) { return time.time_since_epoch().count(); }

constexpr auto set_up =
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "CREATE TABLE IF NOT EXISTS episode("
    " dependency TEXT NOT NULL, began INTEGER NOT NULL, last INTEGER NOT NULL,"
    " state TEXT NOT NULL, measurements INTEGER NOT NULL,"
    " PRIMARY KEY(dependency, began)) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS episode_last ON episode(last);"
    "PRAGMA user_version=1;";
constexpr auto upsert =
    "INSERT INTO episode VALUES(?1,?2,?3,?4,?5) ON CONFLICT(dependency, began) DO UPDATE"
    " SET last=excluded.last, state=excluded.state, measurements=excluded.measurements";
constexpr auto select_all =
    "SELECT dependency, began, last, state, measurements FROM episode ORDER BY dependency, began";

}  // namespace

struct History::Database {
  std::unique_ptr<sqlite3, Closes> handle;

  static std::unique_ptr<Database> open(const std::string& file, std::string& fault) {
    auto database = std::make_unique<Database>();
    sqlite3* raw = nullptr;
    const int code =
        sqlite3_open_v2(file.c_str(), &raw,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    database->handle.reset(raw);
    if (code == SQLITE_OK) sqlite3_busy_timeout(raw, 1000);
    if (code == SQLITE_OK && database->version_fits(fault) && database->run(set_up, fault))
      return database;
    if (fault.empty()) fault = raw == nullptr ? "out of memory" : sqlite3_errmsg(raw);
    return nullptr;
  }

  bool version_fits(std::string& fault) {
    const Statement statement = prepared("PRAGMA user_version", fault);
    if (!statement) return false;
    if (sqlite3_step(statement.get()) != SQLITE_ROW) return failed(fault);
    const int found = sqlite3_column_int(statement.get(), 0);
    if (found == 0 || found == version) return true;
    fault = "it is of version " + std::to_string(found) + ", expected " + std::to_string(version);
    return false;
  }

  bool failed(std::string& fault) {
    fault = sqlite3_errmsg(handle.get());
    return false;
  }

  bool run(const char* sql, std::string& fault) {
    return sqlite3_exec(handle.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK || failed(fault);
  }

  Statement prepared(const char* sql, std::string& fault) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle.get(), sql, -1, &statement, nullptr) != SQLITE_OK) failed(fault);
    return Statement(statement);
  }

  bool put(const std::string& key, const Episode& episode, std::string& fault) {
    const Statement statement = prepared(upsert, fault);
    if (!statement) return false;
    const std::string state(to_string(episode.state));
    sqlite3_bind_text(statement.get(), 1, key.c_str(), -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement.get(), 2, number_of(episode.from));
    sqlite3_bind_int64(statement.get(), 3, number_of(episode.last));
    sqlite3_bind_text(statement.get(), 4, state.c_str(), -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement.get(), 5, static_cast<std::int64_t>(episode.measurements));
    return sqlite3_step(statement.get()) == SQLITE_DONE || failed(fault);
  }
};

History::History(HistorySettings settings) : settings_(std::move(settings)) {
  if (settings_.file.empty()) return;
  database_ = Database::open(settings_.file, fault_);
  if (database_) read();
}

History::~History() = default;

void History::read() {
  const Statement statement = database_->prepared(select_all, fault_);
  if (!statement) return;
  while (sqlite3_step(statement.get()) == SQLITE_ROW) {
    const auto text = [&](int column) {
      const auto* octets = sqlite3_column_text(statement.get(), column);
      return octets == nullptr ? std::string() : reinterpret_cast<const char*>(octets);
    };
    const auto state = state_named(text(3));
    if (!state) continue;  // of a newer program
    auto& list = episodes_[text(0)];
    list.push_back({*state, time_of(sqlite3_column_int64(statement.get(), 1)),
                    time_of(sqlite3_column_int64(statement.get(), 2)),
                    static_cast<std::uint64_t>(sqlite3_column_int64(statement.get(), 4))});
    if (list.size() > settings_.most) list.erase(list.begin());
  }
  for (const auto& [key, list] : episodes_) unwritten_[key] = list.size();
}

void History::record(const std::string& key, State state, observe::Time time) {
  auto& list = episodes_[key];
  const bool goes_on = !list.empty() && list.back().state == state && time >= list.back().last &&
                       time - list.back().last <= settings_.longest_gap;
  if (goes_on) {
    list.back().last = time;
    ++list.back().measurements;
  } else {
    // Two of one time would be one in the file; a clock that was set back must not reorder them.
    const bool too_early = !list.empty() && time <= list.back().last;
    const observe::Time from = too_early ? list.back().last + milliseconds(1) : time;
    list.push_back({state, from, from, 1});
  }
  auto& unwritten = unwritten_[key];
  unwritten = std::min(unwritten, list.size() - 1);
  forget(time);
  write(key, time);
}

void History::forget(observe::Time now) {
  const observe::Time oldest = now - settings_.keep;
  for (auto& [key, list] : episodes_) {
    const std::size_t before = list.size();
    while (!list.empty() && (list.front().last < oldest || list.size() > settings_.most))
      list.erase(list.begin());
    auto& unwritten = unwritten_[key];
    unwritten -= std::min(unwritten, before - list.size());
  }
}

void History::write(const std::string& key, observe::Time time) {
  if (settings_.file.empty()) return;
  const bool wait = !fault_.empty() && tried_ && time - *tried_ < try_again;
  if (wait) return;
  tried_ = time;
  std::string fault;
  if (!database_) database_ = Database::open(settings_.file, fault);
  if (database_ && database_->run("BEGIN IMMEDIATE", fault)) {
    std::vector<std::string> keys{key};
    if (!fault_.empty()) {  // what the file missed meanwhile
      keys.clear();
      for (const auto& [each, list] : episodes_) keys.push_back(each);
    }
    bool good = true;
    for (const std::string& each : keys) {
      const auto& list = episodes_[each];
      for (std::size_t i = unwritten_[each]; good && i < list.size(); ++i)
        good = database_->put(each, list[i], fault);
    }
    const std::string old =
        "DELETE FROM episode WHERE last < " + std::to_string(number_of(time - settings_.keep));
    good = good && database_->run(old.c_str(), fault) && database_->run("COMMIT", fault);
    std::string ignored;
    if (!good) database_->run("ROLLBACK", ignored);
    if (good) {
      for (const std::string& each : keys) unwritten_[each] = episodes_[each].size();
    }
  }
  fault_ = fault;
}

const std::vector<Episode>& History::episodes(const std::string& key) const {
  static const std::vector<Episode> none;
  const auto found = episodes_.find(key);
  return found == episodes_.end() ? none : found->second;
}

bool History::flaps(const std::string& key, observe::Time now) const {
  const auto& list = episodes(key);
  std::size_t changes = 0;
  for (std::size_t i = 1; i < list.size(); ++i) {
    const bool changed = list[i].state != list[i - 1].state;
    if (changed && now - list[i].from <= settings_.flap_window) ++changes;
  }
  return changes >= settings_.flaps;
}

std::optional<std::string> History::warning() const {
  if (fault_.empty()) return {};
  return "the history is kept in memory only: " + in_quotes(settings_.file) + ": " + fault_;
}

}  // namespace airtight::serve
