# How a program is compiled and linked with one source of the library mutated before it, for
# tests/oracle/mutant.cmake: airtight_describe_mutants(PROGRAM [LIBRARIES TARGET…] [LINK WORD…]
# [SET LINE…]) writes it to mutants.cmake of the calling folder. LIBRARIES are our own before the core,
# LINK what the linker needs beside what the core needs, SET more lines of the file.
function(airtight_describe_mutants program)
  cmake_parse_arguments(PARSE_ARGV 1 of "" "" "LIBRARIES;LINK;SET")
  set(libraries "")
  foreach(library IN LISTS of_LIBRARIES ITEMS airtight_core)
    string(APPEND libraries "  [[$<TARGET_FILE:${library}>]]\n")
  endforeach()
  foreach(library IN ITEMS fmt::fmt simdjson::simdjson yaml-cpp OpenSSL::Crypto)
    string(APPEND libraries "  [[$<TARGET_LINKER_FILE:${library}>]]\n")
  endforeach()
  foreach(word IN LISTS of_LINK)
    string(APPEND libraries "  [[${word}]]\n")
  endforeach()
  list(JOIN of_SET "\n" more)
  file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/mutants.cmake CONTENT "
set(COMPILER [[${CMAKE_CXX_COMPILER}]])
set(INCLUDES
  [[-I${PROJECT_SOURCE_DIR}/include]]
  [[-I${PROJECT_BINARY_DIR}/include]]
  [[-I${PROJECT_SOURCE_DIR}/src]])
set(OBJECTS [[$<TARGET_OBJECTS:${program}>]])
set(LIBRARIES
${libraries})
${more}
")
endfunction()
