#include "pull/server.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <atomic>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Stream = asio::ssl::stream<asio::ip::tcp::socket>;

namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Certificate = std::unique_ptr<X509, FreeCertificate>;
using Bio = std::unique_ptr<BIO, FreeBio>;

std::string text_of(BIO* bio) {
  char* bytes = nullptr;
  const long length = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(length)};
}

std::string pem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  return text_of(bio.get());
}

std::string pem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(bio.get());
}

Key read_key(const std::string& text) {
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  return Key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
}

Certificate read_certificate(const std::string& text) {
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  return Certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

void extend(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// Valid from an hour ago for a day.
Certificate make_certificate(const std::string& name, EVP_PKEY* key, long serial) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86400);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

std::string head_of(const Given& given) {
  std::string head = "HTTP/1.1 " + std::to_string(given.status) + " Status\r\n";
  for (const std::string& header : given.headers) head += header + "\r\n";
  switch (given.fault) {
    case Given::Fault::none:
      return head + "Content-Length: " + std::to_string(given.body.size()) + "\r\n\r\n";
    case Given::Fault::cut:
      return head + "Content-Length: " + std::to_string(given.body.size() + 1000) + "\r\n\r\n";
    case Given::Fault::endless:
      return head + "Connection: close\r\n\r\n";
  }
  return head;
}

}  // namespace

Identity sign(const Authority& authority, const std::vector<std::string>& names) {
  const Key issuer_key = read_key(authority.key);
  const Certificate issuer = read_certificate(authority.certificate);
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = make_certificate(names.front(), key.get(), 2);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get()));
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "DNS:" : ",DNS:") + name;
  extend(certificate.get(), issuer.get(), NID_subject_alt_name, list);
  X509_sign(certificate.get(), issuer_key.get(), EVP_sha256());
  return {pem(certificate.get()), pem(key.get())};
}

Authority::Authority() {
  const Key made(EVP_EC_gen("P-256"));
  const Certificate own = make_certificate("airtight test authority", made.get(), 1);
  X509_set_issuer_name(own.get(), X509_get_subject_name(own.get()));
  extend(own.get(), own.get(), NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(own.get(), made.get(), EVP_sha256());
  certificate = pem(own.get());
  key = pem(made.get());
}

struct Server::State {
  asio::io_context context;
  asio::ssl::context tls{asio::ssl::context::tls_server};
  asio::ip::tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), 0}};
  unsigned short port = acceptor.local_endpoint().port();
  Answer answer;
  std::string host;
  mutable std::mutex mutex;
  std::vector<Asked> asked;
  std::atomic<bool> stopping = false;
  int connection = -1;  // its descriptor, for the destructor to end
  std::thread thread;

  void serve();
  void talk(Stream& stream);
  bool reply(Stream& stream, const Given& given);
  void enter(int descriptor) {
    const std::lock_guard lock(mutex);
    connection = descriptor;
    if (stopping) shutdown(descriptor, SHUT_RDWR);
  }
  void leave() {
    const std::lock_guard lock(mutex);
    connection = -1;
  }
};

void Server::State::serve() {
  while (!stopping) {
    boost::system::error_code error;
    Stream stream(context, tls);
    acceptor.accept(stream.next_layer(), error);
    if (error || stopping) continue;
    enter(stream.next_layer().native_handle());
    stream.handshake(asio::ssl::stream_base::server, error);
    if (!error) talk(stream);
    leave();
  }
}

void Server::State::talk(Stream& stream) {
  boost::beast::flat_buffer buffer;
  while (!stopping) {
    http::request<http::string_body> request;
    boost::system::error_code error;
    http::read(stream, buffer, request, error);
    if (error) return;
    Asked one{std::string(request.method_string()), std::string(request.target()),
              std::string(request[http::field::authorization]),
              std::string(request["X-IDENTITY-HEADER"]), request.body()};
    {
      const std::lock_guard lock(mutex);
      asked.push_back(one);
    }
    if (!reply(stream, answer(one))) return;
  }
}

bool Server::State::reply(Stream& stream, const Given& given) {
  std::this_thread::sleep_for(given.delay);
  boost::system::error_code error;
  asio::write(stream, asio::buffer(head_of(given) + given.body), error);
  const std::string more(65536, ' ');
  while (given.fault == Given::Fault::endless && !error && !stopping)
    asio::write(stream, asio::buffer(more), error);
  return !error && given.fault == Given::Fault::none;
}

Server::Server(const Authority& authority, Answer answer, const std::string& host)
    : state_(std::make_unique<State>()) {
  const Identity identity = sign(authority, {host});
  state_->answer = std::move(answer);
  state_->host = host;
  state_->tls.use_certificate_chain(asio::buffer(identity.certificate));
  state_->tls.use_private_key(asio::buffer(identity.key), asio::ssl::context::pem);
  state_->thread = std::thread([this] { state_->serve(); });
}

Server::~Server() {
  state_->stopping = true;
  shutdown(state_->acceptor.native_handle(), SHUT_RDWR);
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->connection >= 0) shutdown(state_->connection, SHUT_RDWR);
  }
  state_->thread.join();
}

std::string Server::url() const { return "https://localhost:" + std::to_string(state_->port); }

std::vector<Asked> Server::asked() const {
  const std::lock_guard lock(state_->mutex);
  return state_->asked;
}
