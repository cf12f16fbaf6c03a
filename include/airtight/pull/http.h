#pragma once

#include <airtight/base/result.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace airtight::pull {

// How requests are sent. The system's list of authorities is trusted when `ca_bundle` is empty;
// without `proxy` the environment decides (https_proxy, no_proxy).
struct HttpSettings {
  std::string ca_bundle{};  // a PEM file
  std::string proxy{};
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds timeout{60'000};       // for a whole answer
  std::size_t most_bytes = std::size_t{64} << 20;  // of one answer
};

struct Request {
  std::string url;
  std::vector<std::string> headers{};  // "Name: value"
  std::optional<std::string> body{};   // POST when there is one, else GET
  bool direct = false;                 // past any proxy: the host is this machine's own
};

// An answer, or why there was none.
struct Response {
  long status = 0;  // 0: no answer
  std::string body;
  std::string retry_after;      // the header's value; empty if there is none
  std::string location;         // of a redirection, which is never followed
  std::string failure;          // without an answer: what went wrong, in curl's words
  bool worth_retrying = false;  // of a failure: it may pass
};

// One client that keeps its connections. Certificates are always verified, and no redirection is
// followed, so that what a header says reaches nobody but the host of the URL (RFC 6750, 5.3).
class Http {
 public:
  explicit Http(HttpSettings settings);
  ~Http();
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  Response send(const Request& request);

 private:
  struct Handle;
  HttpSettings settings_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace airtight::pull
