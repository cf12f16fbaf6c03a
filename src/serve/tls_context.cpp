#include "tls_context.h"

#include "sockets.h"

namespace airtight::serve {

Result<TlsContext> tls_of(const TlsFiles& files) {
  if (files.certificate.empty()) return TlsContext();
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  error_code failed;
  std::string what = files.certificate;
  context->use_certificate_chain_file(files.certificate, failed);
  if (!failed) {
    what = files.key;
    context->use_private_key_file(files.key, asio::ssl::context::pem, failed);
  }
  if (!failed && !files.client_authorities.empty()) {
    what = files.client_authorities;
    context->load_verify_file(files.client_authorities, failed);
    if (!failed) context->set_verify_mode(asio::ssl::verify_peer, failed);
  }
  if (failed) return fail("cannot use " + what + " for TLS: " + failed.message());
  return context;
}

}  // namespace airtight::serve
