#include "identity.h"

#include <airtight/base/text.h>
#include <openssl/crypto.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "connect.h"
#include "request_on.h"

namespace airtight::probe {
namespace {

constexpr std::size_t most_answer = 32U << 10U;

// Where a token is asked for: plain HTTP on this machine.
struct Endpoint {
  net::Ip ip;
  net::Port port{80};
  std::string host;  // as written, with the port
  std::string path;  // with the query but for the resource
  const char* header = nullptr;
  const char* variable = nullptr;  // whose value the header has; null: "true"
};

// "http://127.0.0.1:41741/msi/token/"
Result<Endpoint> endpoint_at(std::string_view variable, std::string_view url) {
  constexpr std::string_view scheme = "http://";
  const auto wrong = [&](std::string_view expected) {
    return fail(std::string(variable) + " is not " + std::string(expected));  // its text stays here
  };
  if (!url.starts_with(scheme)) return wrong("an address of plain HTTP");
  url.remove_prefix(scheme.size());
  Endpoint found;
  const auto slash = std::min(url.find('/'), url.size());
  found.host = std::string(url.substr(0, slash));
  found.path = slash == url.size() ? "/" : std::string(url.substr(slash));
  std::string_view name = found.host;
  const auto colon = name.rfind(':');
  if (colon != name.npos && !name.ends_with(']')) {
    const std::string_view digits = name.substr(colon + 1);
    const auto [stop, failed] =
        std::from_chars(digits.data(), digits.data() + digits.size(), found.port.number);
    if (failed != std::errc{} || stop != digits.data() + digits.size())
      return wrong("an address with a port");
    name = name.substr(0, colon);
  }
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  const auto ip = net::parse_ip(name == "localhost" ? "127.0.0.1" : name);
  const auto is_here = [](const net::Ip& address) {
    return net::Prefix{net::ipv4(127, 0, 0, 0), 8}.contains(address) ||
           net::Prefix{net::ipv4(169, 254, 0, 0), 16}.contains(address) ||
           address == net::Ip{net::Family::v6, 0, 1};
  };
  if (!ip || !is_here(*ip) || printable(url) != url)
    return wrong("an address of this machine (A-242)");
  found.ip = *ip;
  return found;
}

struct Variables {
  const char* endpoint;
  const char* secret;
  const char* header;
  const char* version;
};
constexpr std::array known{
    Variables{"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "X-IDENTITY-HEADER", "2019-08-01"},
    Variables{"MSI_ENDPOINT", "MSI_SECRET", "secret", "2017-09-01"},
};

Result<Endpoint> find_endpoint(const Server& metadata) {
  for (const Variables& each : known) {
    const char* url = std::getenv(each.endpoint);
    if (url == nullptr) continue;
    if (std::getenv(each.secret) == nullptr)
      return fail(std::string(each.endpoint) + " is set and " + each.secret + " is not");
    auto found = endpoint_at(each.endpoint, url);
    if (!found) return found;
    found->path += std::string("?api-version=") + each.version;
    found->header = each.header;
    found->variable = each.secret;
    return found;
  }
  Endpoint machine;
  machine.ip = metadata.ip;
  machine.port = metadata.port;
  machine.host = to_string(metadata.ip);
  machine.path = "/metadata/identity/oauth2/token?api-version=2018-02-01";
  machine.header = "Metadata";
  return machine;
}

std::string escaped(std::string_view audience) {
  std::string text;
  for (const char c : audience) text += c == ':' ? "%3A" : c == '/' ? "%2F" : std::string(1, c);
  return text;
}

// In one piece of memory from the start, so that none is left behind when it grows.
Secret request_to(const Endpoint& endpoint, const std::string& audience) {
  const char* value = endpoint.variable == nullptr ? "true" : std::getenv(endpoint.variable);
  std::string text;
  text.reserve(endpoint.path.size() + endpoint.host.size() + audience.size() * 3 +
               std::strlen(value) + 256);
  text += "GET " + endpoint.path + "&resource=" + escaped(audience) + " HTTP/1.1\r\nHost: ";
  text += endpoint.host;
  text += "\r\nUser-Agent: airtight-probe\r\nAccept: application/json\r\nConnection: close\r\n";
  text += endpoint.header;
  text += ": ";
  text += value;
  text += "\r\n\r\n";
  return Secret(std::move(text));
}

// What follows `"key": ` in a JSON object: a text without its quotes, in which there is no escape,
// or a number. Nothing where there is no such thing.
std::string_view member_of(std::string_view json, std::string_view key) {
  constexpr std::string_view blank = " \t\r\n";
  const auto at = json.find("\"" + std::string(key) + "\"");
  if (at == json.npos) return {};
  json.remove_prefix(at + key.size() + 2);
  json.remove_prefix(std::min(json.find_first_not_of(blank), json.size()));
  if (!json.starts_with(':')) return {};
  json.remove_prefix(1);
  json.remove_prefix(std::min(json.find_first_not_of(blank), json.size()));
  const bool is_text = json.starts_with('"');
  if (is_text) json.remove_prefix(1);
  const auto end = is_text ? json.find('"') : json.find_first_of(",} \t\r\n");
  return end == json.npos ? std::string_view{} : json.substr(0, end);
}

bool is_token(std::string_view text) {  // RFC 6750, b64token
  return !text.empty() && text.find_first_not_of(
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvw"
                              "xyz0123456789-._~+/=") == text.npos;
}

}  // namespace

Secret::Secret(Secret&& other) noexcept : text_(other.text_) { other.wipe(); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    text_ = other.text_;
    other.wipe();
  }
  return *this;
}

void Secret::wipe() {
  OPENSSL_cleanse(text_.data(), text_.size());
  text_.clear();
}

Token token_in(std::string_view answer) {
  Token token;
  const std::string_view value = member_of(answer, "access_token");
  if (!is_token(value)) {
    token.failure = "the answer has no access_token";
    return token;
  }
  token.value = Secret(std::string(value));
  const std::string_view expires = member_of(answer, "expires_on");
  long long seconds = 0;
  const auto [stop, failed] =
      std::from_chars(expires.data(), expires.data() + expires.size(), seconds);
  if (failed == std::errc{} && stop == expires.data() + expires.size()) token.expires = seconds;
  return token;
}

awaitable<Token> ask_for_token(std::string audience, Server metadata, Clock::time_point until) {
  Token token;
  const auto endpoint = find_endpoint(metadata);
  if (!endpoint) {
    token.failure = endpoint.error().message;
    co_return token;
  }
  tcp::socket socket(co_await asio::this_coro::executor);
  const Connection connection = co_await connect(socket, endpoint->ip, endpoint->port, until);
  if (connection.outcome != observe::ConnectOutcome::connected ||
      !connection.local_failure.empty()) {
    token.failure = "nobody gives tokens here: " + std::string(to_string(connection.outcome));
    co_return token;
  }
  Secret request = request_to(*endpoint, audience);
  HttpAnswer answer;
  const bool in_time =
      co_await within(until, request_on(socket, request.text(), most_answer, answer));
  if (!in_time || answer.kind != HttpAnswer::Kind::answer)
    token.failure = in_time ? answer.failure : "no token in time";
  else if (answer.status != 200)
    token.failure = "status " + std::to_string(answer.status);
  else
    token = token_in(answer.body);
  OPENSSL_cleanse(answer.body.data(), answer.body.size());
  co_return token;
}

}  // namespace airtight::probe
