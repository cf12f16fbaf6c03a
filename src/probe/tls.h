#pragma once

#include <airtight/observe/observation.h>

#include <boost/asio/ssl.hpp>
#include <functional>

#include "loop.h"

namespace airtight::probe {

using TlsStream = asio::ssl::stream<tcp::socket>;

// What is said after a handshake that held; it keeps its own time.
using Talk = std::function<awaitable<void>(TlsStream& stream)>;

// TLS 1.2 or later with the system's authorities, or those of a PEM file. A certificate that does
// not hold is looked at and the handshake is ended: validation is never off (E-012).
class Tls {
 public:
  static Result<std::unique_ptr<Tls>> make(const std::string& ca_bundle);

  // A handshake on a connected socket, which it takes and closes when `talk`, where there is one,
  // is over.
  awaitable<observe::TlsResult> handshake(tcp::socket socket, std::string server_name,
                                          Clock::time_point until, const Talk* talk = nullptr);

 private:
  asio::ssl::context context_{asio::ssl::context::tls_client};
};

}  // namespace airtight::probe
