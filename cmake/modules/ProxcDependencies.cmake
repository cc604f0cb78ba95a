# Finds all that proxc is built from: MLIR and LLVM 22, clang, lld, lit, Halide,
# FFTW, libpng, zlib, threads.

list(APPEND CMAKE_PREFIX_PATH /usr/lib/llvm-22)

# No version is asked for: MLIR's configuration refuses every one but its own.
find_package(MLIR REQUIRED CONFIG)
if(NOT LLVM_VERSION_MAJOR EQUAL 22)
  message(FATAL_ERROR
    "expects LLVM and MLIR 22, found ${LLVM_PACKAGE_VERSION} in ${LLVM_DIR}; set MLIR_DIR to another")
endif()
# The shared libraries, and only these: a static archive beside them would give
# one process two copies of MLIR.
foreach(target MLIR LLVM)
  if(NOT TARGET ${target})
    message(FATAL_ERROR "expects the shared library lib${target}, which this LLVM lacks")
  endif()
endforeach()
list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)

# `LLVM_DEFINITIONS` is one string; unsplit it would redefine macros.
separate_arguments(PROXC_LLVM_DEFINITIONS NATIVE_COMMAND "${LLVM_DEFINITIONS}")

set(PROXC_LLVM_BINDIR ${LLVM_TOOLS_BINARY_DIR})
# Debian's lit lies beside LLVM's tools and is not called llvm-lit.
find_program(PROXC_LIT NAMES llvm-lit lit HINTS ${PROXC_LLVM_BINDIR} REQUIRED)
# Compiles the part of the runtime that is linked into objects as bitcode.
find_program(PROXC_CLANG NAMES clang-22 clang HINTS ${PROXC_LLVM_BINDIR} REQUIRED)
find_program(PROXC_LLD NAMES ld.lld-22 ld.lld HINTS ${PROXC_LLVM_BINDIR} REQUIRED)

find_package(Halide21 REQUIRED)
find_package(FFTW3 REQUIRED)
find_package(PNG REQUIRED)
find_package(ZLIB REQUIRED)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
if(PROXC_ENABLE_TESTS)
  find_package(GTest REQUIRED)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  # The firmware tests run only where both are found.
  find_program(PROXC_ARM_GCC arm-none-eabi-gcc)
  find_program(PROXC_QEMU_ARM qemu-system-arm)
  foreach(program PROXC_ARM_GCC PROXC_QEMU_ARM)
    if(NOT ${program})
      set(${program} "")
    endif()
  endforeach()
endif()
if(PROXC_ENABLE_BENCHMARKS)
  find_package(benchmark REQUIRED)
endif()
