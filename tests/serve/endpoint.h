#pragma once

#include <airtight/report/standings.h>
#include <airtight/serve/http_server.h>
#include <airtight/serve/respond.h>

#include <memory>
#include <string>
#include <thread>

// A diagnostic endpoint for tests, as values and as a process would run it.
namespace endpoint {

// One dependency in each state, with observations, causes and a history.
airtight::report::Standings street();

airtight::serve::Answer ask(const airtight::report::Standings& standings, const std::string& target,
                            std::vector<airtight::serve::Header> headers = {},
                            const airtight::serve::Config& config = {});

std::string header_of(const airtight::serve::HttpResponse& response, std::string_view name);

// A server on a thread of its own, on a port of 127.0.0.1.
class Running {
 public:
  explicit Running(airtight::serve::Setup setup, airtight::serve::HttpServer::Options options = {});
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  std::uint16_t port() const { return server_.address().port; }
  airtight::serve::HttpServer& server() { return server_; }
  void stop();  // and waits for its end

 private:
  airtight::serve::HttpServer server_;
  std::thread thread_;
};

struct Reply {
  int status = 0;  // 0: the connection ended without one
  std::string head;
  std::string body;
};

// Sends octets and reads until the server closes or `patience` is over.
Reply say(std::uint16_t port, const std::string& octets,
          std::chrono::milliseconds patience = std::chrono::milliseconds(3000));
// "GET target" with these header lines, over a connection of its own.
Reply get(std::uint16_t port, const std::string& target, const std::string& headers = {});

}  // namespace endpoint
