# Finds Halide 21 as it lies in the PyPI wheel and defines Halide::Halide.
# (The wheel's own CMake files ask for a newer CMake than Debian has.)
# PROXC_HALIDE_ROOT names the folder that holds include/ and lib64/, or the
# folder above it; without it the one of scripts/install-dependencies is taken.

set(_roots ${PROJECT_SOURCE_DIR}/build/deps/halide)
if(PROXC_HALIDE_ROOT)
  set(_roots ${PROXC_HALIDE_ROOT})
endif()

find_path(Halide21_INCLUDE_DIR Halide.h HINTS ${_roots}
          PATH_SUFFIXES include halide/include NO_DEFAULT_PATH)
find_library(Halide21_LIBRARY Halide HINTS ${_roots}
             PATH_SUFFIXES lib64 lib halide/lib64 halide/lib NO_DEFAULT_PATH)

set(Halide21_VERSION "")
if(Halide21_INCLUDE_DIR)
  set(_parts "")
  foreach(_part MAJOR MINOR PATCH)
    file(STRINGS ${Halide21_INCLUDE_DIR}/HalideRuntime.h _line
         REGEX "#define HALIDE_VERSION_${_part} " LIMIT_COUNT 1)
    string(REGEX MATCH "[0-9]+" _number "${_line}")
    list(APPEND _parts ${_number})
  endforeach()
  list(JOIN _parts "." Halide21_VERSION)
  if(NOT Halide21_VERSION MATCHES "^21\\.")
    message(FATAL_ERROR
      "expects Halide 21, found ${Halide21_VERSION} in ${Halide21_INCLUDE_DIR}; set PROXC_HALIDE_ROOT to another")
  endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Halide21
  REQUIRED_VARS Halide21_LIBRARY Halide21_INCLUDE_DIR
  VERSION_VAR Halide21_VERSION
  REASON_FAILURE_MESSAGE "run scripts/install-dependencies, or set PROXC_HALIDE_ROOT")

if(Halide21_FOUND AND NOT TARGET Halide::Halide)
  add_library(Halide::Halide SHARED IMPORTED)
  set_target_properties(Halide::Halide PROPERTIES
    IMPORTED_LOCATION ${Halide21_LIBRARY}
    IMPORTED_SONAME libHalide.so
    INTERFACE_INCLUDE_DIRECTORIES ${Halide21_INCLUDE_DIR})
endif()
mark_as_advanced(Halide21_INCLUDE_DIR Halide21_LIBRARY)
