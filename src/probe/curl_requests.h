#pragma once

#include <map>
#include <memory>

#include "curl_library.h"
#include "http.h"
#include "loop.h"

namespace airtight::probe {

// Requests by libcurl on the loop, many at a time: HTTP/1.1, a connection of its own for each, no
// redirection, cookie, credential or proxy (E-015, E-016).
class CurlRequests {
 public:
  // Null where libcurl cannot be loaded.
  static std::unique_ptr<CurlRequests> make(asio::io_context& loop, const Settings& settings);
  ~CurlRequests();
  CurlRequests(const CurlRequests&) = delete;
  CurlRequests& operator=(const CurlRequests&) = delete;

  awaitable<HttpAnswer> get(HttpRequest request, Clock::time_point until);

 private:
  struct Transfer;
  struct Watched;
  CurlRequests(asio::io_context& loop, const Settings& settings, const CurlLibrary& library);
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
