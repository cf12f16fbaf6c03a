#include "dns_channel.h"

#include <arpa/nameser.h>

#include <cstring>

namespace airtight::probe {
namespace {

// c-ares looks at its time-outs when told to. Asking it how long the next one takes walks all
// questions, so it is told often instead; the limit of each question is the loop's own timer.
constexpr auto tick = std::chrono::milliseconds(100);
constexpr int edns_size = 1232;  // what no path fragments (RFC 9715)

ares_addr_port_node node_of(const Server& server) {
  ares_addr_port_node node{};
  node.udp_port = server.port.number;
  node.tcp_port = server.port.number;
  const auto address = as_asio(server.ip);
  if (address.is_v4()) {
    node.family = AF_INET;
    const auto bytes = address.to_v4().to_bytes();
    std::memcpy(&node.addr.addr4, bytes.data(), bytes.size());
  } else {
    node.family = AF_INET6;
    const auto bytes = address.to_v6().to_bytes();
    std::memcpy(&node.addr.addr6, bytes.data(), bytes.size());
  }
  return node;
}

}  // namespace

// A socket of c-ares on the loop. `gone` once c-ares is about to close it.
struct DnsChannel::Watched {
  asio::posix::stream_descriptor descriptor;
  bool wants[2] = {false, false};  // to read, to write
  bool waits[2] = {false, false};
  bool gone = false;
};

struct DnsChannel::Asked {
  asio::steady_timer done;
  std::optional<DnsReply> reply{};
  DnsChannel* channel;  // which outlives its questions: ares_destroy ends them
  std::size_t place;    // among those that are outstanding

  void end(DnsReply with) {
    if (!reply) reply = std::move(with);
    done.cancel();
  }
};

DnsChannel::DnsChannel(asio::io_context& loop, const Server& server, Transport transport,
                       std::chrono::milliseconds timeout)
    : loop_(loop), timer_(std::make_shared<asio::steady_timer>(loop)) {
  ares_options options{};
  options.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_NOCHECKRESP |
                  ARES_FLAG_STAYOPEN | ARES_FLAG_EDNS | ARES_FLAG_IGNTC |
                  (transport == Transport::tcp ? ARES_FLAG_USEVC : 0);
  options.timeout = static_cast<int>(timeout.count());
  options.tries = 1;
  options.ednspsz = edns_size;
  options.sock_state_cb = on_state;
  options.sock_state_cb_data = this;
  if (ares_init_options(&channel_, &options,
                        ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ |
                            ARES_OPT_SOCK_STATE_CB) != ARES_SUCCESS) {
    channel_ = nullptr;
    return;
  }
  ares_addr_port_node node = node_of(server);
  ares_set_servers_ports(channel_, &node);
}

DnsChannel::~DnsChannel() {
  if (channel_ != nullptr) ares_destroy(channel_);  // ends every question
  timer_->cancel();
}

void DnsChannel::on_state(void* self, ares_socket_t socket, int readable, int writable) {
  auto& channel = *static_cast<DnsChannel*>(self);
  const auto found = channel.sockets_.find(socket);
  if (readable == 0 && writable == 0) {
    if (found == channel.sockets_.end()) return;
    found->second->gone = true;
    found->second->descriptor.release();  // c-ares closes it
    channel.sockets_.erase(found);
    return;
  }
  std::shared_ptr<Watched> watched;
  if (found == channel.sockets_.end()) {
    watched.reset(new Watched{asio::posix::stream_descriptor(channel.loop_, socket)});
    channel.sockets_.emplace(socket, watched);
  } else {
    watched = found->second;
  }
  watched->wants[0] = readable != 0;
  watched->wants[1] = writable != 0;
  channel.watch(watched, false);
  channel.watch(watched, true);
}

void DnsChannel::watch(const std::shared_ptr<Watched>& watched, bool write) {
  const auto which = static_cast<std::size_t>(write);
  if (watched->gone || !watched->wants[which] || watched->waits[which]) return;
  watched->waits[which] = true;
  const auto direction = write ? asio::posix::stream_descriptor::wait_write
                               : asio::posix::stream_descriptor::wait_read;
  watched->descriptor.async_wait(direction, [this, watched, write,
                                             which](const error_code& failed) {
    watched->waits[which] = false;
    if (watched->gone || failed) return;  // then the channel may be gone, too
    const ares_socket_t socket = watched->descriptor.native_handle();
    ares_process_fd(channel_, write ? ARES_SOCKET_BAD : socket, write ? socket : ARES_SOCKET_BAD);
    watch(watched, write);
  });
}

void DnsChannel::keep_time() {
  if (keeping_time_ || outstanding_.empty()) return;
  keeping_time_ = true;
  timer_->expires_after(tick);
  // The timer's own copy: a wait that ends with the channel must not touch it.
  timer_->async_wait([this, timer = timer_](const error_code& failed) {
    if (failed) return;
    keeping_time_ = false;
    ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    keep_time();
  });
}

void DnsChannel::on_answer(void* argument, int status, int, unsigned char* octets, int length) {
  const std::unique_ptr<std::shared_ptr<Asked>> held(
      static_cast<std::shared_ptr<Asked>*>(argument));
  Asked& asked = **held;
  auto& outstanding = asked.channel->outstanding_;
  outstanding.back()->place = asked.place;
  std::swap(outstanding[asked.place], outstanding.back());
  outstanding.pop_back();
  DnsReply reply;
  if (octets != nullptr) {
    reply.kind = DnsReply::Kind::answer;
    reply.octets.assign(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(length));
  } else if (status == ARES_ECONNREFUSED) {
    reply.kind = DnsReply::Kind::unreachable;
    // The kernel tells a socket once that its peer's port is closed: all who wait on it may know.
    for (Asked* other : outstanding) other->end(reply);
  }
  asked.end(std::move(reply));
}

awaitable<DnsReply> DnsChannel::ask(std::string name, int type, Clock::time_point until) {
  if (channel_ == nullptr) co_return DnsReply{DnsReply::Kind::unreachable, {}};
  auto asked = std::make_shared<Asked>(
      Asked{asio::steady_timer(loop_, until), {}, this, outstanding_.size()});
  outstanding_.push_back(asked.get());
  ares_query(channel_, name.c_str(), ns_c_in, type, on_answer, new std::shared_ptr<Asked>(asked));
  keep_time();
  while (!asked->reply && Clock::now() < until) co_await asked->done.async_wait(quietly);
  co_return asked->reply.value_or(DnsReply{});
}

}  // namespace airtight::probe
