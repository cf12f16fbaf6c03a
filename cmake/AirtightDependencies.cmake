# The libraries that core and the program need: CMake's name, least version, Debian's package.
# Debian 12 has all of them; script/bootstrap installs them. yaml-cpp 0.7, simdjson 3.0.1 and
# CLI11 2.1 are what the code is written against.
set(AIRTIGHT_DEPENDENCIES
  "tl-expected 1.0.0 libexpected-dev"
  "nlohmann_json 3.11.0 nlohmann-json3-dev"
  "simdjson 3.0.1 libsimdjson-dev"
  "yaml-cpp 0.7.0 libyaml-cpp-dev"
  "CLI11 2.1.0 libcli11-dev"
  "fmt 9.1.0 libfmt-dev"
  "OpenSSL 3.0.0 libssl-dev"
  "CURL 7.85.0 libcurl4-openssl-dev")

# Says in one message all that is missing or too old, rather than the first only. A macro, because
# the variables of the packages it finds belong to the caller.
macro(airtight_find_dependencies)
  set(airtight_missing "")
  foreach(airtight_line ${ARGN})
    string(REPLACE " " ";" airtight_line "${airtight_line}")
    list(POP_FRONT airtight_line airtight_name airtight_version airtight_debian)
    # Two steps: packages that promise nothing between major versions refuse a newer one, which we
    # take (Ubuntu has fmt 9.1 but yaml-cpp 0.8).
    find_package(${airtight_name} QUIET)
    if(NOT ${airtight_name}_FOUND)
      string(APPEND airtight_missing
        "\n  ${airtight_name}: not found; Debian package ${airtight_debian}")
      continue()
    endif()
    set(airtight_found ${${airtight_name}_VERSION})
    if(NOT airtight_found)  # CMake's own FindOpenSSL and FindCURL
      string(TOUPPER ${airtight_name} airtight_upper)
      set(airtight_found ${${airtight_upper}_VERSION}${${airtight_upper}_VERSION_STRING})
    endif()
    if(airtight_found VERSION_LESS airtight_version)
      string(APPEND airtight_missing
        "\n  ${airtight_name}: found ${airtight_found}, need ${airtight_version} or "
        "later; Debian package ${airtight_debian}")
    endif()
  endforeach()
  if(airtight_missing)
    message(FATAL_ERROR "Missing to build airtight:${airtight_missing}\n"
                        "Run script/bootstrap to install what is missing (Debian 12 or later).")
  endif()
endmacro()

airtight_find_dependencies(${AIRTIGHT_DEPENDENCIES})

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 12)
  message(FATAL_ERROR "g++ ${CMAKE_CXX_COMPILER_VERSION} is too old; airtight needs g++ 12 or "
                      "later. Run script/bootstrap on Debian 12.")
endif()
