#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// An authority that a test made for itself, and the certificates it signs, as PEM.
struct Authority {
  Authority();
  std::string certificate;
  std::string key;
};

// A certificate for DNS names, signed by an authority, and its key, as PEM.
struct Identity {
  std::string certificate;
  std::string key;
};
Identity sign(const Authority& authority, const std::vector<std::string>& names);

// What a client asked.
struct Asked {
  std::string method;
  std::string target;         // path and query
  std::string authorization;  // the header's value
  std::string identity;       // the X-IDENTITY-HEADER
  std::string body;
};

// An answer, with what may go wrong on its way.
struct Given {
  int status = 200;
  std::string body = "{}";
  std::vector<std::string> headers{};  // "Retry-After: 7"
  std::chrono::milliseconds delay{0};  // before the first byte
  enum class Fault { none, cut, endless } fault = Fault::none;
};

// An HTTPS server on a port of 127.0.0.1 that speaks as it is told, one connection at a time. Its
// certificate names `host` and is signed by `authority`.
class Server {
 public:
  using Answer = std::function<Given(const Asked&)>;

  Server(const Authority& authority, Answer answer, const std::string& host = "localhost");
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::string url() const;           // "https://localhost:PORT"
  std::vector<Asked> asked() const;  // so far

 private:
  struct State;
  std::unique_ptr<State> state_;
};
