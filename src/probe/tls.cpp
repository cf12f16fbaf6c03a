#include "tls.h"

#include <airtight/base/text.h>

#include <array>

#include "certificate.h"

namespace airtight::probe {
namespace {

using observe::TlsOutcome;
using observe::TlsResult;
using Stream = asio::ssl::stream<tcp::socket>;

constexpr std::size_t longest_reply = 512;

awaitable<void> shake_hands(Stream& stream, std::optional<error_code>& ended) {
  const auto [failed] = co_await stream.async_handshake(Stream::client, quietly);
  ended = failed;
}

awaitable<void> exchange(Stream& stream, std::string_view hello, std::string& reply) {
  const auto [not_sent, sent] = co_await asio::async_write(stream, asio::buffer(hello), quietly);
  if (not_sent) co_return;
  std::array<char, longest_reply> bytes{};
  const auto [nothing, size] = co_await stream.async_read_some(asio::buffer(bytes), quietly);
  reply.assign(bytes.data(), size);
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

}  // namespace

Result<std::unique_ptr<Tls>> Tls::make(const std::string& ca_bundle) {
  auto tls = std::make_unique<Tls>();
  SSL_CTX* context = tls->context_.native_handle();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // each handshake is a fresh one
  error_code failed;
  if (ca_bundle.empty()) {
    tls->context_.set_default_verify_paths(failed);
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
                                    Clock::time_point until, std::string_view hello,
                                    std::string* reply) {
  CertificateCheck check;
  std::optional<error_code> ended;
  Stream stream(std::move(socket), context_);
  SSL* connection = stream.native_handle();
  attach(connection, &check);
  // As SSL_set_tlsext_host_name, a macro that casts in C's way; the name is copied.
  SSL_ctrl(connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, server_name.data());
  SSL_set1_host(connection, server_name.c_str());
  if (!co_await within(until, shake_hands(stream, ended))) ended.reset();
  TlsResult result = result_of(check, ended, server_name);
  if (result.verified) {
    result.version = SSL_get_version(connection);
    if (reply != nullptr && !hello.empty()) co_await within(until, exchange(stream, hello, *reply));
  }
  error_code ignored;
  stream.next_layer().close(ignored);
  co_return result;
}

}  // namespace airtight::probe
