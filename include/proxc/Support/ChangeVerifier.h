//===- ChangeVerifier.h - what passes change is compared --------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_SUPPORT_CHANGEVERIFIER_H
#define PROXC_SUPPORT_CHANGEVERIFIER_H

#include "mlir/IR/OperationSupport.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassInstrumentation.h"
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace proxc {

/// Keeps a copy of every `OpT`, a symbol, that a pass is about to see, and calls
/// `compare` where the pass changed it.
template <typename OpT>
class ChangeVerifier : public mlir::PassInstrumentation {
public:
  /// `failed` is set where a comparison fails; `agreed`, which may be null,
  /// counts those that do not.
  explicit ChangeVerifier(bool *failed, unsigned *agreed)
      : failed(failed), agreed(agreed) {}

  void runBeforePass(mlir::Pass *pass, mlir::Operation *op) override {
    // Adaptors, which run passes on nested operations, have no name.
    if (pass->getArgument().empty())
      return;
    std::vector<Version> versions;
    forEach(op, [&](OpT found) {
      versions.push_back({found.getSymName().str(),
                          mlir::OperationFingerPrint(found),
                          mlir::OwningOpRef<OpT>(found.clone())});
    });
    std::lock_guard<std::mutex> lock(mutex);
    pending[{pass, op}] = std::move(versions);
  }

  void runAfterPass(mlir::Pass *pass, mlir::Operation *op) override {
    for (Version &version : take(pass, op))
      forEach(op, [&](OpT found) {
        if (found.getSymName() == version.name &&
            mlir::OperationFingerPrint(found) != version.print)
          check(pass, version, found);
      });
  }

  void runAfterPassFailed(mlir::Pass *pass, mlir::Operation *op) override {
    take(pass, op);
  }

protected:
  /// One as it was before a pass.
  struct Version {
    std::string name;
    mlir::OperationFingerPrint print;
    mlir::OwningOpRef<OpT> copy;
  };

  /// Reports at `after` where the two do not mean the same. Passes on several
  /// operations may call it at once.
  virtual mlir::LogicalResult compare(mlir::Pass *pass, Version &before,
                                      OpT after) = 0;

  std::mutex mutex;

private:
  template <typename Function>
  static void forEach(mlir::Operation *op, Function function) {
    op->walk<mlir::WalkOrder::PreOrder>([&](OpT found) {
      function(found);
      return mlir::WalkResult::skip();
    });
  }

  std::vector<Version> take(mlir::Pass *pass, mlir::Operation *op) {
    std::lock_guard<std::mutex> lock(mutex);
    auto found = pending.find({pass, op});
    if (found == pending.end())
      return {};
    std::vector<Version> versions = std::move(found->second);
    pending.erase(found);
    return versions;
  }

  void check(mlir::Pass *pass, Version &before, OpT after) {
    bool agrees = mlir::succeeded(compare(pass, before, after));
    if (!agrees)
      after.emitRemark() << "this is after " << pass->getArgument();
    std::lock_guard<std::mutex> lock(mutex);
    if (!agrees)
      *failed = true;
    else if (agreed)
      ++*agreed;
  }

  bool *failed;
  unsigned *agreed;
  std::map<std::pair<mlir::Pass *, mlir::Operation *>, std::vector<Version>>
      pending;
};

} // namespace proxc

#endif // PROXC_SUPPORT_CHANGEVERIFIER_H
