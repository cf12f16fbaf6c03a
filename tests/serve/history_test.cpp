#include "serve/history.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

using namespace airtight;
using namespace std::chrono_literals;
using diagnose::State;
using serve::History;

namespace {

observe::Time clock_at(std::chrono::milliseconds after) {
  return observe::parse_time("2026-11-26T09:00:00Z").value() + after;
}

// A folder that goes with the test.
struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("airtight-history-" + std::to_string(getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  serve::HistorySettings settings() const {
    serve::HistorySettings settings;
    settings.file = (path / "history.db").string();
    return settings;
  }
};

}  // namespace

TEST_CASE("equal states are one episode, until nobody looked for too long", "[serve][history]") {
  History history({});
  history.record("kv1", State::isolated, clock_at(0s));
  history.record("kv1", State::isolated, clock_at(60s));
  history.record("kv1", State::broken, clock_at(120s));
  history.record("kv1", State::broken, clock_at(180s));
  history.record("kv1", State::broken, clock_at(2h));
  const auto& episodes = history.episodes("kv1");
  REQUIRE(episodes.size() == 3);
  CHECK(episodes[0] == report::Episode{State::isolated, clock_at(0s), clock_at(60s), 2});
  CHECK(episodes[1] == report::Episode{State::broken, clock_at(120s), clock_at(180s), 2});
  CHECK(episodes[2] == report::Episode{State::broken, clock_at(2h), clock_at(2h), 1});
  CHECK(history.episodes("other").empty());
}

TEST_CASE("a clock that goes back reorders nothing", "[serve][history]") {
  History history({});
  history.record("kv1", State::isolated, clock_at(60s));
  history.record("kv1", State::broken, clock_at(10s));
  history.record("kv1", State::isolated, clock_at(20s));
  const auto& episodes = history.episodes("kv1");
  REQUIRE(episodes.size() == 3);
  CHECK(episodes[0].last < episodes[1].from);
  CHECK(episodes[1].last < episodes[2].from);
}

TEST_CASE("many changes in a short time are flapping", "[serve][history]") {
  serve::HistorySettings settings;
  settings.flaps = 3;
  settings.flap_window = 10min;
  History history(settings);
  for (int i = 0; i < 4; ++i)
    history.record("kv1", i % 2 == 0 ? State::isolated : State::broken, clock_at(60s * i));
  CHECK(history.flaps("kv1", clock_at(4min)));
  CHECK(!history.flaps("kv1", clock_at(12min)));
  CHECK(!history.flaps("other", clock_at(4min)));
}

TEST_CASE("episodes outlive the process, and old ones are forgotten", "[serve][history]") {
  const Folder folder;
  auto settings = folder.settings();
  {
    History history(settings);
    history.record("kv1", State::isolated, clock_at(0s));
    history.record("kv1", State::broken, clock_at(60s));
    history.record("kv2", State::exposed, clock_at(61s));
    CHECK(!history.warning());
  }
  {
    History history(settings);
    REQUIRE(history.episodes("kv1").size() == 2);
    CHECK(history.episodes("kv1")[1].from == clock_at(60s));
    CHECK(history.episodes("kv2")[0].state == State::exposed);
    history.record("kv1", State::broken, clock_at(120s));  // the same goes on
    CHECK(history.episodes("kv1")[1].measurements == 2);
  }
  settings.keep = std::chrono::hours(24);
  {
    History history(settings);
    history.record("kv1", State::isolated, clock_at(std::chrono::hours(48)));
  }
  History history(settings);
  CHECK(history.episodes("kv1").size() == 1);
  CHECK(history.episodes("kv2").empty());
}

TEST_CASE("a killed process loses nothing that was recorded", "[serve][history]") {
  const Folder folder;
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    History history(folder.settings());
    for (int i = 0;; ++i) {
      history.record("kv1", i % 2 == 0 ? State::isolated : State::broken, clock_at(60s * i));
      if (write(ends[1], "x", 1) != 1) _exit(1);
    }
  }
  char octet = 0;
  int recorded = 0;
  for (; recorded < 50; ++recorded) REQUIRE(read(ends[0], &octet, 1) == 1);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(ends[1]);
  while (read(ends[0], &octet, 1) == 1) ++recorded;
  close(ends[0]);
  const History history(folder.settings());
  const auto found = static_cast<int>(history.episodes("kv1").size());
  CHECK(found >= recorded);
  CHECK(found <= recorded + 1);
  CHECK(!history.warning());
}

TEST_CASE("a file that cannot be written costs the file and not the history", "[serve][history]") {
  const Folder folder;
  auto settings = folder.settings();
  settings.file = (folder.path / "missing" / "history.db").string();
  History history(settings);
  history.record("kv1", State::isolated, clock_at(0s));
  REQUIRE(history.warning());
  CHECK_THAT(*history.warning(), Catch::Contains("in memory only") && Catch::Contains("missing"));
  history.record("kv1", State::broken, clock_at(60s));
  CHECK(history.episodes("kv1").size() == 2);
  // It comes back: what was missed is written then.
  std::filesystem::create_directories(folder.path / "missing");
  history.record("kv1", State::isolated, clock_at(120s));
  CHECK(!history.warning());
  CHECK(History(settings).episodes("kv1").size() == 3);
}

TEST_CASE("a file that is no history is left as it is", "[serve][history]") {
  const Folder folder;
  const std::string text =
      "this is somebody's letter, which is longer than a header of SQLite is "
      "and must not be lost to anybody who mistook its name";
  std::ofstream(folder.settings().file) << text;
  History history(folder.settings());
  history.record("kv1", State::isolated, clock_at(0s));
  CHECK_THAT(history.warning().value_or(""), Catch::Contains("not a database"));
  std::ifstream file(folder.settings().file);
  CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == text);
}

TEST_CASE("a full disk degrades with a warning", "[serve][history]") {
  // /dev/full takes no octet: a journal there fails as on a disk without room.
  serve::HistorySettings settings;
  settings.file = "/dev/full";
  History history(settings);
  history.record("kv1", State::isolated, clock_at(0s));
  CHECK(history.warning());
  CHECK(history.episodes("kv1").size() == 1);
}
