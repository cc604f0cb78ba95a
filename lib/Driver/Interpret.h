//===- Interpret.h - values for the reference interpreter --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_LIB_DRIVER_INTERPRET_H
#define PROXC_LIB_DRIVER_INTERPRET_H

#include "Session.h"

#include "proxc/Reference/Interpreter.h"

#include "llvm/ADT/SmallVector.h"

namespace proxc::driver {

/// The names of the params, inputs and unknowns that `value` depends on, each
/// once.
llvm::SmallVector<llvm::StringRef> argumentsOf(mlir::Value value);

/// Gives the interpreter the value of a declaration: what was given for it,
/// else its default, else 0. False where what was given is bad, which was told.
bool bindDeclared(Session &session, const frontend::Declared &declared,
                  reference::Interpreter &interpreter);

/// Binds all that `value` depends on and that is not bound yet.
bool bindArguments(Session &session, mlir::Value value,
                   reference::Interpreter &interpreter);

} // namespace proxc::driver

#endif // PROXC_LIB_DRIVER_INTERPRET_H
