#include "client.h"

#include <ares.h>
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "channel.h"

namespace client {
namespace {

sockaddr_in local(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int connected(int type, std::uint16_t port) {
  const int socket = ::socket(AF_INET, type, 0);
  const sockaddr_in address = local(port);
  if (connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect to the server of the test");
  return socket;
}

std::optional<std::string> receive_from(int socket, std::chrono::milliseconds patience) {
  pollfd wait{socket, POLLIN, 0};
  if (poll(&wait, 1, static_cast<int>(patience.count())) <= 0) return {};
  std::array<char, 65536> buffer{};
  const auto size = recv(socket, buffer.data(), buffer.size(), 0);
  return std::string(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
}

struct Asked {
  std::string text;
  bool v6 = false;
};

void add_addresses(Asked& asked, const unsigned char* octets, int size) {
  std::array<ares_addrttl, 32> v4{};
  std::array<ares_addr6ttl, 32> v6{};
  int count = 32;
  std::array<char, 64> text{};
  if (asked.v6) {
    if (ares_parse_aaaa_reply(octets, size, nullptr, v6.data(), &count) != ARES_SUCCESS) return;
    for (int i = 0; i < count; ++i)
      asked.text += std::string(" ") + inet_ntop(AF_INET6, &v6[static_cast<std::size_t>(i)].ip6addr,
                                                 text.data(), text.size());
    return;
  }
  if (ares_parse_a_reply(octets, size, nullptr, v4.data(), &count) != ARES_SUCCESS) return;
  for (int i = 0; i < count; ++i)
    asked.text += std::string(" ") + inet_ntop(AF_INET, &v4[static_cast<std::size_t>(i)].ipaddr,
                                               text.data(), text.size());
}

void take(void* argument, int status, int, unsigned char* octets, int size) {
  auto& asked = *static_cast<Asked*>(argument);
  asked.text = ares_strerror(status);
  if (status == ARES_SUCCESS) add_addresses(asked, octets, size);
}

}  // namespace

std::string ask(std::uint16_t port, const std::string& name, bool by_tcp, bool v6) {
  ares_library_init(ARES_LIB_INIT_ALL);
  ares_options options{};
  options.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_NOCHECKRESP |
                  (by_tcp ? ARES_FLAG_USEVC : 0);
  options.timeout = 5000;
  options.tries = 1;
  ares_channel channel = nullptr;
  if (ares_init_options(&channel, &options, ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES) !=
      ARES_SUCCESS)
    throw std::runtime_error("c-ares does not start");
  ares_set_servers_ports_csv(channel, ("127.0.0.1:" + std::to_string(port)).c_str());
  Asked asked{"", v6};
  ares_query(channel, name.c_str(), ns_c_in, v6 ? ns_t_aaaa : ns_t_a, take, &asked);
  run(channel);
  ares_destroy(channel);
  ares_library_cleanup();
  return asked.text;
}

std::optional<std::string> datagram(std::uint16_t port, const std::string& octets,
                                    std::chrono::milliseconds patience) {
  const int socket = connected(SOCK_DGRAM, port);
  ::send(socket, octets.data(), octets.size(), 0);
  auto reply = receive_from(socket, patience);
  close(socket);
  return reply;
}

Connection::Connection(std::uint16_t port) : socket_(connected(SOCK_STREAM, port)) {}
Connection::~Connection() { close(socket_); }

void Connection::send(const std::string& octets) const {
  ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
}

std::optional<std::string> Connection::receive(std::chrono::milliseconds patience) const {
  return receive_from(socket_, patience);
}

Mute::Mute() : socket_(::socket(AF_INET, SOCK_DGRAM, 0)) {
  const sockaddr_in address = local(0);
  if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("no free port");
}
Mute::~Mute() { close(socket_); }

std::uint16_t Mute::port() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

}  // namespace client
