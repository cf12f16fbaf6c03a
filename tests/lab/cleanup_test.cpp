#include <airtight/lab/lab.h>
#include <airtight/lab/session.h>
#include <airtight/lab/traffic.h>
#include <arpa/inet.h>
#include <dirent.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "reach/world.h"

namespace airtight::lab {
namespace {

using namespace airtight::world;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

Plan small_plan() {
  return plan(resources({vnet("a", {"10.1.0.0/16"}), subnet("a/s", "10.1.0.0/24"),
                         nic("x", "a/s", "10.1.0.4"), nic("y", "a/s", "10.1.0.5")}));
}

// Empty of a process that has just gone.
std::string content_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::set<std::string> entries_of(const char* folder) {
  std::set<std::string> names;
  DIR* open = opendir(folder);
  while (const dirent* each = open == nullptr ? nullptr : readdir(open)) names.insert(each->d_name);
  if (open != nullptr) closedir(open);
  return names;
}

// "12 (name) S 11 …": a name may have anything in it.
pid_t parent_of(const std::string& id) {
  const std::string line = content_of("/proc/" + id + "/stat");
  const auto name_ends = line.rfind(')');
  return name_ends == std::string::npos ? 0 : std::stoi(line.substr(name_ends + 4));
}

// Everybody who descends from this process, whichever namespace he is in.
std::vector<pid_t> descendants() {
  std::map<pid_t, pid_t> parents;
  for (const std::string& name : entries_of("/proc")) {
    if (name.find_first_not_of("0123456789") == std::string::npos)
      parents[std::stoi(name)] = parent_of(name);
  }
  std::vector<pid_t> result;
  for (const auto& [id, _] : parents) {
    pid_t above = id;
    while (above > 1 && above != getpid()) above = parents.contains(above) ? parents[above] : 0;
    if (above == getpid() && id != getpid()) result.push_back(id);
  }
  return result;
}

std::set<std::string> of_labs(std::set<std::string> names) {
  std::erase_if(names, [](const auto& name) { return name.find("airtight") == std::string::npos; });
  return names;
}

// What somebody would find who looks for traces of a lab.
struct Traces {
  std::set<std::string> files = of_labs(entries_of("/tmp"));
  std::set<std::string> running = of_labs(entries_of("/run"));
  std::string mounts = content_of("/proc/self/mountinfo");
  bool operator==(const Traces&) const = default;
};

bool all_gone(const std::string& name) {
  const auto until = Clock::now() + 10s;
  while (Clock::now() < until) {
    while (waitpid(-1, nullptr, WNOHANG) > 0) continue;
    if (descendants().empty() && !take_down(name) &&
        content_of("/proc/net/unix").find("/" + name + "\n") == std::string::npos)
      return true;
    std::this_thread::sleep_for(2ms);
  }
  return false;
}

// Brings a lab up and kills, after a while, the command or somebody of the lab; then takes down
// what is still up.
bool leaves_nothing(const std::string& name, const Plan& wanted, std::mt19937& random) {
  const pid_t command = fork();
  if (command == 0) _exit(bring_up(name, wanted) ? 0 : 1);
  std::this_thread::sleep_for(std::chrono::microseconds(random() % 150000));
  const auto all = descendants();
  if (!all.empty()) kill(all[random() % all.size()], SIGKILL);
  waitpid(command, nullptr, 0);
  [[maybe_unused]] const auto down = take_down(name);
  return all_gone(name);
}

// In a process of its own, to which all come whose parents are gone.
int kill_often(int times, std::chrono::seconds most) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const Plan wanted = small_plan();
  const std::string name = "test-" + std::to_string(getpid());
  const auto until = Clock::now() + most;
  const Traces before;
  std::mt19937 random(20261127);
  for (int i = 0; i < times && Clock::now() < until; ++i)
    if (!leaves_nothing(name, wanted, random)) return 1;
  return Traces() == before ? 0 : 2;
}

int in_process(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      _exit(work());
    } catch (...) {
      _exit(127);  // Catch is the parent's
    }
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

bool can_make_labs() {
  const auto code = in_own_namespaces([] { return Lab().become(small_plan()) ? 0 : 1; });
  if (code && *code == 0) return true;
  WARN("skipped: no namespaces here, or no ip or nft");
  return false;
}

// Of all devices of this namespace, loopback too: packets sent.
std::uint64_t packets_sent() {
  constexpr int before_sent = 9;
  std::uint64_t sum = 0;
  std::istringstream lines(content_of("/proc/net/dev"));
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    std::istringstream numbers(line.substr(colon + 1));
    std::uint64_t each = 0;
    for (int i = 0; i <= before_sent; ++i) numbers >> each;
    sum += each;
  }
  return sum;
}

// A host with a default route, in namespaces of its own: whatever leaves a lab in there is counted.
// IPv6 would send of itself.
bool become_a_host() {
  std::ofstream("/proc/sys/net/ipv6/conf/all/disable_ipv6") << "1";
  std::ofstream("/proc/sys/net/ipv6/conf/default/disable_ipv6") << "1";
  return system(
             "ip link set lo up && ip link add out type veth peer name far && "
             "ip link set out arp off up && ip link set far arp off up && "
             "ip addr add 192.0.2.1/24 dev out && ip route add default dev out") == 0;
}

void send_one_packet() {
  const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(9);
  to.sin_addr.s_addr = htonl(0x08080808);
  sendto(socket, "?", 1, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);  // NOLINT
  close(socket);
}

std::vector<Trial> trials_everywhere(const Plan& of) {
  std::vector<Trial> trials;
  for (const Space& each : of.spaces) {
    if (each.kind == Kind::network) continue;
    for (const char* to : {"8.8.8.8", "10.1.0.4", "192.0.2.1", "127.0.0.1", "255.255.255.255"})
      for (const auto protocol : {net::Protocol::tcp, net::Protocol::udp, net::Protocol::icmp})
        trials.push_back({each.name, {}, ip(to), protocol, net::Port{443}});
  }
  return trials;
}

int send_in_a_lab() {
  const Plan wanted = small_plan();
  Lab lab;
  if (!lab.become(wanted)) return 2;
  Traffic traffic(lab, {443});
  const auto seen = traffic.run(trials_everywhere(wanted), 300ms);
  return std::ranges::any_of(seen,
                             [](const Seen& each) { return each.outcome == Outcome::answered; })
             ? 0
             : 1;
}

int count_what_leaves() {
  if (!become_a_host()) return 3;
  const std::uint64_t before = packets_sent();
  const auto code = in_own_namespaces(send_in_a_lab);
  if (!code || *code != 0) return 3;
  if (packets_sent() != before) return 1;
  send_one_packet();
  return packets_sent() > before ? 0 : 4;  // a counter that counts nothing proves nothing
}

}  // namespace

TEST_CASE("a lab that is killed at any point leaves nothing behind", "[lab][cleanup]") {
  if (!can_make_labs()) return;
  CHECK(in_process([] { return kill_often(100, 12s); }) == 0);
}

TEST_CASE("a lab that is killed a hundred times leaves nothing behind", "[.thorough][lab]") {
  if (!can_make_labs()) return;
  CHECK(in_process([] { return kill_often(100, 600s); }) == 0);
}

TEST_CASE("no packet of a lab comes to its host", "[lab][cleanup]") {
  if (!can_make_labs()) return;
  const auto code = in_own_namespaces(count_what_leaves);
  REQUIRE(code.has_value());
  if (*code == 3) {
    WARN("skipped: no host can be made here");
    return;
  }
  CHECK(*code == 0);
}

}  // namespace airtight::lab
