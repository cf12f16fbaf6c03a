#include "tls.h"

#include <airtight/base/text.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "certificate.h"

namespace airtight::probe {
namespace {

using observe::TlsOutcome;
using observe::TlsResult;

awaitable<void> shake_hands(TlsStream& stream, std::optional<error_code>& ended) {
  const auto [failed] = co_await stream.async_handshake(TlsStream::client, quietly);
  ended = failed;
}

std::string reason_of(const CertificateCheck& check, const std::string& name) {
  std::vector<std::string> reasons = check.faults;
  if (!check.name_matches) reasons.push_back("the certificate does not cover " + name);
  return join(reasons, "; ");
}

TlsResult result_of(const CertificateCheck& check, const std::optional<error_code>& ended,
                    const std::string& name) {
  TlsResult result;
  result.subject = check.subject;
  result.names = check.names;
  result.not_after = check.not_after;
  result.reason = reason_of(check, name);
  if (!check.name_matches) {
    result.outcome = TlsOutcome::name_mismatch;
  } else if (!check.faults.empty()) {
    result.outcome = TlsOutcome::untrusted;
  } else if (!ended) {
    result.outcome = TlsOutcome::timed_out;
    result.reason = "the handshake did not end in time";
  } else if (*ended) {
    result.outcome = TlsOutcome::failed;
    result.reason = ended->message();
  } else {
    result.outcome = TlsOutcome::ok;
    result.verified = true;
  }
  return result;
}

// Where distributions keep the authorities: a program that is carried to another one has OpenSSL's
// idea of its own.
constexpr std::array authority_files{"/etc/ssl/certs/ca-certificates.crt",
                                     "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
                                     "/etc/ssl/cert.pem"};

bool exists(const char* path) {
  std::error_code failed;
  return std::filesystem::exists(path, failed);
}

bool has_default_authorities() {
  for (const char* variable : {X509_get_default_cert_file_env(), X509_get_default_cert_dir_env()}) {
    if (std::getenv(variable) != nullptr) return true;
  }
  return exists(X509_get_default_cert_file()) || exists(X509_get_default_cert_dir());
}

void load_system_authorities(asio::ssl::context& context, error_code& failed) {
  if (has_default_authorities()) {
    context.set_default_verify_paths(failed);
    return;
  }
  const auto* const found = std::ranges::find_if(authority_files, exists);
  if (found != authority_files.end()) context.load_verify_file(*found, failed);
}

}  // namespace

Result<std::unique_ptr<Tls>> Tls::make(const std::string& ca_bundle) {
  auto tls = std::make_unique<Tls>();
  SSL_CTX* context = tls->context_.native_handle();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // each handshake is a fresh one
  error_code failed;
  if (ca_bundle.empty()) {
    load_system_authorities(tls->context_, failed);
  } else {
    tls->context_.load_verify_file(ca_bundle, failed);
  }
  if (failed)
    return fail("cannot read the authorities of " +
                (ca_bundle.empty() ? std::string("the system") : in_quotes(ca_bundle)) + ": " +
                failed.message());
  check_certificates(context);
  return tls;
}

awaitable<TlsResult> Tls::handshake(tcp::socket socket, std::string server_name,
                                    Clock::time_point until, const Talk* talk) {
  CertificateCheck check;
  std::optional<error_code> ended;
  TlsStream stream(std::move(socket), context_);
  SSL* connection = stream.native_handle();
  attach(connection, &check);
  // As SSL_set_tlsext_host_name, a macro that casts in C's way; the name is copied.
  SSL_ctrl(connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, server_name.data());
  SSL_set1_host(connection, server_name.c_str());
  if (!co_await within(until, shake_hands(stream, ended))) ended.reset();
  TlsResult result = result_of(check, ended, server_name);
  if (result.verified) {
    result.version = SSL_get_version(connection);
    if (talk != nullptr) co_await (*talk)(stream);
  }
  error_code ignored;
  stream.next_layer().close(ignored);
  co_return result;
}

}  // namespace airtight::probe
