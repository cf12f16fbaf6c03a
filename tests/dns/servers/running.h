#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "translate.h"

namespace airtight::servers {

// The path of a program of Debian, which may lie where only root looks; empty if there is none.
std::string program(Daemon::Program which);

// The first three numbers of loopback addresses that belong to this process: "127.200.17.".
std::string own_block();

// Servers that run. They end with it, and also if this process is killed: a second process waits
// for the end of this one. Their files lie in a directory of their own and go with it.
class Running {
 public:
  Running();
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  // Starts them all, then waits until each answers. Throws std::runtime_error, with the server's
  // log, when one does not.
  void start(const std::vector<Daemon>& daemons);

 private:
  struct Process {
    pid_t id;
    std::string name;
    std::string address;
  };
  void watch();
  void launch(const Daemon& daemon);
  void await(const Process& process) const;
  std::string log_of(const std::string& name) const;

  std::filesystem::path directory_;
  int to_watcher_ = -1;  // takes process numbers; 0 means that all have ended
  pid_t watcher_ = 0;
  std::vector<Process> processes_;
};

}  // namespace airtight::servers
