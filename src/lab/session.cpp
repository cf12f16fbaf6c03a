#include <airtight/lab/session.h>
#include <airtight/lab/traffic.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "rendezvous.h"
#include "settings.h"

namespace airtight::lab {
namespace {

constexpr const char* is_up = "up";
const std::string accepted = "ok";
constexpr int cannot_run = 127;

// "the user's namespaces that a program needs, in the order in which it enters them".
constexpr std::array own_namespaces{"user", "mnt", "pid"};

std::vector<int> descriptors_of(const Lab& lab, const Space& space) {
  std::vector<int> result;
  for (const char* each : own_namespaces)
    result.push_back(open((std::string("/proc/self/ns/") + each).c_str(), O_RDONLY | O_CLOEXEC));
  result.push_back(lab.space(space.name));
  return result;
}

// Returns false when it was asked to end.
bool serve(const Lab& lab, int client) {
  std::vector<int> ignored;
  const std::string wish = receive_message(client, ignored);
  if (wish == "down") {
    send_message(client, accepted);
    return false;
  }
  const Space* space = space_named(lab.plan(), wish.substr(wish.find(' ') + 1));
  if (space == nullptr) {
    send_message(client, "nobody in the lab is called " + wish.substr(wish.find(' ') + 1));
    return true;
  }
  std::vector<int> descriptors = descriptors_of(lab, *space);
  send_message(client, accepted + (" " + write_settings(*space, lab.authority())), descriptors);
  descriptors.pop_back();
  for (const int each : descriptors) close(each);
  return true;
}

int stay_up(const Plan& plan, int server, int report) {
  Lab lab;
  const auto made = lab.become(plan);
  const bool told = send_message(report, made ? is_up : made.error().message);
  close(report);
  if (!made || !told) return 1;  // nobody is there who could take it down
  for (;;) {
    const int client = accept4(server, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0 && errno != EINTR) return 1;
    const bool more = client < 0 || serve(lab, client);
    if (client >= 0) close(client);
    if (!more) return 0;
  }
}

// In the background, with no terminal and nobody's output.
[[noreturn]] void supervise(const Plan& plan, int server, int report) {
  setsid();
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int each : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nothing, each);
  const auto code = in_own_namespaces([&] { return stay_up(plan, server, report); }, false);
  if (!code) send_message(report, code.error().message);
  _exit(code ? *code : 1);
}

// A program in the lab may use the network and not change it.
void drop_privileges() {
  constexpr int most_capabilities = 63;
  for (int each = 0; each <= most_capabilities; ++each) prctl(PR_CAPBSET_DROP, each, 0, 0, 0);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

[[noreturn]] void execute(const std::vector<std::string>& command, const std::string& settings) {
  mount_settings(settings);
  take_environment(settings);
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  drop_privileges();
  execvp(arguments.front(), arguments.data());
  const std::string complaint =
      "airtight: " + command.front() + " cannot be run: " + std::strerror(errno) + "\n";
  [[maybe_unused]] const ssize_t count = ::write(STDERR_FILENO, complaint.data(), complaint.size());
  _exit(cannot_run);
}

int wait_for_program(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// A process namespace is entered by children only, so that there is one between.
[[noreturn]] void enter_and_run(const std::vector<int>& namespaces, const std::string& settings,
                                const std::vector<std::string>& command) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  constexpr std::array kinds{CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (setns(namespaces[i], kinds[i]) != 0) _exit(cannot_run);
  }
  const pid_t child = fork();
  if (child == 0) execute(command, settings);
  _exit(child < 0 ? cannot_run : wait_for_program(child));
}

struct Granted {
  int socket = -1;
  std::string words;  // behind "ok"
  std::vector<int> descriptors;
};

Result<Granted> asked(const std::string& name, const std::string& wish) {
  Granted granted;
  const int socket = connect_to(name);
  if (socket < 0) return fail("no lab " + name + " is up; expected `airtight lab up` before");
  if (!is_trusted(socket)) {
    close(socket);
    return fail("the lab " + name + " is somebody else's");
  }
  send_message(socket, wish);
  const std::string answer = receive_message(socket, granted.descriptors);
  if (!answer.starts_with(accepted)) {
    close(socket);
    return fail(answer.empty() ? "the lab " + name + " does not answer" : answer);
  }
  granted.socket = socket;
  granted.words = answer.substr(std::min(answer.size(), accepted.size() + 1));
  return granted;
}

}  // namespace

Result<void> bring_up(const std::string& name, const Plan& plan) {
  const int server = listen_at(name);
  if (server < 0)
    return fail(errno == EADDRINUSE
                    ? "a lab " + name + " is up already; `airtight lab down` ends it"
                    : std::string("no socket: ") + std::strerror(errno));
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return fail(std::string("no socket: ") + std::strerror(errno));
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    supervise(plan, server, ends[1]);
  }
  close(server);
  close(ends[1]);
  std::vector<int> none;
  const std::string said = receive_message(ends[0], none);
  close(ends[0]);
  if (said == is_up) return {};
  if (child > 0) wait_for_program(child);
  return fail(said.empty() ? "the lab ended before it was up" : said);
}

Result<int> run_in(const std::string& name, const std::string& from,
                   const std::vector<std::string>& command) {
  const auto granted = asked(name, "enter " + from);
  if (!granted) return tl::unexpected(granted.error());
  close(granted->socket);
  const std::vector<int>& namespaces = granted->descriptors;
  if (namespaces.size() != own_namespaces.size() + 1) return fail("the lab gave no namespaces");
  const pid_t child = fork();
  if (child == 0) enter_and_run(namespaces, granted->words, command);
  for (const int each : namespaces) close(each);
  if (child < 0) return fail(std::string("no process: ") + std::strerror(errno));
  return wait_for_program(child);
}

Result<void> take_down(const std::string& name) {
  const auto granted = asked(name, "down");
  if (!granted) return tl::unexpected(granted.error());
  std::vector<int> none;
  receive_message(granted->socket, none);  // ends when the lab has
  close(granted->socket);
  return {};
}

}  // namespace airtight::lab
