#pragma once

#include <cstdint>
#include <cstdlib>

// How hard the tests of random cases try. script/nightly asks for more cases than the suite has,
// from a seed of its own; the code is the same.
namespace airtight::effort {

// The number in an environment variable; `usual` where it is not set.
inline std::uint64_t number(const char* variable, std::uint64_t usual) {
  const char* written = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return written == nullptr ? usual : std::strtoull(written, nullptr, 10);
}

// Of cases that take seconds each with sanitizers, fewer are tried there.
#ifdef __SANITIZE_ADDRESS__
constexpr bool has_sanitizers = true;
#else
constexpr bool has_sanitizers = false;
#endif

// AIRTIGHT_SEED; each test adds what keeps its cases from being another's.
inline std::uint64_t seed(std::uint64_t own) { return number("AIRTIGHT_SEED", 0) + own; }

}  // namespace airtight::effort
