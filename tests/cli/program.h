#pragma once

#include <airtight/cli/run.h>

#include <string>
#include <vector>

// The program as a user runs it, without a process.
struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

Ran run_program(const std::vector<std::string>& arguments, const std::string& input = {});

// A file that goes with the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text, const std::string& suffix = ".sh");
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline const std::string scenarios = AIRTIGHT_SOURCE_DIR "/scenarios";
std::vector<std::string> tutorial_scripts();
