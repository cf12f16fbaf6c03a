#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "input/reading.h"

namespace airtight::input::test {

// A directory of files that is gone when the test ends.
class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / ("airtight-input-test-" + name)) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directory(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  std::string add(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << json_text(text);
    return (path_ / name).string();
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace airtight::input::test
