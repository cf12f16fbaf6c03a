#include "servers.h"

#include <airtight/lab/lab.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "exchange.h"

extern char** environ;

namespace airtight::lab {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto longest_start = 20s;

fs::path directory_of(const Server& server) { return fs::path("/run/airtight-lab") / server.name; }

std::string placed(std::string text, const std::string& directory) {
  constexpr std::string_view mark = "{dir}";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
    text.replace(at, mark.size(), directory);
  return text;
}

// Where only root looks, too.
std::string path_of(Server::Program program) {
  for (const char* folder : {"/usr/sbin/", "/usr/bin/", "/sbin/", "/usr/local/sbin/"}) {
    std::string path = folder + std::string(to_string(program));
    if (access(path.c_str(), X_OK) == 0) return path;
  }
  return {};
}

// In a group of its own, so that its children end with it.
pid_t spawn(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int each : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&actions, each, "/dev/null", O_RDWR, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t id = -1;
  if (posix_spawn(&id, arguments.front(), &actions, &attributes, arguments.data(), environ) != 0)
    id = -1;
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return id;
}

std::string log_of(const Server& server) {
  constexpr std::size_t longest = 400;
  std::ifstream file(directory_of(server) / "log");
  std::string text{std::istreambuf_iterator<char>(file), {}};
  return text.size() > longest ? text.substr(text.size() - longest) : text;
}

}  // namespace

std::vector<std::string> missing_programs(const Plan& plan) {
  std::vector<std::string> missing;
  for (const auto program :
       {Server::Program::nsd, Server::Program::unbound, Server::Program::dnsmasq}) {
    const bool wanted = std::ranges::count(plan.servers, program, &Server::program) > 0;
    if (wanted && path_of(program).empty()) missing.emplace_back(to_string(program));
  }
  return missing;
}

Servers::~Servers() {
  for (const auto& [_, each] : running_) stop(each);
}

Result<void> Servers::become(const std::vector<Server>& wanted,
                             const std::function<int(const std::string&)>& space) {
  const auto is_wanted = [&](const Running& running) {
    return std::ranges::count(wanted, running.server) > 0;
  };
  for (auto at = running_.begin(); at != running_.end();) {
    if (is_wanted(at->second)) {
      ++at;
      continue;
    }
    stop(at->second);
    at = running_.erase(at);
  }
  std::vector<const Server*> started;
  for (const Server& server : wanted) {
    if (running_.contains(server.name)) continue;
    auto running = start(server, space(server.space));
    if (!running) return tl::unexpected(running.error());
    running_[server.name] = *running;
    started.push_back(&server);
  }
  for (const Server* server : started) {
    if (auto answers = await(running_[server->name], space(server->space)); !answers)
      return answers;
  }
  return {};
}

void Servers::leave(const std::function<bool(const std::string&)>& goes) {
  for (auto at = running_.begin(); at != running_.end();) {
    if (!goes(at->second.server.space)) {
      ++at;
      continue;
    }
    stop(at->second);
    at = running_.erase(at);
  }
}

Result<Servers::Running> Servers::start(const Server& server, int space) {
  const fs::path directory = directory_of(server);
  std::error_code failed;
  fs::create_directories(directory, failed);
  for (const auto& [name, text] : server.files)
    std::ofstream(directory / name) << placed(text, directory.string());
  std::vector<std::string> words{path_of(server.program)};
  for (const std::string& each : server.arguments)
    words.push_back(placed(each, directory.string()));
  Running running{server, -1};
  inside(space, [&] { running.id = spawn(std::move(words)); });
  if (running.id < 0)
    return fail(std::string(to_string(server.program)) + " cannot be run for " + server.name +
                "; expected the Debian packages nsd, unbound and dnsmasq-base");
  return running;
}

Result<void> Servers::await(const Running& running, int space) {
  const auto until = std::chrono::steady_clock::now() + longest_start;
  bool answers = false;
  inside(space, [&] {
    while (!answers && std::chrono::steady_clock::now() < until) {
      answers = somebody_answers(running.server.address, running.server.port, 20ms);
      siginfo_t ended{};  // left to be waited for
      waitid(P_PID, static_cast<id_t>(running.id), &ended, WEXITED | WNOHANG | WNOWAIT);
      if (ended.si_pid != 0) break;
      if (!answers) std::this_thread::sleep_for(3ms);
    }
  });
  if (answers) return {};
  return fail("the server " + running.server.name + " does not answer: " + log_of(running.server));
}

// They have nothing to save, and NSD takes its time over saying goodbye.
void Servers::stop(const Running& running) {
  kill(-running.id, SIGKILL);
  waitpid(running.id, nullptr, 0);
  std::error_code ignored;
  fs::remove_all(directory_of(running.server), ignored);
}

}  // namespace airtight::lab
