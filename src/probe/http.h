#pragma once

#include <airtight/azure/edge_match.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "curl_library.h"
#include "loop.h"

namespace airtight::probe {

// A request to one address of a host. The host is the SNI, the certificate's name and the Host
// header, whatever the address (E-012).
struct HttpRequest {
  std::string host;
  net::Port port{443};
  std::string path = "/";
  std::string header{};  // "Name: value"; empty: none
  net::Ip address;
};

// An answer, or why there was none. A body or headers past the limit are cut, and that the answer
// had a status still counts.
struct HttpAnswer {
  enum class Kind { answer, timed_out, refused, unreachable, untrusted, tls_failed, broken };
  Kind kind = Kind::broken;
  int status = 0;
  std::string reason{};
  std::vector<azure::Header> headers{};
  std::string body{};
  std::string failure{};
};

// Requests by libcurl on the loop, many at a time: HTTP/1.1, a connection of its own for each, no
// redirection, cookie, credential or proxy (E-015, E-016).
class Http {
 public:
  // Null where libcurl cannot be loaded.
  static std::unique_ptr<Http> make(asio::io_context& loop, const Settings& settings);
  ~Http();
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  awaitable<HttpAnswer> get(HttpRequest request, Clock::time_point until);

 private:
  struct Transfer;
  struct Watched;
  Http(asio::io_context& loop, const Settings& settings, const CurlLibrary& library);
  static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* watched);
  static int on_timer(CURLM* multi, long milliseconds, void* self);
  void watch(const std::shared_ptr<Watched>& watched, bool write);
  void act(curl_socket_t socket, int events);
  void take_finished();
  void prepare(Transfer& transfer, const HttpRequest& request, Clock::time_point until);

  asio::io_context& loop_;
  const Settings& settings_;
  const CurlLibrary& library_;
  CURLM* multi_ = nullptr;
  std::map<curl_socket_t, std::shared_ptr<Watched>> sockets_;
  std::map<CURL*, std::shared_ptr<Transfer>> transfers_;
  std::shared_ptr<asio::steady_timer> timer_;
};

}  // namespace airtight::probe
