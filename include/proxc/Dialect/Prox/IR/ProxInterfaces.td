//===- ProxInterfaces.td - what every function can tell ----*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_PROX_IR_PROXINTERFACES
#define PROXC_DIALECT_PROX_IR_PROXINTERFACES

include "mlir/IR/OpBase.td"

def ProxFunctionInterface : OpInterface<"ProxFunctionInterface"> {
  let cppNamespace = "::proxc::prox";
  let description = [{
    An extended-real-valued function f of one array with a known proximal
    operator prox_f(rho, v) = argmin_x f(x) + (rho/2) |x - v|^2.

    Passes ask these methods and never switch over operation names.
  }];
  let methods = [
    InterfaceMethod<"The space that f is defined on.", "::mlir::RankedTensorType",
      "getDomain", (ins), "", [{
        return ::llvm::cast<FunctionType>($_op->getResult(0).getType()).getDomain();
      }]>,
    InterfaceMethod<[{
        f(x), in double precision; an indicator answers 0 (its distance is
        `evaluateViolation`), infinity only outside the domain of a function
        that is no indicator.
      }], "::mlir::FailureOr<double>", "evaluateValue",
      (ins "::proxc::reference::Environment &":$env,
           "const ::proxc::reference::Array &":$x)>,
    InterfaceMethod<"prox_f(rho, v), from the definition.",
      "::mlir::FailureOr<::proxc::reference::Array>", "evaluateProx",
      (ins "::proxc::reference::Environment &":$env,
           "const ::proxc::reference::Array &":$v, "double":$rho)>,
    InterfaceMethod<[{
        The convex conjugate f*(y) = sup_x Re<x, y> - f(x); +infinity outside
        its domain. nullopt where no closed form is known.
      }], "std::optional<double>", "evaluateConjugate",
      (ins "::proxc::reference::Environment &":$env,
           "const ::proxc::reference::Array &":$y), "",
      [{ return std::nullopt; }]>,
    InterfaceMethod<[{
        The largest distance by which x misses the set of an indicator, 0 for
        other functions.
      }], "::mlir::FailureOr<double>", "evaluateViolation",
      (ins "::proxc::reference::Environment &":$env,
           "const ::proxc::reference::Array &":$x), "", [{ return 0.0; }]>,
    InterfaceMethod<"f is convex.", "bool", "isConvex", (ins), "",
      [{ return true; }]>,
    InterfaceMethod<"f is the indicator of a set.", "bool", "isIndicator",
      (ins), "", [{ return false; }]>,
    InterfaceMethod<"f(x) = sum |w x|^2, w = 1 where there are no weights.",
      "bool", "isQuadratic", (ins), "", [{ return false; }]>,
    InterfaceMethod<"f is linear or 0.", "bool", "isLinear", (ins), "",
      [{ return false; }]>,
    InterfaceMethod<[{
        f is a sum of functions of single entries, so its prox acts entry by
        entry.
      }], "bool", "isSeparable", (ins), "", [{ return true; }]>,
    InterfaceMethod<[{
        The axes along which f couples entries (a group norm's); empty for a
        separable function. nullopt where it couples all of them.
      }], "std::optional<::llvm::SmallVector<int64_t>>", "getGroupAxes", (ins),
      "", [{ return ::llvm::SmallVector<int64_t>{}; }]>,
    InterfaceMethod<[{
        Builds the function of the same kind on `domain` whose weights are
        `weights` (of the domain's shape and real element type, signs do not
        matter) in place of its own; null where the kind has no weighted form.
        For a function with a weighted form, f(w x) is it reweighted by w.
      }], "::mlir::Value", "buildReweighted",
      (ins "::mlir::OpBuilder &":$builder, "::mlir::RankedTensorType":$domain,
           "::mlir::Value":$weights), "", [{ return {}; }]>,
    InterfaceMethod<[{
        f(s x) = |s|^p f(x) for all s > 0: the degree p (1 for norms, 2 for
        squares, 0 for indicators of cones); nullopt where f is not homogeneous.
      }], "std::optional<int>", "getHomogeneity", (ins), "",
      [{ return std::nullopt; }]>,
    InterfaceMethod<[{
        f(c x) = f(x) for every unit scalar c of the element field (-1, or a
        phase): what absorbing the sign or phase of a weight asks for.
      }], "bool", "isPhaseInvariant", (ins), "", [{ return false; }]>,
    InterfaceMethod<[{
        Builds g = alpha f + otherAlpha h for another function h of the same
        argument; the scalars are rank-0 tensors of f64, >= 0. Null where no
        function of the dialect is that sum.
      }], "::mlir::Value", "buildSum",
      (ins "::mlir::OpBuilder &":$builder, "::mlir::Value":$alpha,
           "::mlir::Value":$other, "::mlir::Value":$otherAlpha), "",
      [{ return {}; }]>,
    InterfaceMethod<[{
        Builds the indicator of the intersection of the sets of this and of
        another indicator of the same argument; null where there is none.
      }], "::mlir::Value", "buildIntersection",
      (ins "::mlir::OpBuilder &":$builder, "::mlir::Value":$other), "",
      [{ return {}; }]>,
    InterfaceMethod<[{
        For f(x) = Re<g, x>: builds the array g of the domain's type. Null for
        functions that are not linear.
      }], "::mlir::Value", "buildGradient",
      (ins "::mlir::OpBuilder &":$builder), "", [{ return {}; }]>,
    InterfaceMethod<[{
        The operand that holds the weights w of a function of w x; null where
        all weights are 1.
      }], "::mlir::Value", "getWeightsOrNull", (ins), "", [{ return {}; }]>
  ];
}

#endif // PROXC_DIALECT_PROX_IR_PROXINTERFACES
