//===- SolverOps.td - the solver dialect -------------------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_SOLVER_IR_SOLVEROPS
#define PROXC_DIALECT_SOLVER_IR_SOLVEROPS

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Solver_Dialect : Dialect {
  let name = "solver";
  let cppNamespace = "::proxc::solver";
  let summary = "iterations as programs of elementary steps";
  let description = [{
    A program has four phases: `setup` runs once per set of params, `prologue`
    once per input, `iterate` is the loop, `epilogue` makes the results. Values
    are arrays (scalars are arrays of rank 0) and steps are pure, so a program is
    data flow; memory appears only when it is lowered.

    Steps are `solver.map` (elementwise, stencil and gather steps: one value a
    point), `solver.reduce` (one value of a whole array), `solver.fft` and
    `solver.sparse`. Inside a map's body stand `solver.read`, `solver.sum` and
    the upstream arith, math and complex operations.
  }];
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect",
    "::mlir::complex::ComplexDialect", "::mlir::math::MathDialect"];
}

def Solver_FftKindEnum : I32EnumAttr<"FftKind", "the kind of a transform", [
    I32EnumAttrCase<"forward", 0>, I32EnumAttrCase<"backward", 1>,
    I32EnumAttrCase<"r2c", 2>, I32EnumAttrCase<"c2r", 3>]> {
  let cppNamespace = "::proxc::solver";
  let genSpecializedAttr = 0;
}
def Solver_FftKind : EnumAttr<Solver_Dialect, Solver_FftKindEnum, "kind"> {
  let assemblyFormat = "$value";
}

def Solver_ReductionEnum : I32EnumAttr<"Reduction", "how values are combined", [
    I32EnumAttrCase<"sum", 0>, I32EnumAttrCase<"max", 1>,
    I32EnumAttrCase<"product", 2>]> {
  let cppNamespace = "::proxc::solver";
  let genSpecializedAttr = 0;
}
def Solver_Reduction : EnumAttr<Solver_Dialect, Solver_ReductionEnum, "reduction"> {
  let assemblyFormat = "$value";
}

def Solver_OperatorKindEnum : I32EnumAttr<"OperatorKind",
    "which map an exported operator is", [
    I32EnumAttrCase<"forward", 0>, I32EnumAttrCase<"adjoint", 1>,
    I32EnumAttrCase<"normal", 2>]> {
  let cppNamespace = "::proxc::solver";
  let genSpecializedAttr = 0;
}
def Solver_OperatorKind : EnumAttr<Solver_Dialect, Solver_OperatorKindEnum, "operator_kind"> {
  let assemblyFormat = "$value";
}

def Solver_Tensor : StaticShapeTensorOf<[AnyFloat, AnyComplex, AnyInteger]>;
def Solver_Element : AnyTypeOf<[AnyFloat, AnyComplex, AnyInteger, Index]>;

class Solver_Op<string mnemonic, list<Trait> traits = []>
    : Op<Solver_Dialect, mnemonic, traits>;

//===----------------------------------------------------------------------===//
// The program and its phases
//===----------------------------------------------------------------------===//

def Solver_ProgramOp : Solver_Op<"program", [Symbol, IsolatedFromAbove,
    SingleBlock, NoTerminator, NoRegionArguments]> {
  let summary = "an algorithm for one problem";
  let description = [{
    `method` is the algorithm's name; `options` holds every option as resolved
    (iterations, tolerance, absolute, check_every, and the method's own);
    `reasons` says why this algorithm and these steps were chosen.

    The body holds declarations, steps and at most one of each phase, in the
    order of the dialect's description. Names of params, inputs and results are
    different, but for an unknown's start, which names its result.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$method,
    OptionalAttr<DictionaryAttr>:$options, OptionalAttr<ArrayAttr>:$reasons);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $sym_name `method` $method (`options` $options^)? (`because` $reasons^)?
    attr-dict-with-keyword $body
  }];
  let hasRegionVerifier = 1;
}

// Not Pure: what nothing reads keeps its place in the object's interface.
def Solver_ParamOp : Solver_Op<"param", [HasParent<"ProgramOp">]> {
  let summary = "data that belongs to the set-up, in its stored type";
  let arguments = (ins StrAttr:$name, OptionalAttr<F64Attr>:$default_value);
  let results = (outs Solver_Tensor:$result);
  let assemblyFormat = "$name (`default` $default_value^)? attr-dict `:` type($result)";
}

def Solver_InputOp : Solver_Op<"input", [HasParent<"ProgramOp">]> {
  let summary = "data of one solve, in its stored type";
  let arguments = (ins StrAttr:$name);
  let results = (outs Solver_Tensor:$result);
  let assemblyFormat = "$name attr-dict `:` type($result)";
}

class Solver_Phase<string mnemonic> : Solver_Op<mnemonic,
    [HasParent<"ProgramOp">, SingleBlockImplicitTerminator<"YieldOp">,
     RecursiveMemoryEffects]> {
  let results = (outs Variadic<Solver_Tensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$body attr-dict (`:` type($results)^)?";
  let hasRegionVerifier = 1;
}

def Solver_SetupOp : Solver_Phase<"setup"> {
  let summary = "what depends on params alone: spectra, norms, plans";
}

def Solver_PrologueOp : Solver_Phase<"prologue"> {
  let summary = "what depends on inputs: right-hand sides, the start";
}

def Solver_IterateOp : Solver_Op<"iterate", [HasParent<"ProgramOp">,
    RecursiveMemoryEffects]> {
  let summary = "the loop";
  let description = [{
    `body` maps the state to the next state and ends in `solver.yield`. `check`
    takes the state before and after the latest iteration and ends in
    `solver.verdict`; it runs on the iterations that check only, and may replace
    states of rank 0 (step sizes). The results are the state after the loop.
    `state_names` says what each state is.
  }];
  let arguments = (ins Variadic<Solver_Tensor>:$init, StrArrayAttr:$state_names);
  let results = (outs Variadic<Solver_Tensor>:$results);
  let regions = (region SizedRegion<1>:$body, SizedRegion<1>:$check);
  let assemblyFormat = [{
    `(` $init `)` `states` $state_names attr-dict `body` $body `check` $check
      `:` functional-type($init, $results)
  }];
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

def Solver_EpilogueOp : Solver_Op<"epilogue", [HasParent<"ProgramOp">,
    SingleBlock, NoTerminator, RecursiveMemoryEffects]> {
  let summary = "results of a solve: unknowns, outs, metrics";
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$body attr-dict";
  let hasRegionVerifier = 1;
}

def Solver_ResultOp : Solver_Op<"result", [HasParent<"EpilogueOp">]> {
  let summary = "an unknown or an out, handed to the caller";
  let description = [{
    `unknown` marks an unknown, whose array is also the start of the next solve
    (`PROXC_FROM_RESULT`).
  }];
  let arguments = (ins StrAttr:$name, Solver_Tensor:$value, UnitAttr:$unknown);
  let assemblyFormat = "(`unknown` $unknown^)? $name `=` $value attr-dict `:` type($value)";
}

def Solver_StartOp : Solver_Op<"start", [Pure,
    AllTypesMatch<["cold", "result"]>,
    ParentOneOf<["ProgramOp", "PrologueOp"]>]> {
  let summary = "where an unknown begins";
  let description = [{
    The caller's result array of the unknown `name` where the solve starts from
    a result (warm), else `cold`. Stands in the prologue, or at the top of a
    program whose steps have not been put into phases yet.
  }];
  let arguments = (ins StrAttr:$name, Solver_Tensor:$cold);
  let results = (outs Solver_Tensor:$result);
  let assemblyFormat = "$name `or` $cold attr-dict `:` type($result)";
}

def Solver_VerdictOp : Solver_Op<"verdict", [Terminator,
    AttrSizedOperandSegments, HasParent<"IterateOp">]> {
  let summary = "the metrics of the stopping rule, and adapted scalars";
  let description = [{
    `metrics` are real numbers of rank 0, named by `names`: `primal_value`,
    `dual_value` (the gap rule, certified), `primal_residual`, `primal_scale`,
    `dual_residual`, `dual_scale` (the relative rule), `objective`, `violation`,
    `violation_scale` (the largest entry that may be violated), `start_value` (the
    objective at the start) and `restart` (greater than 0 where the solve is to
    begin anew from the unknowns).
    The iteration stops where every rule given holds: the gap where a dual value
    is given, else the residuals. `states` are numbers that replace as many of
    the last states of the loop, in order; empty where none changes.
  }];
  let arguments = (ins Variadic<Solver_Tensor>:$metrics, StrArrayAttr:$names,
                       Variadic<Solver_Tensor>:$states);
  let assemblyFormat = [{
    $names `=` `(` $metrics `)` (`states` $states^)? attr-dict
      `:` functional-type($metrics, $states)
  }];
  let hasVerifier = 1;
}

def Solver_MetricOp : Solver_Op<"metric", [HasParent<"EpilogueOp">]> {
  let summary = "a number of the result: `objective`, `violation`";
  let arguments = (ins StrAttr:$name, Solver_Tensor:$value);
  let assemblyFormat = "$name `=` $value attr-dict `:` type($value)";
  let hasVerifier = 1;
}

def Solver_RefuseOp : Solver_Op<"refuse",
    [ParentOneOf<["ProgramOp", "SetupOp", "PrologueOp"]>]> {
  let summary = "ends the phase with an error where a number is not 0";
  let description = [{
    The number, real and of rank 0, is 0 where the params (in the set-up) or the
    inputs (in the prologue) are such that the program has a meaning.
  }];
  let arguments = (ins Solver_Tensor:$value);
  let assemblyFormat = "$value attr-dict `:` type($value)";
  let hasVerifier = 1;
}

def Solver_OperatorOp : Solver_Op<"operator", [HasParent<"ProgramOp">,
    SingleBlock]> {
  let summary = "an exported linear map: y = body(x)";
  let description = [{
    The body takes the input array and yields the output array. The kinds of one
    operator share its name.

    ```mlir
    solver.operator @A adjoint {
    ^bb0(%y: tensor<8xf32>):
      ...
      solver.yield %x : tensor<4xf32>
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, Solver_OperatorKind:$kind);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name $kind attr-dict-with-keyword $body";
  let hasRegionVerifier = 1;
}

def Solver_YieldOp : Solver_Op<"yield", [Pure, Terminator]> {
  let summary = "the values of a phase or of a body";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
  let builders = [OpBuilder<(ins), [{ (void)$_builder; (void)$_state; }]>];
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

def Solver_MapOp : Solver_Op<"map", [Pure, SingleBlock]> {
  let summary = "an array whose value at each index is the body's";
  let description = [{
    ```mlir
    %d = solver.map (%y, %x) {
      %one = arith.constant 1 : index
      %last = arith.constant 63 : index
      %x1 = arith.addi %x, %one : index
      %xc = arith.minsi %x1, %last : index
      %a = solver.read %u[%y, %xc] : tensor<64x64xf32>
      %b = solver.read %u[%y, %x] : tensor<64x64xf32>
      %c = arith.subf %a, %b : f32
      solver.yield %c : f32
    } : tensor<64x64xf32>
    ```
    Indices are of type `index`, outermost first; the last axis is contiguous.
    The body reads arrays of the surrounding program with `solver.read`, inside
    their bounds whatever is later selected. Besides reads and sums it holds
    operations of arith, math and complex on numbers: no control flow.
  }];
  let results = (outs Solver_Tensor:$result);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasRegionVerifier = 1;
  let builders = [
    OpBuilder<(ins "::mlir::RankedTensorType":$type,
      "::llvm::function_ref<::mlir::Value(::mlir::OpBuilder &, ::mlir::Location, ::mlir::ValueRange)>":$makeBody)>
  ];
}

def Solver_ReadOp : Solver_Op<"read", [Pure,
    TypesMatchWith<"the result has the array's element type", "array", "result",
      "::llvm::cast<::mlir::RankedTensorType>($_self).getElementType()">]> {
  let summary = "one entry of an array";
  let arguments = (ins Solver_Tensor:$array, Variadic<Index>:$indices);
  let results = (outs Solver_Element:$result);
  let assemblyFormat = "$array `[` $indices `]` attr-dict `:` type($array)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Solver_SumOp : Solver_Op<"sum", [Pure, SingleBlock]> {
  let summary = "a sum (or maximum, or product) over indices, inside a body";
  let description = [{
    ```mlir
    %s = solver.sum (%k) in [15] {
      ...
      solver.yield %v : f32
    } : f32
    ```
    The terms are added in row-major order of the indices. A product stands in a
    step of rank 0.
  }];
  let arguments = (ins DenseI64ArrayAttr:$extents,
    DefaultValuedAttr<Solver_Reduction, "::proxc::solver::Reduction::sum">:$kind);
  let results = (outs Solver_Element:$result);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let builders = [
    OpBuilder<(ins "::mlir::Type":$type, "::llvm::ArrayRef<int64_t>":$extents,
      "::llvm::function_ref<::mlir::Value(::mlir::OpBuilder &, ::mlir::Location, ::mlir::ValueRange)>":$makeBody)>
  ];
}

def Solver_ReduceOp : Solver_Op<"reduce", [Pure, SingleBlock]> {
  let summary = "one number of a whole array, accumulated in f64";
  let description = [{
    ```mlir
    %n = solver.reduce sum (%y, %x) in [64, 64] {
      ...
      solver.yield %v : f32
    } : tensor<f64>
    ```
    The body yields a real; each is widened to f64 before it is combined. The
    order is fixed: strips of rows, so the bits do not depend on the number of
    threads.
  }];
  let arguments = (ins DenseI64ArrayAttr:$extents,
    DefaultValuedAttr<Solver_Reduction, "::proxc::solver::Reduction::sum">:$kind);
  let results = (outs Solver_Tensor:$result);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let builders = [
    OpBuilder<(ins "::proxc::solver::Reduction":$kind, "::llvm::ArrayRef<int64_t>":$extents,
      "::llvm::function_ref<::mlir::Value(::mlir::OpBuilder &, ::mlir::Location, ::mlir::ValueRange)>":$makeBody)>
  ];
}

def Solver_KernelOp : Solver_Op<"kernel", [Pure, SingleBlock]> {
  let summary = "steps that are carried out in one pass over memory";
  let description = [{
    The body holds `solver.map` (of rank 1 and more) and `solver.reduce` steps and
    yields those that are needed outside. All of these and all reductions have one
    image: `image` counts their common last axes; the axes before it are
    components, a few planes.
  }];
  let arguments = (ins I64Attr:$image);
  let results = (outs Variadic<Solver_Tensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "`image` $image $body attr-dict (`:` type($results)^)?";
  let hasRegionVerifier = 1;
}

def Solver_CallOp : Solver_Op<"call", [Pure,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a compiled kernel";
  let description = [{
    The kernel's arguments are the operands in order, an array with n > 1
    `operand_planes` as n arrays (its leading components); likewise its results.

    ```mlir
    %v = solver.call @p_kernel0(%u) planes [1] -> [2]
      : (tensor<64x64xf32>) -> tensor<2x64x64xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<Solver_Tensor>:$inputs,
    DenseI64ArrayAttr:$operand_planes, DenseI64ArrayAttr:$result_planes);
  let results = (outs Variadic<Solver_Tensor>:$results);
  let assemblyFormat = [{
    $callee `(` $inputs `)` `planes` $operand_planes `->` $result_planes
    attr-dict `:` functional-type($inputs, $results)
  }];
  let hasVerifier = 1;
}

def Solver_FftOp : Solver_Op<"fft", [Pure]> {
  let summary = "a discrete Fourier transform, without any scaling";
  let description = [{
    `forward` has exp(-2 pi i ...), `backward` exp(+2 pi i ...), complex to
    complex. `r2c` gives the first n / 2 + 1 outputs along the last of `axes`,
    `c2r` takes them (and reads nothing of their imaginary parts where symmetry
    makes these 0) and gives a real array. None divides by anything.
  }];
  let arguments = (ins Solver_FftKind:$kind, Solver_Tensor:$input,
                       DenseI64ArrayAttr:$axes);
  let results = (outs Solver_Tensor:$result);
  let assemblyFormat = "$kind $input `axes` $axes attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def Solver_SparseOp : Solver_Op<"sparse", [Pure]> {
  let summary = "y = M x for a constant sparse matrix, or M* x";
  let description = [{
    `row_starts` and `columns` (of i64) and `values` are the compressed rows of M.
    The last axis of `input` is the vector, the others are batch; input and
    result have the same elements.
  }];
  let arguments = (ins Solver_Tensor:$input, ElementsAttr:$row_starts,
    ElementsAttr:$columns, ElementsAttr:$values, UnitAttr:$adjoint);
  let results = (outs Solver_Tensor:$result);
  let assemblyFormat = [{
    (`adjoint` $adjoint^)? $input attr-dict `:` type($input) `->` type($result)
  }];
  let hasVerifier = 1;
}

#endif // PROXC_DIALECT_SOLVER_IR_SOLVEROPS
