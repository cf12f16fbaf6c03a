#pragma once

#include <airtight/base/result.h>
#include <airtight/lab/lab.h>
#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace airtight::lab {

// A program of a workload that runs beside the lab's own, and ends with this value.
class Program {
 public:
  Program() = default;
  ~Program();
  Program(Program&& other) noexcept;
  Program& operator=(Program&& other) noexcept;

  // With what the workload's environment has and `variables` beside it, and nothing of this
  // process's but PATH.
  static Result<Program> start(const Lab& lab, const Space& space,
                               const std::vector<std::string>& command,
                               const std::map<std::string, std::string>& variables);

 private:
  explicit Program(pid_t id) : id_(id) {}
  pid_t id_ = -1;
};

// Whether somebody takes connections at a port of a namespace's loopback.
bool listens(const Lab& lab, const Space& space, std::uint16_t port);

}  // namespace airtight::lab
