# Compiles through ccache where it is installed and nothing else was asked for.
if(PROJECT_IS_TOP_LEVEL AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(AIRTIGHT_CCACHE ccache)
  mark_as_advanced(AIRTIGHT_CCACHE)
  if(AIRTIGHT_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${AIRTIGHT_CCACHE})
  endif()
endif()
