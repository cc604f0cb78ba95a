//===- Header.h - the C header of an emitted object -------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What callers of an emitted object include beside proxc-rt/proxc.h. It is
// written from a plain description; no dialect is known here. The text compiles
// as C99 and as C++11.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_TARGET_HEADER_HEADER_H
#define PROXC_TARGET_HEADER_HEADER_H

#include "llvm/ADT/StringRef.h"
#include <complex>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace proxc::target {

/// Element types as callers store them; the numbers are those of PROXC_F32 ...
/// in proxc-rt/program.h. Complex numbers are interleaved pairs, f16 its bits.
enum class HeaderElement {
  F32 = 0,
  F64 = 1,
  C64 = 2,
  C128 = 3,
  I32 = 4,
  I64 = 5,
  U8 = 6,
  U16 = 7,
  F16 = 8,
  Function = 9 ///< a black box, params only
};

/// The signature of a black box.
enum class HeaderFunction { Linear, Prox, Smooth };

/// A param, an input or a result.
struct HeaderArgument {
  /// As the program spells it.
  std::string name;
  HeaderElement element = HeaderElement::F32;
  /// Extents, slowest axis first; empty for a scalar.
  std::vector<int64_t> shape;
  /// Default of a scalar param. Infinities become the largest finite number.
  std::optional<std::complex<double>> value = std::nullopt;
  /// Default of an integer param, which a double may not hold.
  std::optional<int64_t> integer = std::nullopt;
  /// Of a black box, whose `element` is the Function; `data` is the element
  /// type that it works on.
  HeaderFunction function = HeaderFunction::Linear;
  HeaderElement data = HeaderElement::F32;
  /// Result: an unknown (it may hold the starting value), not an `out`.
  bool unknown = false;
};

/// An exported operator y = A x.
struct HeaderOperator {
  std::string name;
  HeaderArgument domain, range; ///< element types and shapes
  bool forward = true, adjoint = true, normal = true;
};

/// All that the header says about a program.
struct HeaderProgram {
  /// Prefix of every name; see `cIdentifier`.
  std::string name;
  /// Name of the text's file, without folders.
  std::string source;
  /// Name of the target.
  std::string target;
  std::vector<HeaderArgument> params, inputs, results; ///< as declared
  std::vector<HeaderOperator> operators;
  int64_t workspaceBytes = 0;
  /// Bare metal: the workspace must be given.
  bool freestanding = false;
  /// Whether there is a problem to solve, or only operators.
  bool hasProblem = true;
  /// A command that links the object, shown in a comment.
  std::string linkLine;
};

/// `name` as a C identifier: what is neither letter nor digit becomes `_`, and
/// so does the place before a leading digit.
std::string cIdentifier(llvm::StringRef name);

/// Whether `name` is a keyword, or the name of a type or macro that a C or C++
/// translation unit is likely to see.
bool isReservedInC(llvm::StringRef name);

/// The names of arguments as C parameters or members: reserved ones and those
/// in `taken` get a trailing underscore, until all differ.
std::vector<std::string> cArgumentNames(const std::vector<std::string> &names,
                                        const std::vector<std::string> &taken);

/// The text of the header.
std::string emitHeader(const HeaderProgram &program);

} // namespace proxc::target

#endif // PROXC_TARGET_HEADER_HEADER_H
