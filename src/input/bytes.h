#pragma once

#include <airtight/base/result.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace airtight::input {

// The digest of bytes that may come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);
  std::string text();  // lower-case hexadecimal

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256(std::string_view bytes);

// A regular file of at most `most` bytes.
Result<std::string> read_file(const std::string& path, std::size_t most);

// Lets the heap grow in large steps, for what a list of gigabytes becomes.
void expect_an_estate();

}  // namespace airtight::input
