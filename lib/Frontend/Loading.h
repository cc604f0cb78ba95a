//===- Loading.h - Constants from files -------------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_LIB_FRONTEND_LOADING_H
#define PROXC_LIB_FRONTEND_LOADING_H

#include "proxc/Frontend/Elaborator.h"

namespace proxc::frontend {

/// Reads a param's value from `text`, a file (relative to `folder`) with its
/// suffixes, or a number. Errors are reported at `range`.
std::optional<Constant> loadConstant(Elaborator &elaborator,
                                     llvm::StringRef name,
                                     const ArrayType &type, bool sparse,
                                     std::string text, llvm::StringRef folder,
                                     SourceRange range);

} // namespace proxc::frontend

#endif // PROXC_LIB_FRONTEND_LOADING_H
