# The layering test can fail: it finds every violation planted beside this file, and nothing else.
cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND ${CMAKE_COMMAND} -D ROOT=${CMAKE_CURRENT_LIST_DIR}/planted
    -P ${CMAKE_CURRENT_LIST_DIR}/../layering.cmake
  RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE report)
file(READ ${CMAKE_CURRENT_LIST_DIR}/planted_expected.txt expected)
string(FIND "${report}" "${expected}CMake Error" at)
if(NOT failed OR NOT at EQUAL 0)
  message(FATAL_ERROR "the planted violations were not reported as expected:\n${report}")
endif()
