//===- Compiled.h - a program as machine code in this process --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `run` and `apply` call: the functions that an object file would hold,
// with params and arrays in the order of declaration.

#ifndef PROXC_LIB_DRIVER_COMPILED_H
#define PROXC_LIB_DRIVER_COMPILED_H

#include "proxc-rt/proxc.h"
#include "proxc/IO/HostArray.h"
#include "proxc/Target/Header/Header.h"
#include "proxc/Target/LLVM/Jit.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace proxc::driver {

/// Arrays by the name of the input, param or result.
using ArrayMap = std::map<std::string, io::HostArray>;

/// The public struct of params, with the layout that C gives it. It points into
/// the arrays, which must outlive it.
class ParamsStruct {
public:
  /// `given` holds arrays and scalars as declared; scalars that are not given
  /// take their defaults.
  ParamsStruct(llvm::ArrayRef<target::HeaderArgument> params,
               const ArrayMap &given);

  const void *data() const { return words.data(); }

private:
  /// 8-byte units, so that every member is aligned.
  std::vector<uint64_t> words;
};

/// An emitted program, loaded. Functions return error codes of proxc.h.
class LoadedProgram {
public:
  static llvm::Expected<LoadedProgram>
  load(const llvm::Module &module, const target::TargetInfo &target,
       const target::HeaderProgram &header);

  LoadedProgram(LoadedProgram &&other);
  LoadedProgram(const LoadedProgram &) = delete;
  ~LoadedProgram();

  /// Makes the plan.
  int32_t create(const ParamsStruct &params);

  /// Solves with the inputs and results as declared; results hold starting
  /// values where `options.start` asks for them.
  int32_t solve(const ArrayMap &inputs, ArrayMap &results,
                const proxc_options &options, proxc_result &result);

  /// Calls NAME_forward, NAME_adjoint or NAME_normal, whose symbol this is.
  llvm::Expected<int32_t> apply(llvm::StringRef symbol, const io::HostArray &x,
                                io::HostArray &y);

private:
  LoadedProgram(target::JitProgram jit, const target::HeaderProgram &header)
      : jit(std::move(jit)), header(&header) {}

  using CreateFunction = int32_t(void **, void *, const void *);
  using SolveFunction = int32_t(void *, const proxc_view *, const proxc_view *,
                                const proxc_options *, proxc_result *);
  using DestroyFunction = void(void *);

  target::JitProgram jit;
  const target::HeaderProgram *header;
  CreateFunction *createFunction = nullptr;
  SolveFunction *solveFunction = nullptr;
  DestroyFunction *destroyFunction = nullptr;
  void *plan = nullptr;
};

/// The element type of files for that of headers; nothing for functions.
std::optional<io::ElementType> elementType(target::HeaderElement element);

/// "input 'b'", "param 'k'": what the argument's number in an error code of
/// `create` or `solve` means; empty where there is none.
std::string argumentOfCode(const target::HeaderProgram &header, int32_t code);

} // namespace proxc::driver

#endif // PROXC_LIB_DRIVER_COMPILED_H
