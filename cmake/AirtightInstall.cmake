# `cmake --install` gives the program, and the package airtight with the targets airtight::core and
# airtight::probe for find_package. tests/package builds a consumer of it.
include(CMakePackageConfigHelpers)

set(airtight_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/airtight)

install(TARGETS airtight RUNTIME)
install(TARGETS airtight_core EXPORT airtight-targets ARCHIVE)
install(TARGETS airtight_probe EXPORT airtight-probe-targets ARCHIVE)
install(DIRECTORY include/airtight TYPE INCLUDE
  FILES_MATCHING PATTERN "*.h"
  PATTERN "cli" EXCLUDE  # the program's, not the library's
  PATTERN "serve" EXCLUDE)
install(FILES ${PROJECT_BINARY_DIR}/include/airtight/base/version.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/airtight/base)

install(EXPORT airtight-targets NAMESPACE airtight:: DESTINATION ${airtight_package_dir})
install(EXPORT airtight-probe-targets NAMESPACE airtight:: DESTINATION ${airtight_package_dir})
install(FILES cmake/FindCAres.cmake DESTINATION ${airtight_package_dir})
configure_package_config_file(cmake/airtight-config.cmake.in airtight-config.cmake
  INSTALL_DESTINATION ${airtight_package_dir})
# Before 1.0 every minor version may change the interface.
write_basic_package_version_file(airtight-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/airtight-config.cmake
              ${PROJECT_BINARY_DIR}/airtight-config-version.cmake
  DESTINATION ${airtight_package_dir})
