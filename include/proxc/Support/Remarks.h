//===- Remarks.h - what a pass did, and why ---------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Every rewrite of a pass tells what it did by which law, or why it left things
// as they are. A rewrite travels as a remark of MLIR's diagnostics (so that
// tests, editors and --print-remarks see it) and is collected, with its parts
// intact, by a RemarkCollector on the same context.

#ifndef PROXC_SUPPORT_REMARKS_H
#define PROXC_SUPPORT_REMARKS_H

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/Twine.h"
#include <memory>
#include <string>
#include <vector>

namespace proxc {

/// One decision of a pass.
struct Rewrite {
  /// The pass, as on the command line: `prox-group`.
  std::string pass;
  /// The law: `f(A u) + gamma |A u|^2 is one term`.
  std::string law;
  /// What stood there, as mathematics; may be empty.
  std::string before;
  /// What stands there now; empty where nothing changed.
  std::string after;
  /// The condition that held or, where nothing changed, the one that did not.
  std::string reason;
  /// The law was applied.
  bool applied = true;
};

/// Emits `rewrite` at `location` as the remark
///   `pass: law: reason`, or `pass: kept: law: reason` if it was not applied,
/// with `before` and `after` as notes. Costs nothing where nobody listens.
void emitRewrite(mlir::Location location, const Rewrite &rewrite);

/// The same for a decision without mathematics to show.
void emitRewrite(mlir::Location location, llvm::StringRef pass,
                 const llvm::Twine &law, const llvm::Twine &reason,
                 bool applied = true);

/// Collects all rewrites that passes emit on a context while it lives, in
/// order. Other diagnostics pass through to the handlers registered before.
class RemarkCollector {
public:
  /// With `passThrough` other handlers see the remarks too.
  explicit RemarkCollector(mlir::MLIRContext *context,
                           bool passThrough = false);
  ~RemarkCollector();
  RemarkCollector(const RemarkCollector &) = delete;
  RemarkCollector &operator=(const RemarkCollector &) = delete;

  llvm::ArrayRef<Rewrite> rewrites() const { return collected; }
  /// Hands the rewrites over and starts again.
  std::vector<Rewrite> take() { return std::move(collected); }

private:
  mlir::MLIRContext *context;
  mlir::DiagnosticEngine::HandlerID id;
  std::vector<Rewrite> collected;
};

} // namespace proxc

#endif // PROXC_SUPPORT_REMARKS_H
