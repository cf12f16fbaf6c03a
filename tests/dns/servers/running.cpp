#include "running.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "ask.h"

namespace airtight::servers {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::string placed(std::string text, const std::string& directory) {
  constexpr std::string_view mark = "{dir}";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
    text.replace(at, mark.size(), directory);
  return text;
}

// Only what may be called between fork and exec.
[[noreturn]] void become(const std::vector<char*>& words) {
  setpgid(0, 0);
  const int nowhere = open("/dev/null", O_RDWR);
  dup2(nowhere, STDIN_FILENO);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  execv(words.front(), words.data());
  _exit(127);
}

// Reads process numbers until nobody can write them any more, then ends those groups.
[[noreturn]] void end_after(int numbers) {
  constexpr std::size_t most = 256;
  std::array<pid_t, most> ids{};
  std::size_t count = 0;
  pid_t id = 0;
  while (read(numbers, &id, sizeof id) == static_cast<ssize_t>(sizeof id)) {
    if (id == 0)
      count = 0;
    else if (count < most)
      ids.at(count++) = id;
  }
  for (std::size_t i = 0; i < count; ++i) kill(-ids.at(i), SIGKILL);
  _exit(0);
}

}  // namespace

std::string program(Daemon::Program which) {
  constexpr std::array names{"nsd", "unbound", "dnsmasq"};
  const std::string name = names[static_cast<std::size_t>(which)];
  for (const char* folder : {"/usr/sbin/", "/usr/bin/", "/sbin/", "/usr/local/sbin/"}) {
    if (access((folder + name).c_str(), X_OK) == 0) return folder + name;
  }
  return "";
}

// Processes that run beside each other differ in the last fifteen bits of their numbers. Servers of
// the world before may hold their addresses for a moment more.
std::string own_block() {
  const auto number = static_cast<unsigned>(getpid());
  return "127." + std::to_string(128U + (number >> 8U & 127U)) + "." +
         std::to_string(number & 255U) + ".";
}

Running::Running() {
  std::string pattern = (fs::temp_directory_path() / "airtight-servers-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
  directory_ = pattern;
  watch();
}

// Signals to this process's group must not reach it.
void Running::watch() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  watcher_ = fork();
  if (watcher_ < 0) throw std::runtime_error("cannot start a process");
  if (watcher_ == 0) {
    setpgid(0, 0);
    close(ends[1]);
    end_after(ends[0]);
  }
  close(ends[0]);
  to_watcher_ = ends[1];
}

Running::~Running() {
  // They have nothing to save, and NSD takes its time over saying goodbye.
  for (const Process& process : processes_) kill(-process.id, SIGKILL);
  for (const Process& process : processes_) waitpid(process.id, nullptr, 0);
  constexpr pid_t all_ended = 0;
  if (write(to_watcher_, &all_ended, sizeof all_ended) < 0) kill(watcher_, SIGKILL);
  close(to_watcher_);
  waitpid(watcher_, nullptr, 0);
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

void Running::start(const std::vector<Daemon>& daemons) {
  // Networks share files of zones, and some may be read already.
  for (const Daemon& daemon : daemons) {
    for (const auto& [name, text] : daemon.files) {
      const fs::path path = directory_ / name;
      if (!fs::exists(path)) std::ofstream(path) << placed(text, directory_.string());
    }
  }
  const std::size_t before = processes_.size();
  for (const Daemon& daemon : daemons) launch(daemon);
  for (std::size_t i = before; i < processes_.size(); ++i) await(processes_[i]);
}

void Running::launch(const Daemon& daemon) {
  std::vector<std::string> words{program(daemon.program)};
  for (const std::string& each : daemon.arguments)
    words.push_back(placed(each, directory_.string()));
  std::vector<char*> pointers;
  for (std::string& each : words) pointers.push_back(each.data());
  pointers.push_back(nullptr);
  const pid_t id = fork();
  if (id < 0) throw std::runtime_error("cannot start " + words.front());
  if (id == 0) become(pointers);
  setpgid(id, id);  // whichever of the two comes first
  processes_.push_back({id, daemon.name, daemon.address});
  if (write(to_watcher_, &id, sizeof id) < 0) throw std::runtime_error("the watcher is gone");
}

void Running::await(const Process& process) const {
  const auto patience = std::chrono::steady_clock::now() + 20s;
  while (std::chrono::steady_clock::now() < patience) {
    const std::vector<Question> question{{"is.anybody.there.example", "A"}};
    if (ask({process.address}, question, 200ms).front().rcode != "TIMEOUT") return;
    siginfo_t ended{};  // left to be waited for
    waitid(P_PID, static_cast<id_t>(process.id), &ended, WEXITED | WNOHANG | WNOWAIT);
    if (ended.si_pid != 0) break;
    std::this_thread::sleep_for(5ms);
  }
  throw std::runtime_error("the server " + process.name + " does not answer\n" +
                           log_of(process.name));
}

std::string Running::log_of(const std::string& name) const {
  std::ifstream log(directory_ / (name + ".log"));
  return {std::istreambuf_iterator<char>(log), {}};
}

}  // namespace airtight::servers
