//===- Remarks.cpp - what a pass did, and why -------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Support/Remarks.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/StringRef.h"

using namespace mlir;

namespace proxc {

// The parts of a rewrite are separate arguments of the diagnostic, so that the
// collector needs no parsing: pass, separator, law, ": ", reason.
static constexpr llvm::StringLiteral kApplied = ": ";
static constexpr llvm::StringLiteral kKept = ": kept: ";
static constexpr llvm::StringLiteral kBefore = "before: ";
static constexpr llvm::StringLiteral kAfter = "after: ";

void emitRewrite(Location location, const Rewrite &rewrite) {
  InFlightDiagnostic remark = mlir::emitRemark(location);
  remark << rewrite.pass << (rewrite.applied ? kApplied : kKept) << rewrite.law
         << ": " << rewrite.reason;
  if (!rewrite.before.empty())
    remark.attachNote() << kBefore << rewrite.before;
  if (!rewrite.after.empty())
    remark.attachNote() << kAfter << rewrite.after;
}

void emitRewrite(Location location, StringRef pass, const Twine &law,
                 const Twine &reason, bool applied) {
  Rewrite rewrite;
  rewrite.pass = pass.str();
  rewrite.law = law.str();
  rewrite.reason = reason.str();
  rewrite.applied = applied;
  emitRewrite(location, rewrite);
}

static StringRef argument(const Diagnostic &diagnostic, size_t position) {
  ArrayRef<DiagnosticArgument> arguments = diagnostic.getArguments();
  if (position >= arguments.size() ||
      arguments[position].getKind() !=
          DiagnosticArgument::DiagnosticArgumentKind::String)
    return {};
  return arguments[position].getAsString();
}

/// The rewrite that `diagnostic` carries, or nullopt for any other remark.
static std::optional<Rewrite> asRewrite(Diagnostic &diagnostic) {
  StringRef separator = argument(diagnostic, 1);
  if (diagnostic.getSeverity() != DiagnosticSeverity::Remark ||
      diagnostic.getArguments().size() != 5 ||
      (separator != kApplied && separator != kKept))
    return std::nullopt;
  Rewrite rewrite;
  rewrite.pass = argument(diagnostic, 0).str();
  rewrite.applied = separator == kApplied;
  rewrite.law = argument(diagnostic, 2).str();
  rewrite.reason = argument(diagnostic, 4).str();
  for (const Diagnostic &note : diagnostic.getNotes()) {
    if (argument(note, 0) == kBefore)
      rewrite.before = argument(note, 1).str();
    if (argument(note, 0) == kAfter)
      rewrite.after = argument(note, 1).str();
  }
  return rewrite;
}

RemarkCollector::RemarkCollector(MLIRContext *context, bool passThrough)
    : context(context) {
  id = context->getDiagEngine().registerHandler(
      [this, passThrough](Diagnostic &diagnostic) {
        std::optional<Rewrite> rewrite = asRewrite(diagnostic);
        if (!rewrite)
          return failure();
        collected.push_back(std::move(*rewrite));
        return failure(passThrough);
      });
}

RemarkCollector::~RemarkCollector() {
  context->getDiagEngine().eraseHandler(id);
}

} // namespace proxc
