#include <airtight/lab/fetch.h>
#include <netdb.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <memory>

#include "authority.h"

namespace airtight::lab {
namespace {

constexpr std::size_t most_octets = 1U << 20U;

struct FreeConnection {
  void operator()(SSL* connection) const { SSL_free(connection); }
};
struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

std::unique_ptr<SSL_CTX, FreeContext> context_of(const std::string& authority) {
  std::unique_ptr<SSL_CTX, FreeContext> context(SSL_CTX_new(TLS_client_method()));
  BIO* memory = BIO_new_mem_buf(authority.data(), static_cast<int>(authority.size()));
  const std::unique_ptr<X509, FreeCertificate> own(
      PEM_read_bio_X509(memory, nullptr, nullptr, nullptr));
  BIO_free(memory);
  if (own != nullptr) X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), own.get());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  return context;
}

timeval time_of(std::chrono::milliseconds patience) {
  return {patience.count() / 1000, patience.count() % 1000 * 1000};
}

std::string request_of(const Fetch& what) {
  std::string text = (what.body.empty() ? "GET " : "POST ") + what.target +
                     " HTTP/1.1\r\nHost: " + what.host + "\r\nConnection: close\r\n";
  if (!what.credential.empty()) text += "Authorization: " + what.credential + "\r\n";
  if (!what.body.empty()) text += "Content-Length: " + std::to_string(what.body.size()) + "\r\n";
  return text + "\r\n" + what.body;
}

// "HTTP/1.1 200 OK".
Fetched read_answer(const std::string& text) {
  Fetched answer;
  const auto blank = text.find(' ');
  const auto head = text.find("\r\n\r\n");
  if (!text.starts_with("HTTP/1.") || blank == std::string::npos || head == std::string::npos)
    return {0, "no answer", {}};
  std::from_chars(text.data() + blank + 1, text.data() + text.size(), answer.status);
  answer.body = text.substr(head + 4);
  return answer;
}

int connect_to(const addrinfo& address, std::chrono::milliseconds patience) {
  const int made = socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC, 0);
  const timeval time = time_of(patience);
  setsockopt(made, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
  setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
  if (made >= 0 && connect(made, address.ai_addr, address.ai_addrlen) == 0) return made;
  if (made >= 0) close(made);
  return -1;
}

Fetched exchange(int socket, const std::string& authority, const Fetch& what) {
  const auto context = context_of(authority);
  const std::unique_ptr<SSL, FreeConnection> connection(SSL_new(context.get()));
  SSL_set_fd(connection.get(), socket);
  SSL_set1_host(connection.get(), what.host.c_str());
  std::string name = what.host;  // OpenSSL's macro casts constness away
  SSL_ctrl(connection.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  if (SSL_connect(connection.get()) != 1) return {0, "no TLS", {}};
  const std::string request = request_of(what);
  if (SSL_write(connection.get(), request.data(), static_cast<int>(request.size())) <= 0)
    return {0, "no answer", {}};
  std::string text;
  std::array<char, 4096> octets{};
  for (int count = 1; count > 0 && text.size() < most_octets;) {
    count = SSL_read(connection.get(), octets.data(), static_cast<int>(octets.size()));
    if (count > 0) text.append(octets.data(), static_cast<std::size_t>(count));
  }
  return read_answer(text);
}

// The first address is all that a service of the lab has.
Fetched fetch_here(const std::string& authority, const Fetch& what,
                   std::chrono::milliseconds patience) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (getaddrinfo(what.host.c_str(), "443", &hints, &list) != 0) return {0, "no address", {}};
  const std::unique_ptr<addrinfo, FreeAddresses> addresses(list);
  const Socket socket(connect_to(*addresses, patience));
  if (socket.get() < 0) return {0, "no connection", {}};
  return exchange(socket.get(), authority, what);
}

}  // namespace

Fetched fetch(const Lab& lab, const Fetch& what, std::chrono::milliseconds patience) {
  Fetched answer{0, "nobody is called " + what.from, {}};
  const std::string authority = lab.authority();
  if (const Space* space = space_named(lab.plan(), what.from))
    as_workload(lab, *space, [&] { answer = fetch_here(authority, what, patience); });
  return answer;
}

}  // namespace airtight::lab
