#include <airtight/lab/lab.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <thread>
#include <utility>

#include "commands.h"
#include "edges.h"
#include "servers.h"
#include "settings.h"
#include "tool.h"

namespace airtight::lab {
namespace {

constexpr std::size_t most_at_work = 4;

void write_file(const std::string& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return;  // of a module that this kernel does not have
  [[maybe_unused]] const ssize_t count = ::write(file, text.data(), text.size());
  close(file);
}

// What each host of the lab has in common: no IPv6 (N-021), no second guess about sources, whose
// judge is the plan, ports as Azure's hosts take them, and no connection that is picked up
// in the middle (N-080).
void set_switches(bool forwards) {
  const std::string net = "/proc/sys/net/";
  for (const char* which : {"all", "default"}) {
    const std::string ipv4 = net + "ipv4/conf/" + which;
    write_file(ipv4 + "/rp_filter", "0");
    write_file(ipv4 + "/accept_local", "1");
    write_file(ipv4 + "/send_redirects", "0");
    write_file(ipv4 + "/accept_redirects", "0");
    write_file(ipv4 + "/forwarding", forwards ? "1" : "0");
    write_file(net + "ipv6/conf/" + which + "/disable_ipv6", "1");
  }
  write_file(net + "ipv4/ip_local_port_range", "49152 65535");
  write_file(net + "ipv4/ping_group_range", "0 0");
  write_file(net + "ipv4/ip_unprivileged_port_start", "0");
  write_file(net + "netfilter/nf_conntrack_tcp_loose", "0");
}

int own_network() { return open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC); }

const Space* find(const Plan& plan, const std::string& name) {
  const auto at = std::ranges::lower_bound(plan.spaces, name, {}, &Space::name);
  return at == plan.spaces.end() || at->name != name ? nullptr : &*at;
}

// Runs programs side by side, few at a time, and keeps the first thing that went wrong.
class AtWork {
 public:
  void add(Tool tool) {
    if (tools_.size() >= most_at_work) take();
    tools_.push_back(std::move(tool));
  }
  Result<void> finish() {
    while (!tools_.empty()) take();
    return std::move(result_);
  }

 private:
  void take() {
    auto done = tools_.front().wait();
    tools_.pop_front();
    if (!done && result_) result_ = std::move(done);
  }
  std::deque<Tool> tools_;
  Result<void> result_;
};

}  // namespace

void inside(int space, const std::function<void()>& work) {
  const int home = own_network();
  setns(space, CLONE_NEWNET);
  work();
  setns(home, CLONE_NEWNET);
  close(home);
}

void as_workload(const Lab& lab, const Space& space, const std::function<void()>& work) {
  const std::string settings = write_settings(space, lab.authority());
  std::thread([&] {
    setns(lab.space(space.name), CLONE_NEWNET);
    mount_settings(settings);
    work();
  }).join();
}

Lab::Lab() : home_(own_network()), servers_(std::make_unique<Servers>()) {}

Lab::~Lab() {
  edges_.reset();
  servers_.reset();
  for (const auto& [_, space] : spaces_) close(space);
  if (home_ >= 0) close(home_);
}

Result<void> Lab::become(Plan plan) {
  const auto goes = [&](const std::string& space) { return find(plan, space) == nullptr; };
  servers_->leave(goes);
  if (edges_) edges_->leave(goes);
  if (auto made = make_spaces(plan); !made) return made;
  if (auto made = make_links(plan); !made) return made;
  if (auto made = configure(plan); !made) return made;
  const auto space = [&](const std::string& name) { return spaces_.at(name); };
  if (auto made = servers_->become(plan.servers, space); !made) return made;
  if (!edges_ && !plan.edges.empty()) edges_ = std::make_unique<Edges>();
  if (edges_) {
    if (auto made = edges_->become(plan.edges, space); !made) return made;
  }
  plan_ = std::move(plan);
  return {};
}

std::string Lab::authority() const { return edges_ ? edges_->authority() : std::string(); }

Result<void> Lab::make_spaces(const Plan& next) {
  for (auto at = spaces_.begin(); at != spaces_.end();) {
    if (find(next, at->first) != nullptr) {
      ++at;
      continue;
    }
    close(at->second);
    at = spaces_.erase(at);
  }
  for (const Space& space : next.spaces) {
    if (spaces_.contains(space.name)) continue;
    if (unshare(CLONE_NEWNET) != 0)
      return fail("no network namespace for " + space.name + ": " + std::strerror(errno));
    set_switches(space.forwards);
    spaces_[space.name] = own_network();
  }
  setns(home_, CLONE_NEWNET);
  return {};
}

Result<void> Lab::make_links(const Plan& next) {
  std::string commands;
  const auto descriptor = [&](const std::string& name) {
    return "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(spaces_.at(name));
  };
  for (const Link& each : plan_.links) {
    if (std::ranges::binary_search(next.links, each)) continue;
    const auto end = spaces_.find(each.first);
    if (end == spaces_.end() || !spaces_.contains(each.second))
      continue;  // went with its namespace
    Result<void> removed;
    inside(end->second, [&] {
      removed = Tool({"ip", "link", "del", each.first_device}, {}).wait();
    });
    if (!removed) return removed;
  }
  for (const Link& each : next.links) {
    if (!std::ranges::binary_search(plan_.links, each)) commands += link_command(each, descriptor);
  }
  return commands.empty() ? Result<void>{} : Tool({"ip", "-batch", "-"}, commands).wait();
}

Result<void> Lab::configure(const Plan& next) {
  std::map<std::string, Devices> devices;
  for (const Link& each : plan_.links) {
    if (std::ranges::binary_search(next.links, each)) continue;
    devices[each.first].gone.insert(each.first_device);
    devices[each.second].gone.insert(each.second_device);
  }
  for (const Link& each : next.links) {
    if (std::ranges::binary_search(plan_.links, each)) continue;
    devices[each.first].made.insert(each.first_device);
    devices[each.second].made.insert(each.second_device);
  }
  AtWork at_work;
  for (const Space& space : next.spaces) {
    const Space* before = find(plan_, space.name);
    const std::string commands = space_commands(before, space, devices[space.name]);
    const bool refilter =
        before == nullptr ? !space.ruleset.empty() : before->ruleset != space.ruleset;
    const bool turned = before != nullptr && before->forwards != space.forwards;
    if (commands.empty() && !refilter && !turned) continue;
    inside(spaces_.at(space.name), [&] {
      if (turned) set_switches(space.forwards);
      // A filter is in place before the routes are, and no packet is judged by half of it.
      if (refilter)
        at_work.add(Tool({"nft", "-f", "-"},
                         "table ip airtight\ndelete table ip airtight\n" + space.ruleset));
      if (!commands.empty()) at_work.add(Tool({"ip", "-batch", "-"}, commands));
    });
  }
  return at_work.finish();
}

}  // namespace airtight::lab
