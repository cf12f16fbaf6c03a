#include "az_token.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>
#include <vector>

extern char** environ;

namespace airtight::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds patience{60};
constexpr std::size_t longest = std::size_t{64} * 1024;  // a token has a few thousand characters

class Pipe {
 public:
  Pipe() { made_ = pipe2(ends_.data(), O_CLOEXEC) == 0; }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  bool made() const { return made_; }
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void close_end(std::size_t which) {
    if (ends_[which] >= 0) close(ends_[which]);
    ends_[which] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
  bool made_ = false;
};

// Its standard output is the pipe and its standard input empty.
Result<pid_t> start(std::vector<std::string> words, Pipe& output) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.write_end(), STDOUT_FILENO);
  pid_t child = 0;
  const int code =
      posix_spawnp(&child, arguments.front(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  output.close_end(1);
  if (code != 0)
    return fail(
        "there is no access token: AZURE_ACCESS_TOKEN and IDENTITY_ENDPOINT are not set, and az "
        "cannot be run: " +
        std::string(std::strerror(code)));
  return child;
}

// All it prints; nothing when that takes too long or is too much.
Result<std::string> read_all(int descriptor) {
  std::string text;
  const auto end = Clock::now() + patience;
  while (text.size() <= longest) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    pollfd ready{descriptor, POLLIN, 0};
    if (left.count() <= 0 || poll(&ready, 1, static_cast<int>(left.count())) == 0)
      return fail("az account get-access-token gives no answer within a minute");
    std::array<char, 4096> bytes{};
    const ssize_t count = read(descriptor, bytes.data(), bytes.size());
    if (count == 0) return text;
    if (count < 0 && errno != EINTR) return fail("az account get-access-token cannot be read");
    if (count > 0) text.append(bytes.data(), static_cast<std::size_t>(count));
  }
  return fail("az account get-access-token prints more than a token");
}

}  // namespace

Result<std::string> az_token(const std::string& audience) {
  Pipe output;
  if (!output.made()) return fail("no pipe can be made to read the token of az from");
  const auto child = start({"az", "account", "get-access-token", "--resource", audience, "--query",
                            "accessToken", "--output", "tsv"},
                           output);
  if (!child) return tl::unexpected(child.error());
  auto text = read_all(output.read_end());
  if (!text) kill(*child, SIGKILL);
  int status = 0;
  while (waitpid(*child, &status, 0) < 0 && errno == EINTR) continue;
  if (text && (!WIFEXITED(status) || WEXITSTATUS(status) != 0))
    return fail("az account get-access-token fails; az login may be needed");
  return text;
}

}  // namespace airtight::cli
