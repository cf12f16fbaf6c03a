#include "authority.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace airtight::lab {
namespace {

constexpr const char* own_name = "airtight lab";
constexpr long an_hour = 3600;
constexpr long validity = 365L * 24 * an_hour;

using Certificate = std::unique_ptr<X509, FreeCertificate>;

void extend(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate certificate_of(const std::string& name, EVP_PKEY* key, long serial) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -an_hour);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), validity);
  X509_set_pubkey(certificate.get(), key);
  const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());  // NOLINT: OpenSSL's own
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8, text,
                             -1, -1, 0);
  return certificate;
}

}  // namespace

std::string certificate_name(const std::string& host) {
  const auto dot = host.find('.');
  return dot == std::string::npos ? host : "*" + host.substr(dot);
}

Authority::Authority() : key_(EVP_EC_gen("P-256")) {
  own_ = certificate_of(own_name, key_.get(), serial_);
  X509_set_issuer_name(own_.get(), X509_get_subject_name(own_.get()));
  extend(own_.get(), own_.get(), NID_basic_constraints, "critical,CA:TRUE");
  extend(own_.get(), own_.get(), NID_key_usage, "critical,keyCertSign");
  X509_sign(own_.get(), key_.get(), EVP_sha256());
}

std::string Authority::certificate() const {
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, own_.get());
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory, &bytes);
  std::string text(bytes, static_cast<std::size_t>(size));
  BIO_free(memory);
  return text;
}

// One key is enough for all: they are one process's.
SSL_CTX* Authority::context_for(const std::string& name) {
  const auto [at, is_new] = contexts_.try_emplace(name);
  if (!is_new) return at->second.get();
  const Certificate certificate = certificate_of(name, key_.get(), ++serial_);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(own_.get()));
  extend(certificate.get(), own_.get(), NID_subject_alt_name, "DNS:" + name);
  X509_sign(certificate.get(), key_.get(), EVP_sha256());
  std::unique_ptr<SSL_CTX, FreeContext> context(SSL_CTX_new(TLS_server_method()));
  if (context == nullptr || SSL_CTX_use_certificate(context.get(), certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key_.get()) != 1)
    return nullptr;
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  at->second = std::move(context);
  return at->second.get();
}

}  // namespace airtight::lab
