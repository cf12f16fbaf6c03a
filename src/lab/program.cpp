#include <airtight/lab/program.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "settings.h"
#include "sockets.h"

namespace airtight::lab {
namespace {

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& each : texts) result.push_back(each.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> environment_with(const Space& space,
                                          const std::map<std::string, std::string>& variables) {
  std::map<std::string, std::string> all = space.environment;
  all["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
  all.insert(variables.begin(), variables.end());
  all["SSL_CERT_FILE"] = all["CURL_CA_BUNDLE"] = authorities_in(settings_folder(space));
  std::vector<std::string> texts;
  for (const auto& [name, value] : all) texts.push_back(name + "=" + value);
  return texts;
}

// -1, and why in errno. The child is in the calling thread's namespaces.
pid_t spawn_here(std::vector<std::string> words, std::vector<std::string> environment) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t id = -1;
  const int failed = posix_spawn(&id, words.front().c_str(), &actions, nullptr,
                                 pointers_to(words).data(), pointers_to(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  errno = failed;
  return failed == 0 ? id : -1;
}

}  // namespace

Program::~Program() {
  if (id_ <= 0) return;
  kill(id_, SIGKILL);
  waitpid(id_, nullptr, 0);
}

Program::Program(Program&& other) noexcept : id_(std::exchange(other.id_, -1)) {}

Program& Program::operator=(Program&& other) noexcept {
  std::swap(id_, other.id_);
  return *this;
}

Result<Program> Program::start(const Lab& lab, const Space& space,
                               const std::vector<std::string>& command,
                               const std::map<std::string, std::string>& variables) {
  pid_t id = -1;
  int why = 0;
  const auto environment = environment_with(space, variables);
  as_workload(lab, space, [&] {
    id = spawn_here(command, environment);
    why = errno;
  });
  if (id < 0) return fail(command.front() + " cannot be run: " + std::strerror(why));
  return Program(id);
}

bool listens(const Lab& lab, const Space& space, std::uint16_t port) {
  bool answered = false;
  inside(lab.space(space.name), [&] {
    const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in to = address_of(net::ipv4(127, 0, 0, 1), port);
    answered = connect(client, plain(to), sizeof to) == 0;
    close(client);
  });
  return answered;
}

}  // namespace airtight::lab
