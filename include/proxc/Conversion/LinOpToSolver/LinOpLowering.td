//===- LinOpLowering.td - how operators become steps -------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_CONVERSION_LINOPTOSOLVER_LINOPLOWERING
#define PROXC_CONVERSION_LINOPTOSOLVER_LINOPLOWERING

include "mlir/IR/OpBase.td"

def LinOpLoweringInterface : OpInterface<"LinOpLoweringInterface"> {
  let cppNamespace = "::proxc";
  let description = [{
    How a linear operator is carried out by `solver` steps. Attached to the
    operations of `linop` as external models, so that dialect does not know it.
  }];
  let methods = [
    InterfaceMethod<"y = A x.", "::mlir::FailureOr<::proxc::solver::Stream>",
      "lowerForward", (ins "::proxc::solver::StepBuilder &":$steps,
                           "const ::proxc::solver::Stream &":$x)>,
    InterfaceMethod<"x = A* y; real where the domain is.",
      "::mlir::FailureOr<::proxc::solver::Stream>",
      "lowerAdjoint", (ins "::proxc::solver::StepBuilder &":$steps,
                           "const ::proxc::solver::Stream &":$y)>,
    InterfaceMethod<[{
        The diagonal of A in a basis that diagonalises it. Pixel and DCT: an
        array of the domain's shape. Fourier: complex, of the domain's shape; of
        a real domain the last of the axes has n / 2 + 1 entries.
      }], "::mlir::FailureOr<::proxc::solver::Stream>", "lowerDiagonal",
      (ins "::proxc::solver::StepBuilder &":$steps,
           "const ::proxc::linop::Basis &":$basis), "",
      [{ return ::proxc::noDiagonal($_op); }]>,
    InterfaceMethod<[{
        The diagonal of A* A in a basis that diagonalises it, real, shaped as
        the diagonal. The default squares the diagonal of A.
      }], "::mlir::FailureOr<::proxc::solver::Stream>", "lowerGramDiagonal",
      (ins "::proxc::solver::StepBuilder &":$steps,
           "const ::proxc::linop::Basis &":$basis), "",
      [{ return ::proxc::squaredDiagonal($_op, steps, basis); }]>,
    InterfaceMethod<[{
        The axes of the domain along which an output may depend on more than
        one position: of two inputs that one output reads, the positions along
        all other axes are the same.
      }], "::llvm::SmallVector<int64_t, 6>", "getMixedAxes", (ins), "",
      [{ return ::proxc::mixedAxes($_op); }]>,
    InterfaceMethod<[{
        The diagonal of A* P A in pixels, sum_i p_i |A_ij|^2, for a diagonal P
        of the numbers `weights`: real, of the range's shape (null: ones). Real,
        of the domain's shape. Failure without a message where it is not known:
        A* P A need not be diagonal in any basis.
      }], "::mlir::FailureOr<::proxc::solver::Stream>", "lowerNormalDiagonal",
      (ins "::proxc::solver::StepBuilder &":$steps,
           "const ::proxc::solver::Stream &":$weights), "",
      [{ return ::proxc::normalDiagonal($_op, steps, weights); }]>,
    InterfaceMethod<[{
        A bound of the norm of A, computed from params: f64 of rank 0. The
        default is the closed form, else failure without a message (the caller
        estimates).
      }], "::mlir::FailureOr<::proxc::solver::Stream>", "lowerNormBound",
      (ins "::proxc::solver::StepBuilder &":$steps), "",
      [{ return ::proxc::closedNormBound($_op, steps); }]>
  ];
}

#endif // PROXC_CONVERSION_LINOPTOSOLVER_LINOPLOWERING
