#pragma once

#include <airtight/lab/plan.h>
#include <sys/types.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace airtight::lab {

// Programs that run in namespaces of a lab, with their files in its own memory. They end with it.
class Servers {
 public:
  Servers() = default;
  ~Servers();
  Servers(const Servers&) = delete;
  Servers& operator=(const Servers&) = delete;

  // Starts, restarts and ends what differs, and returns when all answer. `space` gives the
  // descriptor of a namespace. The error has the log of the one that does not answer.
  Result<void> become(const std::vector<Server>& wanted,
                      const std::function<int(const std::string&)>& space);

  // Ends those in namespaces that go.
  void leave(const std::function<bool(const std::string&)>& goes);

 private:
  struct Running {
    Server server;
    pid_t id = -1;
  };
  static Result<Running> start(const Server& server, int space);
  static Result<void> await(const Running& running, int space);
  static void stop(const Running& running);

  std::map<std::string, Running> running_;
};

}  // namespace airtight::lab
