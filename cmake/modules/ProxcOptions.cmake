# How proxc's own code is compiled and linked, as two interface libraries:
# ProxcOptions for everything, ProxcLLVM for what sees LLVM's headers.

add_library(ProxcOptions INTERFACE)
target_include_directories(ProxcOptions INTERFACE
  ${PROJECT_SOURCE_DIR}/include
  ${PROJECT_BINARY_DIR}/include)
# -fPIC throughout, tools too, so that one precompiled header serves them all.
target_compile_options(ProxcOptions INTERFACE
  -fPIC
  -Wall -Wextra -Wno-unused-parameter
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
  $<$<BOOL:${PROXC_WERROR}>:-Werror>)
target_link_options(ProxcOptions INTERFACE -fuse-ld=lld)
if(PROXC_ENABLE_SANITIZERS)
  target_compile_options(ProxcOptions INTERFACE
    -fsanitize=address,undefined -fno-omit-frame-pointer -g1)
  target_link_options(ProxcOptions INTERFACE -fsanitize=address,undefined)
endif()

add_library(ProxcLLVM INTERFACE)
target_include_directories(ProxcLLVM SYSTEM INTERFACE
  ${MLIR_INCLUDE_DIRS} ${LLVM_INCLUDE_DIRS})
target_compile_definitions(ProxcLLVM INTERFACE ${PROXC_LLVM_DEFINITIONS})
target_link_libraries(ProxcLLVM INTERFACE ProxcOptions MLIR LLVM)

# ccache: the store lies outside the clone, where ccache keeps it by default.
find_program(PROXC_CCACHE ccache)
mark_as_advanced(PROXC_CCACHE)
if(PROXC_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Without this sloppiness ccache refuses what uses precompiled headers.
  set(_launcher ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_CPP2=true ${PROXC_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${_launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${_launcher})
endif()

# One precompiled header, reused by all libraries that want it.
set(CMAKE_PCH_INSTANTIATE_TEMPLATES ON)
if(PROXC_PCH AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # The time stamp of the headers would change ccache's key on each build.
  target_compile_options(ProxcLLVM INTERFACE
    "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
endif()
if(PROXC_PCH)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/pch/ProxcPCH.cpp
       CONTENT "// Carries the precompiled header.\n")
  add_library(ProxcPCH OBJECT ${PROJECT_BINARY_DIR}/pch/ProxcPCH.cpp)
  target_link_libraries(ProxcPCH PRIVATE ProxcLLVM)
  target_compile_options(ProxcPCH PRIVATE
    $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>)
  target_precompile_headers(ProxcPCH PRIVATE ${PROJECT_SOURCE_DIR}/cmake/ProxcPCH.h)
endif()

# What was found and chosen, at the end of a configure run.
function(proxc_print_summary)
  foreach(line
      "build type    ${CMAKE_BUILD_TYPE}"
      "compiler      ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}"
      "ccache        ${PROXC_CCACHE}"
      "LLVM, MLIR    ${LLVM_PACKAGE_VERSION}"
      "Halide        ${Halide21_VERSION}"
      "precompiled   ${PROXC_PCH}"
      "sanitizers    ${PROXC_ENABLE_SANITIZERS}"
      "tests         ${PROXC_ENABLE_TESTS}"
      "benchmarks    ${PROXC_ENABLE_BENCHMARKS}")
    message(STATUS "proxc: ${line}")
  endforeach()
endfunction()
