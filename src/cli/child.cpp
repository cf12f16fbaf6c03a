#include "child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

extern char** environ;

namespace airtight::cli {
namespace {

using Clock = std::chrono::steady_clock;

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }
  void reset(int number = -1) {
    if (number_ >= 0) close(number_);
    number_ = number;
  }

 private:
  int number_;
};

// A file in memory, so that no child can make its writer wait.
bool fill(Descriptor& file, std::string_view text) {
  file.reset(memfd_create("input", MFD_CLOEXEC));
  if (file.get() < 0) return false;
  while (!text.empty()) {
    const ssize_t count = ::write(file.get(), text.data(), text.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  return lseek(file.get(), 0, SEEK_SET) == 0;
}

Result<pid_t> start(const Child& child, int input, int output) {
  std::vector<std::string> words = child.words;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  if (child.quiet)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t id = 0;
  const int code =
      posix_spawnp(&id, arguments.front(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (code != 0) return fail(std::string("cannot be run: ") + std::strerror(code));
  return id;
}

Result<std::string> read_all(const Child& child, int descriptor) {
  std::string text;
  const auto end = Clock::now() + child.patience;
  while (text.size() <= child.longest) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    pollfd ready{descriptor, POLLIN, 0};
    if (left.count() <= 0 || poll(&ready, 1, static_cast<int>(left.count())) == 0)
      return fail("gives no answer within " + std::to_string(child.patience.count()) + " seconds");
    std::array<char, 4096> bytes{};
    const ssize_t count = read(descriptor, bytes.data(), bytes.size());
    if (count == 0) return text;
    if (count < 0 && errno != EINTR) return fail("cannot be read");
    if (count > 0) text.append(bytes.data(), static_cast<std::size_t>(count));
  }
  return fail("prints more than " + std::to_string(child.longest) + " bytes");
}

}  // namespace

Result<std::string> output_of(const Child& child) {
  Descriptor input;
  std::array<int, 2> ends{-1, -1};
  if (!fill(input, child.input) || pipe2(ends.data(), O_CLOEXEC) != 0)
    return fail("cannot be run: there is no pipe to it");
  const Descriptor out(ends[0]);
  Descriptor in(ends[1]);
  const auto id = start(child, input.get(), in.get());
  in.reset();
  if (!id) return tl::unexpected(id.error());
  auto text = read_all(child, out.get());
  if (!text) kill(*id, SIGKILL);
  int status = 0;
  while (waitpid(*id, &status, 0) < 0 && errno == EINTR) continue;
  if (text && (!WIFEXITED(status) || WEXITSTATUS(status) != 0)) return fail("fails");
  return text;
}

}  // namespace airtight::cli
