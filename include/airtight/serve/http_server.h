#pragma once

#include <airtight/base/result.h>
#include <airtight/serve/config.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace airtight::serve {

// The diagnostic endpoint: listens, measures by schedule and on request, and answers (decision 19).
class HttpServer {
 public:
  struct Options {
    // SIGINT and SIGTERM end run() gracefully, SIGHUP calls `reload`.
    bool takes_signals = false;
    // The configuration anew, on a thread of its own; none keeps the one there is. Where it listens
    // and whether by TLS stays as it was.
    std::function<std::optional<Setup>()> reload{};
    std::function<void(const std::string&)> log{};  // a line when that happens
  };

  // Listens from here on, and begins to measure; an error says why it cannot.
  static Result<HttpServer> listen(Setup setup, Options options);

  SocketAddress address() const;

  // Answers until stop(), which any thread may call, or a signal: then takes no more connections,
  // ends what is being measured, and returns when the replies under way are sent, or after the
  // configured time.
  void run();
  void stop();
  void reload();  // as SIGHUP; any thread

  HttpServer(HttpServer&&) noexcept;
  HttpServer& operator=(HttpServer&&) noexcept;
  ~HttpServer();

 private:
  class Loop;
  explicit HttpServer(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

}  // namespace airtight::serve
