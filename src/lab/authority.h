#pragma once

#include <openssl/ssl.h>

#include <map>
#include <memory>
#include <string>

// Who signs the certificates of a lab. Made anew for each, with keys that never leave its memory.
namespace airtight::lab {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

// "*.vault.azure.net": services share one certificate for all of their resources (E-013).
std::string certificate_name(const std::string& host);

class Authority {
 public:
  Authority();

  // Its own certificate, PEM.
  std::string certificate() const;

  // A TLS server's context with a certificate for this name; made when it is first asked for, null
  // where OpenSSL cannot. Belongs to the authority.
  SSL_CTX* context_for(const std::string& name);

 private:
  std::unique_ptr<EVP_PKEY, FreeKey> key_;
  std::unique_ptr<X509, FreeCertificate> own_;
  std::map<std::string, std::unique_ptr<SSL_CTX, FreeContext>> contexts_;
  long serial_ = 1;
};

}  // namespace airtight::lab
