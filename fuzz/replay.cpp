// Runs a fuzz target over the files of its corpus, without libFuzzer: each file whole, and cut
// short at up to 64 places, because truncation is what real inputs suffer most.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "target.h"

namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// From a copy of its own, so that the sanitizer sees a read past the end.
void run(const std::string& bytes, std::size_t size) {
  const std::vector<std::uint8_t> copy(bytes.begin(),
                                       bytes.begin() + static_cast<std::ptrdiff_t>(size));
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

void run_with_cuts(const std::string& bytes) {
  run(bytes, bytes.size());
  const std::size_t stride = std::max<std::size_t>(1, bytes.size() / 64);
  for (std::size_t size = 0; size < bytes.size(); size += stride) run(bytes, size);
}

}  // namespace

int main(int count, char** values) {
  std::size_t seeds = 0;
  for (int i = 1; i < count; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(values[i])) {
      run_with_cuts(read(entry.path()));
      ++seeds;
    }
  }
  std::cout << seeds << " seeds replayed\n";
  return seeds == 0 ? 1 : 0;
}
