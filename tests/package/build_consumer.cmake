function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(prefix ${WORK}/prefix)
set(consumer ${WORK}/consumer)
file(REMOVE_RECURSE ${prefix} ${consumer})

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
run(${CMAKE_COMMAND} -S ${CONSUMER} -B ${consumer} -G ${GENERATOR}
  -D CMAKE_PREFIX_PATH=${prefix} -D CMAKE_CXX_COMPILER=${COMPILER}
  -D CMAKE_BUILD_TYPE=${BUILD_TYPE} -D CMAKE_CXX_FLAGS=${FLAGS})
run(${CMAKE_COMMAND} --build ${consumer})

execute_process(COMMAND ${consumer}/consumer 10.0.1.0/24 10.0.1.4
  OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
set(expected "airtight ${VERSION}: 10.0.1.0/24 contains 10.0.1.4\n")
if(NOT output STREQUAL expected)
  message(FATAL_ERROR "the consumer printed\n${output}instead of\n${expected}")
endif()

execute_process(COMMAND ${consumer}/prober OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
set(expected "dns-1 kv1.vault.azure.net\ndns-2 kv1.vault.azure.net\nhttp-1 https://kv1.vault.azure.net/")
string(FIND "${output}" "${expected}" at)
if(NOT at EQUAL 0)
  message(FATAL_ERROR "the prober printed\n${output}instead of what begins\n${expected}")
endif()

file(GLOB_RECURSE exported ${prefix}/*.cmake)
foreach(file ${exported})
  file(STRINGS ${file} leaks REGEX "airtight_warnings|nlohmann|${BUILD}")
  if(leaks)
    message(FATAL_ERROR "${file} names what only our own build has: ${leaks}")
  endif()
endforeach()
