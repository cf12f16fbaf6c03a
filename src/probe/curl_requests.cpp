#include "curl_requests.h"

#include <airtight/base/text.h>

#include <array>
#include <charconv>

namespace airtight::probe {
namespace {

using Kind = HttpAnswer::Kind;

Kind kind_of(CURLcode code, long os_error) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return Kind::timed_out;
    case CURLE_COULDNT_CONNECT:
      return os_error == ECONNREFUSED || os_error == ECONNRESET ? Kind::refused
             : os_error == ETIMEDOUT                            ? Kind::timed_out
                                                                : Kind::unreachable;
    case CURLE_PEER_FAILED_VERIFICATION:
      return Kind::untrusted;
    case CURLE_SSL_CONNECT_ERROR:
      return Kind::tls_failed;
    default:
      return Kind::broken;
  }
}

std::string url_of(const HttpRequest& request) {
  return "https://" + request.host + ":" + std::to_string(request.port.number) + request.path;
}

// "HOST:PORT:ADDRESS:PORT", so that nothing is resolved here.
std::string pinned(const HttpRequest& request) {
  const std::string ip = net::to_string(request.address);
  const std::string port = std::to_string(request.port.number);
  return request.host + ":" + port + ":" +
         (request.address.family == net::Family::v6 ? "[" + ip + "]" : ip) + ":" + port;
}

// "HTTP/1.1 403 Ip Forbidden": each status line starts a new answer, as after 100 Continue.
void start_answer(std::string_view line, HttpAnswer& answer) {
  answer.headers.clear();
  answer.reason.clear();
  const auto space = line.find(' ');
  const auto second = space == line.npos ? line.npos : line.find(' ', space + 1);
  if (second != line.npos) answer.reason = std::string(trim(line.substr(second)));
}

}  // namespace

struct CurlRequests::Transfer {
  const CurlLibrary& library;
  CURL* easy;
  curl_slist* connect_to = nullptr;
  curl_slist* headers = nullptr;
  std::size_t most = 0;
  std::size_t header_octets = 0;
  bool cut = false;
  HttpAnswer answer{};
  std::array<char, CURL_ERROR_SIZE> detail{};
  asio::steady_timer done;
  bool ended = false;

  Transfer(const CurlLibrary& curl, asio::io_context& loop)
      : library(curl), easy(curl.easy_init()), done(loop) {}
  ~Transfer() {
    if (easy != nullptr) library.easy_cleanup(easy);
    library.slist_free_all(connect_to);
    library.slist_free_all(headers);
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  static std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* to) {
    auto& transfer = *static_cast<Transfer*>(to);
    std::string& body = transfer.answer.body;
    const std::size_t length = size * count;
    body.append(bytes, std::min(length, transfer.most - body.size()));
    transfer.cut = body.size() == transfer.most;
    return transfer.cut ? 0 : length;  // fewer than there are ends the transfer
  }

  static std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* to) {
    auto& transfer = *static_cast<Transfer*>(to);
    const std::size_t length = size * count;
    transfer.header_octets += length;
    if (transfer.header_octets > transfer.most) return 0;
    const std::string_view line(bytes, length);
    const auto colon = line.find(':');
    if (line.starts_with("HTTP/")) {
      start_answer(line, transfer.answer);
    } else if (colon != line.npos) {
      transfer.answer.headers.push_back(
          {std::string(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))});
    }
    return length;
  }

  void finish(CURLcode code) {
    long status = 0;
    library.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    if (code == CURLE_OK || (cut && status != 0)) {
      answer.kind = Kind::answer;
    } else {
      long os_error = 0;
      library.easy_getinfo(easy, CURLINFO_OS_ERRNO, &os_error);
      answer.kind = kind_of(code, os_error);
      answer.failure =
          detail.front() == '\0' ? library.easy_strerror(code) : printable(detail.data());
      answer.status = 0;  // what broke off is no answer
      answer.body.clear();
    }
    ended = true;
    done.cancel();
  }
};

struct CurlRequests::Watched {
  asio::posix::stream_descriptor descriptor;
  bool wants[2] = {false, false};  // to read, to write
  bool waits[2] = {false, false};
  bool gone = false;
};

std::unique_ptr<CurlRequests> CurlRequests::make(asio::io_context& loop, const Settings& settings) {
  const CurlLibrary* library = curl_library();
  if (library == nullptr) return nullptr;
  return std::unique_ptr<CurlRequests>(new CurlRequests(loop, settings, *library));
}

CurlRequests::CurlRequests(asio::io_context& loop, const Settings& settings,
                           const CurlLibrary& library)
    : loop_(loop),
      settings_(settings),
      library_(library),
      multi_(library.multi_init()),
      timer_(std::make_shared<asio::steady_timer>(loop)) {
  library_.multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, on_socket);
  library_.multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  library_.multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, on_timer);
  library_.multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
}

CurlRequests::~CurlRequests() {
  for (const auto& [easy, transfer] : transfers_) library_.multi_remove_handle(multi_, easy);
  transfers_.clear();
  library_.multi_cleanup(multi_);
  timer_->cancel();
}

int CurlRequests::on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
  auto& requests = *static_cast<CurlRequests*>(self);
  const auto found = requests.sockets_.find(socket);
  if (what == CURL_POLL_REMOVE) {
    if (found == requests.sockets_.end()) return 0;
    found->second->gone = true;
    found->second->descriptor.release();  // libcurl closes it
    requests.sockets_.erase(found);
    return 0;
  }
  std::shared_ptr<Watched> watched;
  if (found == requests.sockets_.end()) {
    watched.reset(new Watched{asio::posix::stream_descriptor(requests.loop_, socket)});
    requests.sockets_.emplace(socket, watched);
  } else {
    watched = found->second;
  }
  watched->wants[0] = (what & CURL_POLL_IN) != 0;
  watched->wants[1] = (what & CURL_POLL_OUT) != 0;
  requests.watch(watched, false);
  requests.watch(watched, true);
  return 0;
}

void CurlRequests::watch(const std::shared_ptr<Watched>& watched, bool write) {
  const auto which = static_cast<std::size_t>(write);
  if (watched->gone || !watched->wants[which] || watched->waits[which]) return;
  watched->waits[which] = true;
  const auto direction = write ? asio::posix::stream_descriptor::wait_write
                               : asio::posix::stream_descriptor::wait_read;
  watched->descriptor.async_wait(
      direction, [this, watched, write, which](const error_code& failed) {
        watched->waits[which] = false;
        if (watched->gone || failed || !watched->wants[which]) return;
        act(watched->descriptor.native_handle(), write ? CURL_CSELECT_OUT : CURL_CSELECT_IN);
        watch(watched, write);
      });
}

// libcurl calls this inside of its own functions, so it only sets the timer.
int CurlRequests::on_timer(CURLM*, long milliseconds, void* self) {
  auto& requests = *static_cast<CurlRequests*>(self);
  requests.timer_->cancel();
  if (milliseconds < 0) return 0;
  requests.timer_->expires_after(std::chrono::milliseconds(milliseconds));
  requests.timer_->async_wait([&requests, timer = requests.timer_](const error_code& failed) {
    if (!failed) requests.act(CURL_SOCKET_TIMEOUT, 0);
  });
  return 0;
}

void CurlRequests::act(curl_socket_t socket, int events) {
  int running = 0;
  library_.multi_socket_action(multi_, socket, events, &running);
  take_finished();
}

void CurlRequests::take_finished() {
  int left = 0;
  while (const CURLMsg* message = library_.multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const auto found = transfers_.find(message->easy_handle);
    if (found != transfers_.end()) found->second->finish(message->data.result);
  }
}

void CurlRequests::prepare(Transfer& transfer, const HttpRequest& request,
                           Clock::time_point until) {
  using std::chrono::milliseconds;
  CURL* easy = transfer.easy;
  const auto set = library_.easy_setopt;
  const auto left = std::chrono::ceil<milliseconds>(until - Clock::now()).count();
  transfer.most = settings_.most_body;
  transfer.connect_to = library_.slist_append(nullptr, pinned(request).c_str());
  if (!request.header.empty())
    transfer.headers = library_.slist_append(nullptr, request.header.c_str());
  set(easy, CURLOPT_URL, url_of(request).c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "https");
  set(easy, CURLOPT_CONNECT_TO, transfer.connect_to);
  set(easy, CURLOPT_HTTPHEADER, transfer.headers);
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_FRESH_CONNECT, 1L);
  set(easy, CURLOPT_FORBID_REUSE, 1L);
  set(easy, CURLOPT_PROXY, "");
  set(easy, CURLOPT_NOPROXY, "*");
  set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_USERAGENT, "airtight-probe");
  set(easy, CURLOPT_TIMEOUT_MS, std::max<long>(1, left));
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings_.timeout.count()));
  if (!settings_.ca_bundle.empty()) set(easy, CURLOPT_CAINFO, settings_.ca_bundle.c_str());
  set(easy, CURLOPT_WRITEFUNCTION, Transfer::take_body);
  set(easy, CURLOPT_WRITEDATA, &transfer);
  set(easy, CURLOPT_HEADERFUNCTION, Transfer::take_header);
  set(easy, CURLOPT_HEADERDATA, &transfer);
  set(easy, CURLOPT_ERRORBUFFER, transfer.detail.data());
}

awaitable<HttpAnswer> CurlRequests::get(HttpRequest request, Clock::time_point until) {
  const auto transfer = std::make_shared<Transfer>(library_, loop_);
  if (transfer->easy == nullptr) {
    transfer->answer.failure = "libcurl gives no handle";
    co_return transfer->answer;
  }
  prepare(*transfer, request, until);
  // libcurl keeps the time itself; this is for the case that it should not.
  transfer->done.expires_at(until + std::chrono::milliseconds(100));
  transfers_.emplace(transfer->easy, transfer);
  library_.multi_add_handle(multi_, transfer->easy);
  if (!transfer->ended) co_await transfer->done.async_wait(quietly);
  library_.multi_remove_handle(multi_, transfer->easy);
  transfers_.erase(transfer->easy);
  if (!transfer->ended) {
    transfer->answer = {};
    transfer->answer.kind = Kind::timed_out;
    transfer->answer.failure = "no whole answer in time";
  }
  co_return std::move(transfer->answer);
}

}  // namespace airtight::probe
