#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

// What a fuzz target defines: reads `data` as its reader would, and returns 0. It must neither
// crash nor hang, whatever the bytes are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace airtight::fuzz {

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {data, data + size};
}

// A law of the reader, checked in every build: `what` says which one was broken.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken law: %s\n", what);
  std::abort();
}

}  // namespace airtight::fuzz
