#pragma once

#include <airtight/observe/observation.h>

#include <boost/asio/ssl.hpp>

#include "loop.h"

namespace airtight::probe {

// TLS 1.2 or later with the system's authorities, or those of a PEM file. A certificate that does
// not hold is looked at and the handshake is ended: validation is never off (E-012).
class Tls {
 public:
  static Result<std::unique_ptr<Tls>> make(const std::string& ca_bundle);

  // A handshake on a connected socket, which it takes. `reply` gets what the server sends within
  // the time after `hello`, at most 512 octets, where there is something to say.
  awaitable<observe::TlsResult> handshake(tcp::socket socket, std::string server_name,
                                          Clock::time_point until, std::string_view hello = {},
                                          std::string* reply = nullptr);

 private:
  asio::ssl::context context_{asio::ssl::context::tls_client};
};

}  // namespace airtight::probe
