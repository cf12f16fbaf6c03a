#include "rendezvous.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

namespace airtight::lab {
namespace {

constexpr std::size_t longest_message = 4096;
constexpr std::size_t most_descriptors = 8;

struct Name {
  sockaddr_un address{};
  socklen_t size = 0;
};

// A name without a file begins with a zero octet.
Name name_of(const std::string& text) {
  Name name;
  name.address.sun_family = AF_UNIX;
  const std::string whole = "airtight-lab/" + std::to_string(getuid()) + "/" + text;
  const std::size_t length = std::min(whole.size(), sizeof name.address.sun_path - 1);
  std::memcpy(name.address.sun_path + 1, whole.data(), length);
  name.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
  return name;
}

template <class Use>
int socket_with(const std::string& text, const Use& use) {
  const int made = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  const Name name = name_of(text);
  const auto* address = reinterpret_cast<const sockaddr*>(&name.address);  // NOLINT: sockets API
  if (made >= 0 && use(made, address, name.size) == 0) return made;
  if (made >= 0) close(made);
  return -1;
}

}  // namespace

int listen_at(const std::string& name) {
  return socket_with(name, [](int made, const sockaddr* address, socklen_t size) {
    return bind(made, address, size) != 0 ? -1 : listen(made, 8);
  });
}

int connect_to(const std::string& name) {
  return socket_with(name, [](int made, const sockaddr* address, socklen_t size) {
    return connect(made, address, size);
  });
}

bool is_trusted(int socket) {
  ucred who{};
  socklen_t size = sizeof who;
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 &&
         (who.uid == getuid() || who.uid == 0);
}

bool send_message(int socket, const std::string& text, const std::vector<int>& descriptors) {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * most_descriptors)> control{};
  std::string bytes = text;
  iovec part{bytes.data(), bytes.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (!descriptors.empty()) {
    const std::size_t length = sizeof(int) * descriptors.size();
    message.msg_control = control.data();
    message.msg_controllen = CMSG_SPACE(length);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(length);
    std::memcpy(CMSG_DATA(header), descriptors.data(), length);
  }
  return sendmsg(socket, &message, MSG_NOSIGNAL) >= 0;
}

std::string receive_message(int socket, std::vector<int>& descriptors) {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * most_descriptors)> control{};
  std::string bytes(longest_message, '\0');
  iovec part{bytes.data(), bytes.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  if (count <= 0) return {};
  if (const cmsghdr* header = CMSG_FIRSTHDR(&message);
      header != nullptr && header->cmsg_type == SCM_RIGHTS) {
    descriptors.resize((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    std::memcpy(descriptors.data(), CMSG_DATA(header), sizeof(int) * descriptors.size());
  }
  bytes.resize(static_cast<std::size_t>(count));
  return bytes;
}

}  // namespace airtight::lab
