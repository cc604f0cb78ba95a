//===- Parser.h - From text to the syntax tree ------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_FRONTEND_PARSER_H
#define PROXC_FRONTEND_PARSER_H

#include "proxc/Frontend/AST.h"
#include <memory>

namespace proxc::frontend {

/// Parses the text of one file, a buffer of `sink`. Always returns a tree: what
/// could not be read stands in it as InvalidDecl, and has been reported.
std::unique_ptr<SyntaxTree> parse(llvm::StringRef buffer, DiagnosticSink &sink);

/// Prints the tree as s-expressions, one declaration a line.
void printTree(const SyntaxTree &tree, llvm::raw_ostream &os);

/// Prints one expression as an s-expression.
void printExpr(const Expr *expr, llvm::raw_ostream &os);

} // namespace proxc::frontend

#endif // PROXC_FRONTEND_PARSER_H
