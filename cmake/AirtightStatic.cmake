# Programs that need nothing of the machine but its kernel, so that they can be carried to where an app
# runs (decision 22): airtight-probe, which only measures, and all of airtight as static/airtight.
# Debian has no archive of simdjson; json_without_simd.cpp stands in for what it is linked for.
set(airtight_archives "")
foreach(name cares yaml-cpp sqlite3 ssl crypto)
  find_library(AIRTIGHT_ARCHIVE_${name} NAMES lib${name}.a)
  mark_as_advanced(AIRTIGHT_ARCHIVE_${name})
  if(NOT AIRTIGHT_ARCHIVE_${name})
    message(FATAL_ERROR "lib${name}.a is not found, which static programs are linked with; "
                        "-D AIRTIGHT_STATIC=OFF builds without them")
  endif()
  list(APPEND airtight_archives ${AIRTIGHT_ARCHIVE_${name}})
endforeach()

# airtight_static(<target> <source> LIBRARIES <target>...): the libraries are ours, those that others
# need behind them.
function(airtight_static target source)
  cmake_parse_arguments(with "" "" "LIBRARIES" ${ARGN})
  add_executable(${target} ${source} ${PROJECT_SOURCE_DIR}/src/input/json_without_simd.cpp)
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_include_directories(${target} PRIVATE
    ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)
  # The linker warns of what glibc looks up at run time in a static program: getaddrinfo's modules, of
  # which `files` and `dns` are inside, and dlopen, which is not called there (is_static_program).
  target_link_options(${target} PRIVATE -static LINKER:--gc-sections LINKER:--no-warnings)
  target_link_libraries(${target} PRIVATE
    airtight_warnings CLI11::CLI11 nlohmann_json::nlohmann_json tl::expected)
  foreach(library ${with_LIBRARIES})
    add_dependencies(${target} ${library})
    target_link_libraries(${target} PRIVATE $<TARGET_FILE:${library}>)
  endforeach()
  target_link_libraries(${target} PRIVATE ${airtight_archives} resolv)
  set_target_properties(${target} PROPERTIES SKIP_BUILD_RPATH ON)
endfunction()

airtight_static(airtight_probe_program probe_program.cpp
                LIBRARIES airtight_cli airtight_serve airtight_probe airtight_core)
set_target_properties(airtight_probe_program PROPERTIES
  OUTPUT_NAME airtight-probe RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})

airtight_static(airtight_static_program main.cpp
                LIBRARIES airtight_cli airtight_lab airtight_pull airtight_serve airtight_probe airtight_core)
set_target_properties(airtight_static_program PROPERTIES
  OUTPUT_NAME airtight RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/static)
install(TARGETS airtight_probe_program RUNTIME)
