# Warnings for our own code only; dependents never inherit them.
option(AIRTIGHT_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" OFF)
add_library(airtight_warnings INTERFACE)
target_compile_options(airtight_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  -Wno-restrict  # false alarm on "x" + std::string in g++ 12 (GCC bug 105651)
  $<$<BOOL:${AIRTIGHT_WARNINGS_AS_ERRORS}>:-Werror>)
