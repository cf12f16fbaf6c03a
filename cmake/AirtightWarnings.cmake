# Warnings for our own code only; dependents never inherit them.
option(AIRTIGHT_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" OFF)
add_library(airtight_warnings INTERFACE)
target_compile_options(airtight_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  # Left out: -Wnull-dereference. From -O2 on, g++ 12 reports std::get_if of a std::variant it has
  # inlined, on code that tests the pointer. The sanitizers and clang-analyzer look for the real ones.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # "x" + std::string in g++ 12 (GCC bug 105651)
  # With the sanitizers g++ 12 reports it inside <regex>; the release build looks for the real ones.
  $<$<CONFIG:Debug>:-Wno-maybe-uninitialized>
  $<$<BOOL:${AIRTIGHT_WARNINGS_AS_ERRORS}>:-Werror>)
