#include "system_resolver.h"

#include <airtight/base/static_program.h>
#include <netdb.h>
#include <nss.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

namespace airtight::probe {
namespace {

using observe::DnsResult;
using observe::Rcode;

constexpr std::size_t most_threads = 16;

Rcode rcode_of(int failure) {
  switch (failure) {
    case 0:
    case EAI_NODATA:
      return Rcode::noerror;
    case EAI_NONAME:
      return Rcode::nxdomain;
    default:
      return Rcode::servfail;
  }
}

net::Ip address_of(const addrinfo& info) {
  if (info.ai_family == AF_INET) {
    const auto* socket = reinterpret_cast<const sockaddr_in*>(info.ai_addr);
    return {net::Family::v4, 0, ntohl(socket->sin_addr.s_addr)};
  }
  const auto* socket = reinterpret_cast<const sockaddr_in6*>(info.ai_addr);
  asio::ip::address_v6::bytes_type bytes;
  std::copy_n(std::begin(socket->sin6_addr.s6_addr), bytes.size(), bytes.begin());
  return from_asio(asio::ip::address_v6(bytes));
}

DnsResult ask_system(const std::string& name) {
  DnsResult result;
  result.by_system = true;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  // Without a final dot, as apps ask: with one, the hosts file would not be looked at.
  const int failure = getaddrinfo(name.c_str(), nullptr, &hints, &list);
  result.rcode = rcode_of(failure);
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    if (each->ai_family != AF_INET && each->ai_family != AF_INET6) continue;
    const net::Ip ip = address_of(*each);
    if (std::ranges::count(result.addresses, ip) == 0) result.addresses.push_back(ip);
  }
  if (list != nullptr) freeaddrinfo(list);
  return result;
}

}  // namespace

// Shared with the threads, which may outlive the resolver: `deliver` is empty once it is gone.
struct SystemResolver::Queue {
  std::mutex mutex;
  std::condition_variable more;
  std::deque<std::pair<std::uint64_t, std::string>> names;
  std::function<void(std::uint64_t, DnsResult)> deliver;
  std::size_t idle = 0;

  static void work(const std::shared_ptr<Queue>& queue) {
    std::unique_lock lock(queue->mutex);
    for (;;) {
      ++queue->idle;
      queue->more.wait(lock, [&] { return !queue->names.empty() || !queue->deliver; });
      --queue->idle;
      if (!queue->deliver) return;
      const auto [id, name] = std::move(queue->names.front());
      queue->names.pop_front();
      lock.unlock();
      DnsResult result = ask_system(name);
      lock.lock();
      if (queue->deliver) queue->deliver(id, std::move(result));
    }
  }
};

struct SystemResolver::Waiting {
  asio::steady_timer done;
  std::optional<DnsResult> result{};
};

SystemResolver::SystemResolver(asio::io_context& loop)
    : loop_(loop), queue_(std::make_shared<Queue>()) {
  if (is_static_program()) __nss_configure_lookup("hosts", "files dns");
  queue_->deliver = [this](std::uint64_t id, DnsResult result) {
    asio::post(loop_, [this, id, result = std::move(result)]() mutable {
      const auto found = waiting_.find(id);
      if (found == waiting_.end()) return;
      found->second->result = std::move(result);
      found->second->done.cancel();
    });
  };
}

std::vector<std::string> SystemResolver::not_asked(const std::string& configuration) {
  std::vector<std::string> others;
  std::ifstream file(configuration);
  for (std::string line; std::getline(file, line);) {
    constexpr std::string_view key = "hosts:";
    if (!line.starts_with(key)) continue;
    std::istringstream services(line.substr(key.size()));
    for (std::string word; services >> word && !word.starts_with('#');) {
      if (word != "files" && word != "dns" && !word.starts_with('[')) others.push_back(word);
    }
  }
  return others;
}

SystemResolver::~SystemResolver() {
  const std::lock_guard lock(queue_->mutex);
  queue_->deliver = nullptr;
  queue_->names.clear();
  queue_->more.notify_all();
}

void SystemResolver::start_thread() {
  {
    const std::lock_guard lock(queue_->mutex);
    if (threads_ == most_threads || queue_->idle > queue_->names.size()) return;
  }
  ++threads_;
  std::thread([queue = queue_] { Queue::work(queue); }).detach();
}

awaitable<DnsResult> SystemResolver::resolve(std::string name, Clock::time_point until) {
  const std::uint64_t id = ++last_;
  const auto waiting = std::make_shared<Waiting>(Waiting{asio::steady_timer(loop_, until)});
  waiting_.emplace(id, waiting);
  start_thread();
  {
    const std::lock_guard lock(queue_->mutex);
    queue_->names.emplace_back(id, std::move(name));
    queue_->more.notify_one();
  }
  co_await waiting->done.async_wait(quietly);
  waiting_.erase(id);
  if (auto& result = waiting->result) co_return std::move(*result);
  DnsResult late;
  late.by_system = true;
  late.rcode = Rcode::timeout;
  co_return late;
}

}  // namespace airtight::probe
