#include <airtight/base/text.h>
#include <airtight/pull/http.h>

#include <array>

#include "curl_library.h"

namespace airtight::pull {
namespace {

struct Received {
  Response response;
  std::size_t most_bytes = 0;
  bool too_long = false;
};

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* to) {
  auto& received = *static_cast<Received*>(to);
  const std::size_t length = size * count;
  if (received.response.body.size() + length > received.most_bytes) {
    received.too_long = true;
    return 0;  // curl stops with CURLE_WRITE_ERROR
  }
  received.response.body.append(bytes, length);
  return length;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* to) {
  auto& response = static_cast<Received*>(to)->response;
  const std::string_view line(bytes, size * count);
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size * count;
  const std::string_view name = trim(line.substr(0, colon));
  const std::string value(trim(line.substr(colon + 1)));
  if (equal_ignoring_case(name, "Retry-After")) response.retry_after = value;
  if (equal_ignoring_case(name, "Location")) response.location = value;
  return size * count;
}

// Failures that are not the caller's: the network, a server that dies while it speaks.
bool may_pass(CURLcode code) {
  constexpr std::array passing{
      CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT,
      CURLE_PARTIAL_FILE,         CURLE_GOT_NOTHING,     CURLE_SEND_ERROR,
      CURLE_RECV_ERROR,           CURLE_HTTP2,           CURLE_HTTP2_STREAM};
  for (const CURLcode each : passing) {
    if (code == each) return true;
  }
  return false;
}

struct FreeList {
  void operator()(curl_slist* list) const { curl_library()->slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, FreeList>;

Headers headers_of(const CurlLibrary& library, const Request& request) {
  curl_slist* list = nullptr;
  for (const std::string& header : request.headers)
    list = library.slist_append(list, header.c_str());
  return Headers(list);
}

}  // namespace

struct Http::Handle {
  const CurlLibrary* library = curl_library();
  CURL* curl = library == nullptr ? nullptr : library->easy_init();
  Handle() = default;
  ~Handle() {
    if (curl != nullptr) library->easy_cleanup(curl);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
};

Http::Http(HttpSettings settings)
    : settings_(std::move(settings)), handle_(std::make_unique<Handle>()) {}
Http::~Http() = default;

Response Http::send(const Request& request) {
  CURL* curl = handle_->curl;
  Received received;
  received.most_bytes = settings_.most_bytes;
  if (curl == nullptr) {
    received.response.failure = "libcurl.so.4 cannot be loaded (Debian package libcurl4)";
    return received.response;
  }
  const CurlLibrary& library = *handle_->library;
  library.easy_reset(curl);  // keeps connections
  const Headers headers = headers_of(library, request);
  library.easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  library.easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  library.easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  library.easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  library.easy_setopt(curl, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  library.easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
  library.easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  library.easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                      static_cast<long>(settings_.connect_timeout.count()));
  library.easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.timeout.count()));
  if (!settings_.ca_bundle.empty())
    library.easy_setopt(curl, CURLOPT_CAINFO, settings_.ca_bundle.c_str());
  library.easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (request.direct) {
    library.easy_setopt(curl, CURLOPT_NOPROXY, "*");
  } else if (!settings_.proxy.empty()) {
    library.easy_setopt(curl, CURLOPT_PROXY, settings_.proxy.c_str());
  }
  if (request.body) {
    library.easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                        static_cast<curl_off_t>(request.body->size()));
    library.easy_setopt(curl, CURLOPT_POSTFIELDS, request.body->c_str());
  }
  library.easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  library.easy_setopt(curl, CURLOPT_WRITEDATA, &received);
  library.easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  library.easy_setopt(curl, CURLOPT_HEADERDATA, &received);
  std::array<char, CURL_ERROR_SIZE> detail{};
  library.easy_setopt(curl, CURLOPT_ERRORBUFFER, detail.data());
  const CURLcode code = library.easy_perform(curl);
  library.easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);  // it ends here
  Response& response = received.response;
  if (code == CURLE_OK) {
    library.easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response.status);
    return response;
  }
  response.body.clear();
  response.failure =
      received.too_long
          ? "the answer is longer than " + std::to_string(settings_.most_bytes >> 20) + " MiB"
          : std::string(library.easy_strerror(code)) +
                (detail.front() == '\0' ? "" : ": " + printable(detail.data()));
  response.worth_retrying = !received.too_long && may_pass(code);
  return response;
}

}  // namespace airtight::pull
