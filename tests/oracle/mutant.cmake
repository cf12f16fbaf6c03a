# Plants one bug, compiles the one source it is in, links it before the library, and looks for a
# packet on which the oracle disagrees. Fails when there is none, or when the place has changed. With
# ARGUMENTS and CAUGHT another program looks, such as `airtight lab fuzz` (script/lab-mutants).
#
# A mutant file has a line with what is wrong and the fact, the source, and two texts:
#
#   Peers of peers are routed to (N-151)
#   source: src/reach/effective_routes.cpp
#   <<<<
#   text that the source has once
#   ====
#   text in its place
#   >>>>
cmake_minimum_required(VERSION 3.25)
include(${BUILT})

file(READ ${MUTANT} text)
string(FIND "${text}" "\n" line)
string(SUBSTRING "${text}" 0 ${line} statement)
if(NOT statement MATCHES "\\((N|C|R)-[0-9]+\\)$")
  message(FATAL_ERROR "${MUTANT}: the first line must end in a fact, such as (N-046)")
endif()
string(REGEX MATCH "\nsource: ([^\n]+)\n" _ "${text}")
set(source ${ROOT}/${CMAKE_MATCH_1})

function(between open close out)
  string(FIND "${text}" "\n${open}\n" from)
  string(FIND "${text}" "\n${close}\n" to)
  if(from EQUAL -1 OR to EQUAL -1)
    message(FATAL_ERROR "${MUTANT}: no text between ${open} and ${close}")
  endif()
  math(EXPR from "${from} + 6")
  math(EXPR length "${to} - ${from}")
  if(length LESS 0)
    set(length 0)
  endif()
  string(SUBSTRING "${text}" ${from} ${length} part)
  set(${out} "${part}" PARENT_SCOPE)
endfunction()
between("<<<<" "====" right)
between("====" ">>>>" wrong)

file(READ ${source} code)
string(FIND "${code}" "${right}" first)
string(FIND "${code}" "${right}" last REVERSE)
if(first EQUAL -1)
  message(FATAL_ERROR "${MUTANT} no longer applies: ${source} does not have\n${right}")
elseif(NOT first EQUAL last)
  message(FATAL_ERROR "${MUTANT} is ambiguous: ${source} has more than once\n${right}")
endif()
string(REPLACE "${right}" "${wrong}" code "${code}")
get_filename_component(name ${source} NAME)
get_filename_component(folder ${source} DIRECTORY)
file(WRITE ${WORK}/${name} "${code}")

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result ERROR_VARIABLE errors)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${MUTANT} cannot be built:\n${errors}")
  endif()
endfunction()
run(${COMPILER} -std=c++20 -O0 -w ${INCLUDES} -I${folder} -c ${WORK}/${name} -o ${WORK}/mutated.o)
run(${COMPILER} -o ${WORK}/hunt ${OBJECTS} ${WORK}/mutated.o ${LIBRARIES})

if(NOT DEFINED ARGUMENTS)
  set(ARGUMENTS 4000)
  set(CAUGHT 1)
endif()
execute_process(COMMAND ${WORK}/hunt ${ARGUMENTS} RESULT_VARIABLE result OUTPUT_VARIABLE found)
file(REMOVE ${WORK}/hunt ${WORK}/mutated.o)
if(result EQUAL 0)
  message(FATAL_ERROR "The mutant survives: ${statement}\n${found}")
elseif(NOT result EQUAL ${CAUGHT})
  message(FATAL_ERROR "hunt ended with ${result}\n${found}")
endif()
message("caught: ${statement}\n${found}")
