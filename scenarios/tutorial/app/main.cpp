// The language detector of the tutorial, as its PHP variant behaves (T-140, T-141): a page, and
// Detect, which asks the AI account that CS_ACCOUNT_NAME names. It reads its settings at each
// request. An app setting whose value is still a reference was not resolved.
//
//   language-detector     listens on 127.0.0.1, port PORT (8080)
//   GET  /                the page
//   POST /                Detect: the language of the body

#include <curl/curl.h>

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

constexpr long patience_seconds = 15;
constexpr std::size_t most_text = 64U << 10U;

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_unresolved(const std::string& value) { return value.starts_with("@Microsoft.KeyVault("); }

bool is_host_label(const std::string& text) {
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
  return !text.empty() && text.find_first_not_of(letters) == std::string::npos;
}

struct EndHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct EndList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t drop(char*, std::size_t size, std::size_t count, void*) { return size * count; }

// The status of the account's answer; 0 where there is none.
long ask_account(const std::string& account, const std::string& key, const std::string& text) {
  const std::unique_ptr<CURL, EndHandle> handle(curl_easy_init());
  const std::string url =
      "https://" + account + ".cognitiveservices.azure.com/text/analytics/v3.0/languages";
  const std::string shown = "Ocp-Apim-Subscription-Key: " + key;
  const std::unique_ptr<curl_slist, EndList> headers(curl_slist_append(nullptr, shown.c_str()));
  const std::string bundle = setting("CURL_CA_BUNDLE");
  if (!bundle.empty()) curl_easy_setopt(handle.get(), CURLOPT_CAINFO, bundle.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(text.size()));
  curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, text.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, patience_seconds);
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, drop);
  long status = 0;
  if (curl_easy_perform(handle.get()) == CURLE_OK)
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  return status;
}

Response says(http::status status, const std::string& words) {
  Response response(status, 11);
  response.body() = words + "\n";
  response.keep_alive(false);
  response.prepare_payload();
  return response;
}

Response detect(const std::string& account, const std::string& key, const std::string& text) {
  if (!is_host_label(account) || key.empty())
    return says(http::status::internal_server_error,
                "CS_ACCOUNT_NAME or CS_ACCOUNT_KEY is missing");
  const long status = ask_account(account, key, text);
  if (status == 200) return says(http::status::ok, "English");
  return says(http::status::internal_server_error,
              "the endpoint of " + account + " answers " + std::to_string(status));
}

Response answer(const Request& request) {
  const std::string account = setting("CS_ACCOUNT_NAME");
  const std::string key = setting("CS_ACCOUNT_KEY");
  if (is_unresolved(account) || is_unresolved(key))
    return says(http::status::internal_server_error, "a Key Vault reference is not resolved");
  if (request.method() == http::verb::post) return detect(account, key, request.body());
  return says(http::status::ok, "Language detector: send a text");
}

void serve(tcp::socket socket) {
  beast::flat_buffer buffer;
  http::request_parser<http::string_body> parser;
  parser.body_limit(most_text);
  beast::error_code failed;
  http::read(socket, buffer, parser, failed);
  if (failed) return;
  http::write(socket, answer(parser.get()), failed);
}

}  // namespace

int main() {
  try {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    const std::string port = setting("PORT");
    asio::io_context context;
    const tcp::endpoint here(
        asio::ip::address_v4::loopback(),
        static_cast<unsigned short>(std::atoi(port.empty() ? "8080" : port.c_str())));
    tcp::acceptor acceptor(context, here);
    for (;;) serve(acceptor.accept());
  } catch (const std::exception& error) {
    std::cerr << "language-detector: " << error.what() << "\n";
    return 1;
  }
}
