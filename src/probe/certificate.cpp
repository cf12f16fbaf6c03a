#include "certificate.h"

#include <airtight/base/text.h>
#include <airtight/observe/observation.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <memory>

namespace airtight::probe {
namespace {

constexpr int most_names = 100;

int slot() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

CertificateCheck* check_of(X509_STORE_CTX* context) {
  auto* connection =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
  return connection == nullptr
             ? nullptr
             : static_cast<CertificateCheck*>(SSL_get_ex_data(connection, slot()));
}

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};

std::string subject_of(X509* certificate) {
  const std::unique_ptr<BIO, FreeBio> bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), X509_get_subject_name(certificate), 0,
                     XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  char* bytes = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &bytes);
  return printable({bytes, static_cast<std::size_t>(std::max(0L, length))});
}

struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

std::vector<std::string> names_of(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, FreeNames> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> texts;
  for (int i = 0; i < std::min(most_names, sk_GENERAL_NAME_num(names.get())); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS) continue;
    const auto* bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
    const int length = ASN1_STRING_length(name->d.dNSName);
    texts.push_back(printable({bytes, static_cast<std::size_t>(length)}));
  }
  std::ranges::sort(texts);
  return texts;
}

std::string end_of(X509* certificate) {
  std::tm fields{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &fields) != 1) return "";
  const std::time_t seconds = timegm(&fields);
  return observe::to_string(observe::Time(std::chrono::seconds(seconds)));
}

void look_at(X509* certificate, CertificateCheck& check) {
  if (certificate == nullptr) return;
  check.looked_at = true;
  check.subject = subject_of(certificate);
  check.names = names_of(certificate);
  check.not_after = end_of(certificate);
}

int note_fault(int holds, X509_STORE_CTX* context) {
  CertificateCheck* check = check_of(context);
  if (holds == 1 || check == nullptr) return holds;
  const int fault = X509_STORE_CTX_get_error(context);
  if (fault == X509_V_ERR_HOSTNAME_MISMATCH) {
    check->name_matches = false;
    return 1;
  }
  const std::string text = X509_verify_cert_error_string(fault);
  if (std::ranges::count(check->faults, text) == 0) check->faults.push_back(text);
  return 1;  // goes on; `verify` ends the handshake
}

int verify(X509_STORE_CTX* context, void*) {
  CertificateCheck* check = check_of(context);
  if (check == nullptr) return 0;
  look_at(X509_STORE_CTX_get0_cert(context), *check);
  X509_STORE_CTX_set_verify_cb(context, note_fault);
  const int holds = X509_verify_cert(context);
  const bool all = holds == 1 && check->name_matches && check->faults.empty();
  if (!all && check->faults.empty() && check->name_matches)
    check->faults.emplace_back(X509_verify_cert_error_string(X509_STORE_CTX_get_error(context)));
  if (!all && X509_STORE_CTX_get_error(context) == X509_V_OK)
    X509_STORE_CTX_set_error(context, X509_V_ERR_APPLICATION_VERIFICATION);
  return all ? 1 : 0;
}

}  // namespace

void check_certificates(SSL_CTX* context) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, verify, nullptr);
}

void attach(SSL* connection, CertificateCheck* check) {
  SSL_set_ex_data(connection, slot(), check);
}

}  // namespace airtight::probe
