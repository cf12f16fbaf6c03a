#pragma once

#include <openssl/ssl.h>

#include <string>
#include <vector>

namespace airtight::probe {

// What a server's certificate said and whether it holds for the name asked.
struct CertificateCheck {
  bool looked_at = false;
  std::string subject{};             // "CN=*.vault.azure.net"
  std::vector<std::string> names{};  // sorted, at most 100
  std::string not_after{};           // RFC 3339
  bool name_matches = true;
  std::vector<std::string> faults{};  // of the chain, in OpenSSL's words
};

// All checks go on after a fault, so that each is known, and then the handshake fails if there was
// one. Set for a context; `attach` says where the findings of one connection go.
void check_certificates(SSL_CTX* context);
void attach(SSL* connection, CertificateCheck* check);

}  // namespace airtight::probe
