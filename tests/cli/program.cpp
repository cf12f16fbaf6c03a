#include "cli/program.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

Ran run_program(const std::vector<std::string>& arguments, const std::string& input) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const int code = airtight::cli::run(arguments, {in, out, err, false});
  return {code, out.str(), err.str()};
}

TemporaryFile::TemporaryFile(const std::string& text, const std::string& suffix) {
  static int count = 0;
  path_ = (std::filesystem::temp_directory_path() /
           ("airtight-test-" + std::to_string(getpid()) + "-" + std::to_string(++count) + suffix))
              .string();
  std::ofstream(path_, std::ios::binary) << text;
}

TemporaryFile::~TemporaryFile() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

std::vector<std::string> tutorial_scripts() {
  return {scenarios + "/tutorial/1-secure-with-key-vault.sh", scenarios + "/tutorial/2-isolate.sh"};
}
