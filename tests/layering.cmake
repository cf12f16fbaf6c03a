# Who may include whom. Run as a test: cmake -D ROOT=<checkout> -P tests/layering.cmake
# This list and the picture in ARCHITECTURE.md change together.
cmake_minimum_required(VERSION 3.25)

# A folder sees itself, the folders beside it here, and all that those see.
set(layers
  "base:"
  "net: base"
  "wire: net"
  "azure: net"
  "input: azure"
  "model: azure"
  "dns: model"
  "reach: dns"
  "verify: reach"
  "rollout: verify"
  "observe: net"
  "scenario: input rollout verify observe"
  "probe: observe azure wire"
  "reconcile: verify observe"
  "diagnose: reconcile"
  "lab: input"
  "pull: base"
  "now: base"
  "report: rollout diagnose"
  "serve: probe report now wire"
  "cli: scenario report lab serve probe pull")

# Same input, same bytes out: no file, stream, socket, clock, thread or environment.
set(pure base net wire azure model dns reach verify rollout observe reconcile diagnose report)
set(impure_headers
  "<(fstream|iostream|filesystem|cstdio|stdio\\.h|random|thread|mutex|future|ctime|time\\.h)>"
  "<(unistd\\.h|fcntl\\.h|netdb\\.h|poll\\.h|sys/.*|netinet/.*|linux/.*|boost/.*)>")

# A library is known to a few folders only, and (the last column) in their headers or not.
set(libraries
  "<nlohmann/|input scenario report pull probe serve|sources only"
  "<simdjson|input scenario report|sources only"
  "<yaml-cpp/|input scenario report|sources only"
  "<CLI/|cli|sources only"
  "<openssl/|input probe serve lab|sources only"
  "<boost/|probe serve lab|headers too"
  "<ares|probe|sources only"
  "<curl/|probe pull|sources only"
  "<sqlite3|serve|sources only"
  "<tl/|base|headers too")

function(violation file text what)  # found again by text, because file(STRINGS) counts no lines
  file(READ ${ROOT}/${file} content)
  string(FIND "${content}" "${text}" at)
  string(SUBSTRING "${content}" 0 ${at} before)
  string(REGEX MATCHALL "\n" newlines "${before}")
  list(LENGTH newlines line)
  math(EXPR line "${line} + 1")
  set_property(GLOBAL APPEND PROPERTY violations "${file}:${line}: ${what}")
endfunction()

foreach(layer ${layers})
  string(REGEX MATCH "^([a-z]+):(.*)$" _ "${layer}")
  set(folder ${CMAKE_MATCH_1})
  string(REGEX MATCHALL "[a-z]+" direct "${CMAKE_MATCH_2}")
  set(sees_${folder} ${folder})
  foreach(other ${direct})
    if(NOT DEFINED sees_${other})
      message(FATAL_ERROR "layering: ${folder} lists ${other}, which does not come before it")
    endif()
    list(APPEND sees_${folder} ${sees_${other}})
  endforeach()
  list(REMOVE_DUPLICATES sees_${folder})
endforeach()

function(check_folder file text folder included)
  if(NOT DEFINED sees_${included})
    violation(${file} "${text}" "${folder} includes ${included}, which tests/layering.cmake lacks")
  elseif(NOT included IN_LIST sees_${folder})
    violation(${file} "${text}" "${folder} must not include ${included}")
  endif()
endfunction()

function(check_header file text folder header)
  if(folder IN_LIST pure)
    foreach(pattern ${impure_headers})
      if(header MATCHES "^${pattern}$")
        violation(${file} "${text}" "${folder} is pure and must not include ${header}")
      endif()
    endforeach()
  endif()
  foreach(library ${libraries})
    string(REGEX MATCH "^([^|]+)\\|([^|]+)\\|(.*)$" _ "${library}")
    set(name ${CMAKE_MATCH_1})
    string(REPLACE " " ";" users "${CMAKE_MATCH_2}")
    set(where ${CMAKE_MATCH_3})
    string(FIND "${header}" "${name}" at)
    if(NOT at EQUAL 0)
      continue()
    elseif(NOT folder IN_LIST users)
      violation(${file} "${text}" "${folder} must not include ${header}")
    elseif(where STREQUAL "sources only" AND file MATCHES "^include/")
      violation(${file} "${text}" "a public header of ${folder} must not include ${header}")
    endif()
  endforeach()
endfunction()

file(GLOB_RECURSE files RELATIVE ${ROOT}
  ${ROOT}/include/airtight/*.h ${ROOT}/src/*.h ${ROOT}/src/*.cpp)
foreach(file ${files})
  string(REGEX MATCH "^(include/airtight|src)/([^/]+)/" _ ${file})
  set(folder "${CMAKE_MATCH_2}")
  if(NOT DEFINED sees_${folder})
    set_property(GLOBAL APPEND PROPERTY violations
      "${file}:1: the folder ${folder} is not in tests/layering.cmake")
    continue()
  endif()
  file(STRINGS ${ROOT}/${file} includes REGEX "^[ \t]*#[ \t]*include[ \t]")
  foreach(text ${includes})
    if(text MATCHES "<airtight/([^/>]+)/")
      check_folder(${file} "${text}" ${folder} ${CMAKE_MATCH_1})
    elseif(text MATCHES "\"([^\"]+)\"")  # a private header stays in its folder
      set(header ${CMAKE_MATCH_1})
      get_filename_component(here ${ROOT}/${file} DIRECTORY)
      get_filename_component(path ${header} ABSOLUTE BASE_DIR ${here})
      if(NOT EXISTS ${path} AND EXISTS ${ROOT}/src/${header})
        set(path ${ROOT}/src/${header})
      endif()
      string(FIND "${path}" "${ROOT}/src/${folder}/" at)
      if(NOT at EQUAL 0)
        violation(${file} "${text}" "${folder} must not include the private header ${header}")
      endif()
    elseif(text MATCHES "(<[^>]+>)")
      check_header(${file} "${text}" ${folder} "${CMAKE_MATCH_1}")
    endif()
  endforeach()
endforeach()

list(LENGTH files count)
get_property(violations GLOBAL PROPERTY violations)
if(violations)
  list(JOIN violations "\n" violations)
  message("${violations}")
  message(FATAL_ERROR "layering is broken; the order of the folders is in ARCHITECTURE.md")
elseif(count EQUAL 0)
  message(FATAL_ERROR "no source found in ${ROOT}")
endif()
message("layering holds in ${count} files")
