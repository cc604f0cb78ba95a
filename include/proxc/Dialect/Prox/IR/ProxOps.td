//===- ProxOps.td - the prox dialect -----------------------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_PROX_IR_PROXOPS
#define PROXC_DIALECT_PROX_IR_PROXOPS

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "proxc/Dialect/LinOp/IR/LinOpBase.td"
include "proxc/Dialect/Prox/IR/ProxInterfaces.td"

def Prox_Dialect : Dialect {
  let name = "prox";
  let cppNamespace = "::proxc::prox";
  let summary = "optimization problems: sums of proximable functions";
  let description = [{
    A problem is a sum of terms over its unknowns u_j. With x = sum_j A_j u_j a
    term is

        alpha f(beta x - b) + Re<c, x> + gamma |x|^2 + d

    and its prox at rho is x = (z + b) / beta, with z the prox of f at
    rho' = (rho + 2 gamma) / (alpha |beta|^2) of v' = beta (rho v - c) / (rho +
    2 gamma) - b. Nothing here says how a problem is solved.
  }];
  let dependentDialects = ["::proxc::linop::LinOpDialect",
    "::mlir::arith::ArithDialect", "::mlir::complex::ComplexDialect",
    "::mlir::math::MathDialect", "::mlir::tensor::TensorDialect"];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
}

def Prox_FunctionType : TypeDef<Prox_Dialect, "Function"> {
  let mnemonic = "function";
  let summary = "a proximable function of one array";
  let description = "`!prox.function<2x512x512xf32>`";
  let parameters = (ins "::mlir::RankedTensorType":$domain);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}

def Prox_PlacementEnum : I32EnumAttr<"Placement",
    "which side of the splitting a term went to", [
    I32EnumAttrCase<"omega", 0>, I32EnumAttrCase<"psi", 1>]> {
  let cppNamespace = "::proxc::prox";
  let genSpecializedAttr = 0;
}
def Prox_Placement : EnumAttr<Prox_Dialect, Prox_PlacementEnum, "placement"> {
  let assemblyFormat = "`` `<` $value `>`";
}

def Prox_Tensor : StaticShapeTensorOf<[AnyFloat, AnyComplex, AnyInteger]>;
def Prox_Scalar : 0DTensorOf<[AnyFloat]>;

class Prox_BaseOp<string mnemonic, list<Trait> traits = []>
    : Op<Prox_Dialect, mnemonic, traits>;

//===----------------------------------------------------------------------===//
// The problem
//===----------------------------------------------------------------------===//

def Prox_ProblemOp : Prox_BaseOp<"problem", [Symbol, IsolatedFromAbove,
    SingleBlock, NoTerminator, NoRegionArguments]> {
  let summary = "one optimization problem, or a set of exported operators";
  let description = [{
    `method` names the algorithm asked for (absent: the compiler chooses),
    `options` its options as typed attributes.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name,
    OptionalAttr<StrAttr>:$method, OptionalAttr<DictionaryAttr>:$options);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $sym_name (`method` $method^)? (`options` $options^)? attr-dict-with-keyword $body
  }];
  let hasVerifier = 1;
}

// Inputs and params are declarations of the emitted object's interface: they are
// not Pure, so that one which nothing reads keeps its place in it.
def Prox_InputOp : Prox_BaseOp<"input", [HasParent<"ProblemOp">]> {
  let summary = "data of one solve";
  let description = [{
    The value as declared in its stored element type (u8, u16 and f16 included).
  }];
  let arguments = (ins StrAttr:$name);
  let results = (outs Prox_Tensor:$result);
  let assemblyFormat = "$name attr-dict `:` type($result)";
}

def Prox_ParamOp : Prox_BaseOp<"param", [HasParent<"ProblemOp">]> {
  let summary = "data that belongs to the set-up";
  let description = [{
    A scalar is a rank-0 tensor and may have a default. A param whose value the
    compiler knows is an `arith.constant` instead.
  }];
  let arguments = (ins StrAttr:$name, OptionalAttr<F64Attr>:$default_value);
  let results = (outs Prox_Tensor:$result);
  let assemblyFormat = "$name (`default` $default_value^)? attr-dict `:` type($result)";
}

def Prox_MaximumOp : Prox_BaseOp<"maximum", [Pure]> {
  let summary = "the greatest entry of data";
  let description = [{
    A constant of the problem: a number of rank 0 from a real array of any rank.
  }];
  let arguments = (ins Prox_Tensor:$input);
  let results = (outs Prox_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def Prox_ProductOp : Prox_BaseOp<"product", [Pure]> {
  let summary = "the product of all entries of data";
  let description = [{
    A constant of the problem: a number of rank 0 from a real or complex array of
    any rank.
  }];
  let arguments = (ins Prox_Tensor:$input);
  let results = (outs Prox_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def Prox_VariableOp : Prox_BaseOp<"variable", [HasParent<"ProblemOp">]> {
  let summary = "an unknown";
  let description = [{
    Its value stands for the unknown wherever a term names it and, in what is
    computed after the solve (`prox.out`), for the solution. `start` is where
    iterations begin (of the same shape, real for a real unknown), 0 without it.
  }];
  let arguments = (ins StrAttr:$name, Optional<Prox_Tensor>:$start);
  let results = (outs Prox_Tensor:$result);
  let assemblyFormat = "$name (`start` $start^ `:` type($start))? attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def Prox_OutOp : Prox_BaseOp<"out", [HasParent<"ProblemOp">]> {
  let summary = "a result besides the unknowns, computed once after the solve";
  let description = [{
    The value is converted to `type`: integer types round to nearest (ties to
    even) and saturate.
  }];
  let arguments = (ins StrAttr:$name, Prox_Tensor:$value, TypeAttr:$type);
  let assemblyFormat = "$name `=` $value `as` $type attr-dict `:` type($value)";
  let hasVerifier = 1;
}

def Prox_RequireOp : Prox_BaseOp<"require", [HasParent<"ProblemOp">,
    AllElementTypesMatch<["lower", "upper"]>]> {
  let summary = "what data must satisfy: lower <= upper, entry by entry";
  let description = [{
    The bounds of a box that only a run knows, or 0 and a weight of a function:
    `weight` is what the weight looked like in the source (maybe nothing), and a
    weight must be finite too. Both are real, of one shape or of rank 0. The
    terms mean nothing for data that fail.
  }];
  let arguments = (ins Prox_Tensor:$lower, Prox_Tensor:$upper,
                       OptionalAttr<StrAttr>:$weight);
  let assemblyFormat = [{
    $lower `below` $upper (`weight` $weight^)? attr-dict `:` type($lower) `,` type($upper)
  }];
  let hasVerifier = 1;
}

def Prox_TermOp : Prox_BaseOp<"term", [AttrSizedOperandSegments,
    HasParent<"ProblemOp">]> {
  let summary = "alpha f(beta x - b) + Re<c, x> + gamma |x|^2 + d";
  let description = [{
    x = sum_j A_j u_j over `operators` and `variables`, which pair up; their
    ranges are one space, f's domain. `alpha >= 0`, `beta` (real or complex),
    `gamma >= 0` and `constant` are rank-0 tensors of f64, beta of f64 or (on a
    complex domain) complex<f64>; absent ones are 1, 1, 0 and 0. `offset` b and
    `linear` c have the type of f's domain; absent ones are 0. `text` is what the
    term looked like in the source. The indicator of a set has no weight: its
    `alpha` means nothing, not even where it is 0.

    ```mlir
    prox.term %tv of (%D) at (%u) alpha %w : tensor<f64> gamma %g : tensor<f64>
      : !prox.function<2x8x8xf32> of (!linop.op<8x8xf32 -> 2x8x8xf32>) at (tensor<8x8xf32>)
    ```
  }];
  let arguments = (ins Prox_FunctionType:$function,
    Variadic<LinOp_OpType>:$operators, Variadic<Prox_Tensor>:$variables,
    Optional<Prox_Tensor>:$offset, Optional<Prox_Tensor>:$alpha,
    Optional<Prox_Tensor>:$beta, Optional<Prox_Tensor>:$linear,
    Optional<Prox_Tensor>:$gamma, Optional<Prox_Tensor>:$constant,
    OptionalAttr<Prox_Placement>:$placement, OptionalAttr<StrAttr>:$text);
  let assemblyFormat = [{
    $function `of` ` ` `(` $operators `)` `at` ` ` `(` $variables `)`
    (`minus` $offset^ `:` type($offset))? (`alpha` $alpha^ `:` type($alpha))?
    (`beta` $beta^ `:` type($beta))? (`linear` $linear^ `:` type($linear))?
    (`gamma` $gamma^ `:` type($gamma))? (`constant` $constant^ `:` type($constant))?
    (`in` $placement^)? attr-dict `:` qualified(type($function))
    `of` ` ` `(` qualified(type($operators)) `)` `at` ` ` `(` type($variables) `)`
  }];
  let extraClassDeclaration = [{
    /// The space of x = sum_j A_j u_j, the function's domain.
    ::mlir::RankedTensorType getDomain() {
      return ::llvm::cast<::proxc::prox::FunctionType>(getFunction().getType())
          .getDomain();
    }
    /// The function f; null where `function` has no definition.
    ProxFunctionInterface getFunctionOp() {
      return getFunction().getDefiningOp<ProxFunctionInterface>();
    }
    /// The term went to Omega.
    bool isOmega() { return getPlacement() == Placement::omega; }
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

class Prox_Function<string mnemonic, list<string> overrides = [],
                    list<Trait> traits = []>
    : Prox_BaseOp<mnemonic, !listconcat([Pure,
        DeclareOpInterfaceMethods<ProxFunctionInterface, overrides>], traits)> {
  let results = (outs Prox_FunctionType:$result);
  let assemblyFormat = "attr-dict `:` qualified(type($result))";
}

/// A function of w x, entry by entry; w is real.
class Prox_WeightedFunction<string mnemonic, list<string> overrides>
    : Prox_Function<mnemonic, !listconcat(overrides,
        ["buildReweighted", "getWeightsOrNull", "isPhaseInvariant"])> {
  let arguments = (ins Prox_Tensor:$weights);
  let assemblyFormat = "$weights attr-dict `:` type($weights) `,` qualified(type($result))";
  let hasVerifier = 1;
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::verify() {
      return verifyWeights(*this, getWeights());
    }
    ::mlir::Value $cppClass::getWeightsOrNull() { return getWeights(); }
    bool $cppClass::isPhaseInvariant() { return true; }
    ::mlir::Value $cppClass::buildReweighted(::mlir::OpBuilder &builder,
        ::mlir::RankedTensorType domain, ::mlir::Value weights) {
      return $cppClass::create(builder, getLoc(),
          FunctionType::get(getContext(), domain), weights);
    }
  }];
}

def Prox_SumSquaresOp : Prox_Function<"sum_squares", ["evaluateConjugate",
    "isQuadratic", "buildReweighted", "getHomogeneity", "isPhaseInvariant",
    "buildSum"]> {
  let summary = "f(x) = sum |x|^2, without 1/2";
  let description = "prox_f(rho, v) = v rho / (rho + 2); f*(y) = sum |y|^2 / 4.";
}

def Prox_WeightedSumSquaresOp : Prox_WeightedFunction<"weighted_sum_squares",
    ["evaluateConjugate", "isQuadratic", "getHomogeneity", "buildSum"]> {
  let summary = "f(x) = sum |w x|^2";
  let description = [{
    `weights` has the domain's shape and its real element type; signs do not
    matter.
    prox_f(rho, v) = v rho / (rho + 2 |w|^2); f*(y) = sum |y|^2 / (4 |w|^2), and
    +infinity where w = 0 and y is not.
  }];
}

def Prox_Norm1Op : Prox_Function<"norm1", ["evaluateConjugate",
    "buildReweighted", "getHomogeneity", "isPhaseInvariant", "buildSum"]> {
  let summary = "f(x) = sum |x| (modulus of complex values)";
  let description = [{
    Soft thresholding: prox_f(rho, v) = v max(0, 1 - 1 / (rho |v|)).
    f* is the indicator of |y| <= 1.
  }];
}

def Prox_WeightedNorm1Op : Prox_WeightedFunction<"weighted_norm1",
    ["evaluateConjugate", "getHomogeneity", "buildSum"]> {
  let summary = "f(x) = sum |w x|";
  let description = [{
    Soft thresholding at |w| / rho; entries with w = 0 pass. `weights` has the
    domain's shape and its real element type; signs do not matter.
  }];
}

def Prox_GroupNormOp : Prox_Function<"group_norm", ["evaluateConjugate",
    "isSeparable", "getGroupAxes", "getHomogeneity", "isPhaseInvariant"]> {
  let summary = "the sum over all other axes of the 2-norm along `axes`";
  let description = [{
    prox_f(rho, v) = v max(0, 1 - 1 / (rho |v|_group)). f* is the indicator of
    |y|_group <= 1.
  }];
  let arguments = (ins DenseI64ArrayAttr:$axes);
  let assemblyFormat = "`axes` $axes attr-dict `:` qualified(type($result))";
  let hasVerifier = 1;
}

def Prox_NonnegOp : Prox_Function<"nonneg", ["evaluateConjugate",
    "evaluateViolation", "isIndicator", "getHomogeneity",
    "buildIntersection"]> {
  let summary = "the indicator of x >= 0";
  let hasVerifier = 1;
}

def Prox_NonposOp : Prox_Function<"nonpos", ["evaluateConjugate",
    "evaluateViolation", "isIndicator", "getHomogeneity",
    "buildIntersection"]> {
  let summary = "the indicator of x <= 0";
  let hasVerifier = 1;
}

def Prox_BoxOp : Prox_Function<"box", ["evaluateConjugate",
    "evaluateViolation", "isIndicator",
    "buildIntersection"]> {
  let summary = "the indicator of lo <= x <= hi";
  let description = [{
    `lo` and `hi` have the domain's shape or rank 0; infinite entries mean no
    bound.
  }];
  let arguments = (ins Prox_Tensor:$lo, Prox_Tensor:$hi);
  let assemblyFormat = "$lo `,` $hi attr-dict `:` type($lo) `,` type($hi) `,` qualified(type($result))";
  let hasVerifier = 1;
}

def Prox_SumEntriesOp : Prox_Function<"sum_entries", ["evaluateConjugate",
    "isLinear", "getHomogeneity", "buildGradient"]> {
  let summary = "f(x) = Re sum x";
  let description = "prox_f(rho, v) = v - 1 / rho.";
}

def Prox_ZeroOp : Prox_Function<"zero", ["evaluateConjugate", "isLinear",
    "getHomogeneity", "isPhaseInvariant", "buildReweighted"]> {
  let summary = "f(x) = 0, the carrier of c, gamma and d alone";
}

#endif // PROXC_DIALECT_PROX_IR_PROXOPS
