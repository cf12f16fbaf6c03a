#include <airtight/lab/lab.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace airtight::lab {
namespace {

constexpr int could_not = 125;

bool write_all(const char* path, const std::string& text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool done = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(file);
  return done;
}

// Of the new namespace this user is root, and nobody else is known.
bool be_root_inside(uid_t user, gid_t group) {
  write_all("/proc/self/setgroups", "deny");
  return write_all("/proc/self/uid_map", "0 " + std::to_string(user) + " 1\n") &&
         write_all("/proc/self/gid_map", "0 " + std::to_string(group) + " 1\n");
}

bool mount_own_files() {
  return mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0 &&
         mount("run", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") == 0;
}

std::string why_not(int error) {
  const std::string said = std::strerror(error);
  if (error == ENOSPC)
    return "no namespaces for this user: " + said +
           "; expected /proc/sys/user/max_user_namespaces to be above 0";
  if (error == EPERM)
    return "no namespaces for this user: " + said +
           "; the kernel, a container or AppArmor (kernel.apparmor_restrict_unprivileged_userns) "
           "forbids them; expected a user who may run `unshare -Urnm true`";
  return "no namespaces: " + said;
}

[[noreturn]] void be_first_process(const std::function<int()>& work, bool bound) {
  if (bound) prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (!mount_own_files()) _exit(could_not);
  int code = could_not;
  try {
    code = work();
  } catch (...) {
    code = could_not;
  }
  _exit(code);
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// The process between: it is in the new user namespace, and the first of its children is the first
// process of the new process namespace.
[[noreturn]] void go_in(const std::function<int()>& work, bool bound, int report) {
  const uid_t user = geteuid();
  const gid_t group = getegid();
  const int error =
      unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID) == 0 ? 0 : errno;
  if (bound) prctl(PR_SET_PDEATHSIG, SIGKILL);  // after the change of credentials, which clears it
  const int verdict = error == 0 && !be_root_inside(user, group) ? EPERM : error;
  [[maybe_unused]] const ssize_t count = ::write(report, &verdict, sizeof verdict);
  close(report);
  if (verdict != 0) _exit(could_not);
  const pid_t first = fork();
  if (first == 0) be_first_process(work, true);
  _exit(first < 0 ? could_not : wait_for(first));
}

}  // namespace

Result<int> in_own_namespaces(const std::function<int()>& work, bool bound) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return fail(std::string("no pipe: ") + std::strerror(errno));
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    go_in(work, bound, ends[1]);
  }
  close(ends[1]);
  int error = ENOMEM;
  if (child < 0 || read(ends[0], &error, sizeof error) != sizeof error) error = ENOMEM;
  close(ends[0]);
  const int code = child < 0 ? could_not : wait_for(child);
  if (error != 0) return fail(why_not(error));
  return code;
}

}  // namespace airtight::lab
