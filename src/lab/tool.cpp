#include "tool.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

extern char** environ;

namespace airtight::lab {
namespace {

// A file in memory, so that neither side waits for the other.
int file_with(const std::string& text) {
  const int file = memfd_create("lab", MFD_CLOEXEC);
  std::size_t written = 0;
  while (file >= 0 && written < text.size()) {
    const ssize_t count = ::write(file, text.data() + written, text.size() - written);
    if (count < 0 && errno != EINTR) break;
    if (count > 0) written += static_cast<std::size_t>(count);
  }
  if (file >= 0) lseek(file, 0, SEEK_SET);
  return file;
}

constexpr std::size_t longest_complaint = 600;

std::string beginning_of(int file) {
  std::array<char, longest_complaint> bytes{};
  const ssize_t count = pread(file, bytes.data(), bytes.size(), 0);
  std::string text(bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace

Tool::Tool(std::vector<std::string> words, const std::string& input) : name_(words.front()) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const int in = file_with(input);
  errors_ = file_with({});
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, errors_, STDERR_FILENO);
  const int code =
      posix_spawnp(&id_, arguments.front(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (in >= 0) close(in);
  if (code == 0) return;
  id_ = -1;
  failure_ = name_ + " cannot be run: " + std::strerror(code);
}

Tool::Tool(Tool&& other) noexcept
    : name_(std::move(other.name_)),
      id_(std::exchange(other.id_, -1)),
      errors_(std::exchange(other.errors_, -1)),
      failure_(std::move(other.failure_)) {}

Tool::~Tool() {
  if (id_ > 0) {
    kill(id_, SIGKILL);
    waitpid(id_, nullptr, 0);
  }
  if (errors_ >= 0) close(errors_);
}

Result<void> Tool::wait() {
  if (id_ < 0) return fail(failure_);
  int status = 0;
  while (waitpid(id_, &status, 0) < 0 && errno == EINTR) continue;
  id_ = -1;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return fail(name_ + ": " + beginning_of(errors_));
}

}  // namespace airtight::lab
