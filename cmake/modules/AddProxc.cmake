# The few ways in which proxc adds a target.
#
#   add_proxc_dialect(LinOp linop)            TableGen of a dialect
#   add_proxc_passes(LinOp DIR)               TableGen of DIR/Passes.td
#   add_proxc_library(ProxcX a.cpp ...)       a library
#   add_proxc_tool(proxc-x x.cpp ...)         a program in build/bin
#   add_proxc_unittest(ProxcXTests a.cpp ...) a GoogleTest program

# All generated headers; every library waits for them.
add_custom_target(proxc-headers)
if(PROXC_PCH)
  add_dependencies(ProxcPCH proxc-headers)
endif()
# `ninja proxc-doc`: reference pages of dialects and passes in build/docs.
add_custom_target(proxc-doc)
# All unit test programs; part of `ninja check-proxc`, not of `ninja`.
add_custom_target(proxc-unit-tests)

function(_proxc_doc target name generator td output)
  cmake_parse_arguments(ARG "" "" "FLAGS" ${ARGN})
  set(LLVM_TARGET_DEFINITIONS ${td})
  set(docfile ${PROJECT_BINARY_DIR}/docs/${output}.md)
  add_custom_command(
    OUTPUT ${docfile}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/docs
    COMMAND ${MLIR_TABLEGEN_EXE} -gen-${generator} ${ARG_FLAGS}
            -I ${PROJECT_SOURCE_DIR}/include -I ${MLIR_INCLUDE_DIRS}
            ${td} -o ${docfile}
    DEPENDS ${td}
    VERBATIM)
  add_custom_target(${target} DEPENDS ${docfile})
  add_dependencies(proxc-doc ${target})
endfunction()

# Generates from include/proxc/Dialect/<name>/IR, where <name>Ops.td holds the
# dialect `ns` with its operations, types, attributes and enums, and
# <name>Interfaces.td, if it is there, interfaces:
#   <name>Dialect <name>Types <name>Attrs <name>Enums <name>Ops
#   <name>Interfaces <name>AttrInterfaces <name>TypeInterfaces  (.h.inc .cpp.inc)
# A kind that the dialect does not have gives an empty file.
function(add_proxc_dialect name ns)
  set(dir ${PROJECT_SOURCE_DIR}/include/proxc/Dialect/${name}/IR)
  # mlir_tablegen writes into the current binary directory: this must be called
  # from the CMakeLists.txt of `dir`.
  set(LLVM_TARGET_DEFINITIONS ${name}Ops.td)
  mlir_tablegen(${name}Dialect.h.inc -gen-dialect-decls -dialect=${ns})
  mlir_tablegen(${name}Dialect.cpp.inc -gen-dialect-defs -dialect=${ns})
  mlir_tablegen(${name}Types.h.inc -gen-typedef-decls -typedefs-dialect=${ns})
  mlir_tablegen(${name}Types.cpp.inc -gen-typedef-defs -typedefs-dialect=${ns})
  mlir_tablegen(${name}Attrs.h.inc -gen-attrdef-decls -attrdefs-dialect=${ns})
  mlir_tablegen(${name}Attrs.cpp.inc -gen-attrdef-defs -attrdefs-dialect=${ns})
  mlir_tablegen(${name}Enums.h.inc -gen-enum-decls)
  mlir_tablegen(${name}Enums.cpp.inc -gen-enum-defs)
  mlir_tablegen(${name}Ops.h.inc -gen-op-decls)
  mlir_tablegen(${name}Ops.cpp.inc -gen-op-defs)
  if(EXISTS ${dir}/${name}Interfaces.td)
    set(LLVM_TARGET_DEFINITIONS ${name}Interfaces.td)
    mlir_tablegen(${name}Interfaces.h.inc -gen-op-interface-decls)
    mlir_tablegen(${name}Interfaces.cpp.inc -gen-op-interface-defs)
    mlir_tablegen(${name}AttrInterfaces.h.inc -gen-attr-interface-decls)
    mlir_tablegen(${name}AttrInterfaces.cpp.inc -gen-attr-interface-defs)
    mlir_tablegen(${name}TypeInterfaces.h.inc -gen-type-interface-decls)
    mlir_tablegen(${name}TypeInterfaces.cpp.inc -gen-type-interface-defs)
  endif()
  add_public_tablegen_target(Proxc${name}IncGen)
  add_dependencies(proxc-headers Proxc${name}IncGen)
  _proxc_doc(Proxc${name}DialectDoc ${name} dialect-doc ${dir}/${name}Ops.td
             ${name}Dialect FLAGS -dialect=${ns})
endfunction()

# Generates Passes.h.inc (GEN_PASS_DECL, GEN_PASS_REGISTRATION, GEN_PASS_DEF_*)
# beside the Passes.td of the current folder. Registration is
# registerProxc<name>Passes().
function(add_proxc_passes name)
  set(LLVM_TARGET_DEFINITIONS Passes.td)
  mlir_tablegen(Passes.h.inc -gen-pass-decls -name=Proxc${name})
  add_public_tablegen_target(Proxc${name}PassIncGen)
  add_dependencies(proxc-headers Proxc${name}PassIncGen)
  _proxc_doc(Proxc${name}PassDoc ${name} pass-doc
             ${CMAKE_CURRENT_SOURCE_DIR}/Passes.td ${name}Passes)
endfunction()

# What all compiled targets share. `link` is PUBLIC for a library, PRIVATE for
# a program.
function(_proxc_target name link)
  cmake_parse_arguments(ARG "ENABLE_EXCEPTIONS;NO_PCH;NO_MLIR" ""
                        "LINK_PROXC;LINK;DEPENDS" ${ARGN})
  if(ARG_NO_MLIR)
    target_link_libraries(${name} ${link} ProxcOptions)
    set(ARG_NO_PCH TRUE)
  else()
    target_link_libraries(${name} ${link} ProxcLLVM)
    add_dependencies(${name} proxc-headers)
  endif()
  target_link_libraries(${name} ${link} ${ARG_LINK_PROXC} ${ARG_LINK})
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  if(NOT ARG_ENABLE_EXCEPTIONS)
    target_compile_options(${name} PRIVATE
      $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>)
    if(PROXC_PCH AND NOT ARG_NO_PCH)
      target_precompile_headers(${name} REUSE_FROM ProxcPCH)
    endif()
  endif()
endfunction()

# add_proxc_library(Name sources...
#   [LINK_PROXC libraries of proxc...]   (in the order of the layers)
#   [LINK others...] [DEPENDS targets...]
#   [ENABLE_EXCEPTIONS]  only for what includes Halide.h
#   [NO_PCH]             does not include MLIR's headers to speak of
#   [NO_MLIR]            knows neither MLIR nor LLVM at all
#   [TEST_ONLY])         built for the tests, not linked into the tools
# A static library; its name joins the global property PROXC_LIBS.
function(add_proxc_library name)
  cmake_parse_arguments(ARG "ENABLE_EXCEPTIONS;NO_PCH;NO_MLIR;TEST_ONLY" ""
                        "LINK_PROXC;LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  list(REMOVE_ITEM ARGN TEST_ONLY ${ARG_UNPARSED_ARGUMENTS})
  _proxc_target(${name} PUBLIC ${ARGN})
  if(ARG_TEST_ONLY)
    set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL TRUE)
  else()
    set_property(GLOBAL APPEND PROPERTY PROXC_LIBS ${name})
  endif()
endfunction()

# add_proxc_tool(name sources... [LINK_PROXC ...] [LINK ...] [DEPENDS ...]
#   [INSTALL])
function(add_proxc_tool name)
  cmake_parse_arguments(ARG "INSTALL;ENABLE_EXCEPTIONS;NO_PCH;NO_MLIR" ""
                        "LINK_PROXC;LINK;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  list(REMOVE_ITEM ARGN INSTALL ${ARG_UNPARSED_ARGUMENTS})
  _proxc_target(${name} PRIVATE ${ARGN})
  if(ARG_INSTALL)
    # Halide is not a Debian library: it is installed below proxc's own.
    set(libraries "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
    set_target_properties(${name} PROPERTIES
      INSTALL_RPATH "${libraries};${libraries}/proxc;${LLVM_LIBRARY_DIR}")
    install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endfunction()

# add_proxc_unittest(name sources... [LINK_PROXC ...] [LINK ...] [DEPENDS ...])
# A program with GoogleTest's main below build/test/Unit; lit finds and runs it.
# The name must end in `Tests`.
function(add_proxc_unittest name)
  if(NOT name MATCHES "Tests$")
    message(FATAL_ERROR "expects the name of a unit test to end in 'Tests', found '${name}'")
  endif()
  cmake_parse_arguments(ARG "ENABLE_EXCEPTIONS;NO_PCH;NO_MLIR" ""
                        "LINK_PROXC;LINK;DEPENDS" ${ARGN})
  add_executable(${name} EXCLUDE_FROM_ALL ${ARG_UNPARSED_ARGUMENTS})
  list(REMOVE_ITEM ARGN ${ARG_UNPARSED_ARGUMENTS})
  _proxc_target(${name} PRIVATE ${ARGN})
  target_link_libraries(${name} PRIVATE GTest::gmock GTest::gtest GTest::gtest_main)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  add_dependencies(proxc-unit-tests ${name})
endfunction()
