//===- ProxLowering.td - how functions become steps --------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_CONVERSION_PROXTOSOLVER_PROXLOWERING
#define PROXC_CONVERSION_PROXTOSOLVER_PROXLOWERING

include "mlir/IR/OpBase.td"

def ProxLoweringInterface : OpInterface<"ProxLoweringInterface"> {
  let cppNamespace = "::proxc";
  let description = [{
    How a proximable function is carried out by `solver` steps. Attached to the
    functions of `prox` as external models.
  }];
  let methods = [
    InterfaceMethod<[{
        prox_f(rho, v) = argmin_x f(x) + (rho/2) |x - v|^2. `rho` is of rank 0,
        or an array of v's shape where f is separable (constant on each group of
        a group norm).
      }], "::mlir::FailureOr<::proxc::solver::Stream>", "lowerProx",
      (ins "::proxc::solver::StepBuilder &":$steps,
           "const ::proxc::solver::Stream &":$v,
           "const ::proxc::solver::Stream &":$rho)>,
    InterfaceMethod<[{
        The prox of sigma (alpha f)* at z, where that is simpler than by
        Moreau's identity (projection onto the dual ball, whatever sigma); a
        null stream where it is not. `alpha` is of rank 0.
      }], "::mlir::FailureOr<::proxc::solver::Stream>", "lowerConjugateProx",
      (ins "::proxc::solver::StepBuilder &":$steps,
           "const ::proxc::solver::Stream &":$z,
           "const ::proxc::solver::Stream &":$sigma,
           "const ::proxc::solver::Stream &":$alpha), "",
      [{ return ::proxc::solver::Stream{}; }]>,
    InterfaceMethod<"f(x), f64 of rank 0; 0 for an indicator.",
      "::mlir::FailureOr<::proxc::solver::Stream>", "lowerValue",
      (ins "::proxc::solver::StepBuilder &":$steps,
           "const ::proxc::solver::Stream &":$x)>,
    InterfaceMethod<[{
        (alpha f)*(y) at a y in its domain (the caller gives a y that came out of
        the conjugate prox), f64 of rank 0; a null stream where it is not known
        or its domain is not closed under rounding.
      }], "::mlir::FailureOr<::proxc::solver::Stream>", "lowerConjugateValue",
      (ins "::proxc::solver::StepBuilder &":$steps,
           "const ::proxc::solver::Stream &":$y,
           "const ::proxc::solver::Stream &":$alpha), "",
      [{ return ::proxc::solver::Stream{}; }]>,
    InterfaceMethod<[{
        y moved into the domain of (alpha f)*, where that is not the whole space
        and f is not positively homogeneous (then the conjugate prox does it); a
        null stream otherwise.
      }], "::mlir::FailureOr<::proxc::solver::Stream>", "lowerDualDomain",
      (ins "::proxc::solver::StepBuilder &":$steps,
           "const ::proxc::solver::Stream &":$y), "",
      [{ return ::proxc::solver::Stream{}; }]>,
    InterfaceMethod<[{
        The largest distance of x from an indicator's set, f64 of rank 0; a null
        stream for other functions.
      }], "::mlir::FailureOr<::proxc::solver::Stream>", "lowerViolation",
      (ins "::proxc::solver::StepBuilder &":$steps,
           "const ::proxc::solver::Stream &":$x), "",
      [{ return ::proxc::solver::Stream{}; }]>
  ];
}

#endif // PROXC_CONVERSION_PROXTOSOLVER_PROXLOWERING
