//===- RtOps.td - the rt dialect ---------------------------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_RT_IR_RTOPS
#define PROXC_DIALECT_RT_IR_RTOPS

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Rt_Dialect : Dialect {
  let name = "rt";
  let cppNamespace = "::proxc::rt";
  let summary = "buffers, plans and calls: the runtime's C interface";
  let description = [{
    The last level before LLVM, one to one with `proxc-rt/program.h`: an
    `rt.program` is a `proxc_program`, a phase is a `func.func` from
    `!rt.frame` to `i32`, and operations read the frame's fields or call a kernel
    or a function of libproxc-rt. Control flow and scalars in a phase are `scf`,
    `arith`, `math` and `complex`.

    ```mlir
    func.func @tv_iterate(%frame: !rt.frame) -> i32 {
      %a = rt.arena %frame[0] : !rt.buffer<64x64xf32>
      %b = rt.arena %frame[20544] : !rt.buffer<64x64xf32>
      %now = rt.pingpong %frame, %a, %b : !rt.buffer<64x64xf32>
      %next = rt.pingpong %frame, %b, %a : !rt.buffer<64x64xf32>
      rt.call_kernel @tv_step(%now, %next) in %frame
        : !rt.buffer<64x64xf32>, !rt.buffer<64x64xf32>
      %status = rt.status %frame
      return %status : i32
    }
    ```

    What can fail (kernels, black boxes) leaves its code in the frame; a phase
    goes on and returns what `rt.status` gives, which is 0 where nothing failed.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

class Rt_Type<string name, string typeMnemonic> : TypeDef<Rt_Dialect, name> {
  let mnemonic = typeMnemonic;
}

def Rt_FrameType : Rt_Type<"Frame", "frame"> {
  let summary = "a `proxc_frame`: what a phase sees of its plan";
}

def Rt_BufferType : Rt_Type<"Buffer", "buffer"> {
  let summary = "a contiguous row-major array in memory";
  let description = [{
    A pointer to the first element; complex elements are interleaved pairs. The
    shape may be empty: one element.
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$shape, "::mlir::Type":$elementType);
  let builders = [
    TypeBuilderWithInferredContext<(ins "::llvm::ArrayRef<int64_t>":$shape,
                                        "::mlir::Type":$elementType), [{
      return $_get(elementType.getContext(), shape, elementType);
    }]>,
    TypeBuilderWithInferredContext<(ins "::mlir::RankedTensorType":$tensor), [{
      return $_get(tensor.getContext(), tensor.getShape(), tensor.getElementType());
    }]>
  ];
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    int64_t getRank() const { return getShape().size(); }
    /// Elements in all.
    int64_t getNumElements() const;
    /// Bytes of one element, as the caller stores it.
    int64_t getElementBytes() const;
    int64_t getNumBytes() const { return getNumElements() * getElementBytes(); }
  }];
}

def Rt_Scalar : AnyTypeOf<[AnyFloat, AnyComplex, AnyInteger, Index], "a scalar">;

//===----------------------------------------------------------------------===//
// Enumerations
//===----------------------------------------------------------------------===//

class Rt_Enum<string name, string description, string mnemonic,
              list<I32EnumAttrCase> cases> : I32EnumAttr<name, description, cases> {
  let cppNamespace = "::proxc::rt";
  let genSpecializedAttr = 0;
  string attrMnemonic = mnemonic;
}
class Rt_EnumAttr<Rt_Enum enum> : EnumAttr<Rt_Dialect, enum, enum.attrMnemonic> {
  let assemblyFormat = "$value";
}

// The numbers are those of proxc-rt/fft.h.
def Rt_FftKind : Rt_EnumAttr<Rt_Enum<"FftKind", "the kind of a transform", "fft_kind", [
  I32EnumAttrCase<"forward", 0>, I32EnumAttrCase<"backward", 1>,
  I32EnumAttrCase<"r2c", 2>, I32EnumAttrCase<"c2r", 3>]>>;

// The numbers are the places in the frame's list of integers.
def Rt_Field : Rt_EnumAttr<Rt_Enum<"Field", "an integer of the frame", "field", [
  I32EnumAttrCase<"parity", 0>, I32EnumAttrCase<"iteration", 1>,
  I32EnumAttrCase<"start", 2>, I32EnumAttrCase<"checking", 3>,
  I32EnumAttrCase<"changed", 4>, I32EnumAttrCase<"limit", 5>]>>;

// The numbers are the places in proxc_metrics.
def Rt_Metric : Rt_EnumAttr<Rt_Enum<"Metric", "a number of the stopping rule or the result", "metric", [
  I32EnumAttrCase<"objective", 0>, I32EnumAttrCase<"violation", 1>,
  I32EnumAttrCase<"primal_residual", 2>, I32EnumAttrCase<"primal_scale", 3>,
  I32EnumAttrCase<"dual_residual", 4>, I32EnumAttrCase<"dual_scale", 5>,
  I32EnumAttrCase<"primal_value", 6>, I32EnumAttrCase<"dual_value", 7>,
  I32EnumAttrCase<"initial_value", 8>, I32EnumAttrCase<"violation_scale", 9>]>>;

def Rt_BlackBoxKind : Rt_EnumAttr<Rt_Enum<"BlackBoxKind", "the signature of a black box", "black_box", [
  I32EnumAttrCase<"linear", 0>, I32EnumAttrCase<"prox", 1>,
  I32EnumAttrCase<"smooth", 2>]>>;

class Rt_Op<string mnemonic, list<Trait> traits = []>
    : Op<Rt_Dialect, mnemonic, traits>;

//===----------------------------------------------------------------------===//
// The program
//===----------------------------------------------------------------------===//

def Rt_ProgramOp : Rt_Op<"program", [Symbol, SingleBlock, NoTerminator,
    NoRegionArguments]> {
  let summary = "the descriptor of a compiled program";
  let description = [{
    ```mlir
    rt.program @tv arena 41088 {
      rt.declare_param "lambda" : f32 default 1.000000e-01 nonnegative
      rt.declare_input "b" : !rt.buffer<64x64xf32>
      rt.declare_result unknown "u" : !rt.buffer<64x64xf32>
    } setup @tv_setup prologue @tv_prologue iterate @tv_iterate check @tv_check
      epilogue @tv_epilogue
      attributes {iterations = 2000 : i32, tolerance = 1.000000e-04 : f32}
    ```
    The name is the prefix of the object's C functions, a C identifier. Phases
    are functions `(!rt.frame) -> i32` of the surrounding module; one that is
    left out does nothing, and a program without `iterate` has exported operators
    only. `checked` is an iteration that also gathers what `check` needs.

    Declarations are numbered from 0 in order of appearance, each kind for
    itself; `rt.param`, `rt.input`, `rt.result` and `rt.fft` refer to the numbers.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, I64Attr:$arena_bytes,
    OptionalAttr<FlatSymbolRefAttr>:$setup,
    OptionalAttr<FlatSymbolRefAttr>:$prologue,
    OptionalAttr<FlatSymbolRefAttr>:$iterate,
    OptionalAttr<FlatSymbolRefAttr>:$checked,
    OptionalAttr<FlatSymbolRefAttr>:$check,
    OptionalAttr<FlatSymbolRefAttr>:$epilogue,
    DefaultValuedAttr<I32Attr, "2000">:$iterations,
    DefaultValuedAttr<I32Attr, "25">:$check_every,
    DefaultValuedAttr<F32Attr, "1.0e-4f">:$tolerance,
    DefaultValuedAttr<F32Attr, "0.0f">:$absolute,
    DefaultValuedAttr<F32Attr, "1.0f">:$primal_root,
    DefaultValuedAttr<F32Attr, "1.0f">:$dual_root);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $sym_name `arena` $arena_bytes $body (`setup` $setup^)?
    (`prologue` $prologue^)? (`iterate` $iterate^)? (`checked` $checked^)?
    (`check` $check^)? (`epilogue` $epilogue^)? attr-dict-with-keyword
  }];
  let hasVerifier = 1;
  let skipDefaultBuilders = 1;
  let builders = [
    OpBuilder<(ins "::llvm::StringRef":$name, "int64_t":$arenaBytes)>
  ];
  let extraClassDeclaration = [{
    /// Bytes of a workspace, as `proxc_workspace_bytes` of proxc-rt/program.h
    /// has it; `pointerBytes` is 4 or 8.
    int64_t getWorkspaceBytes(int64_t pointerBytes, bool freestanding);
    /// The declarations, in order.
    ::llvm::SmallVector<DeclareParamOp> getParams();
    ::llvm::SmallVector<DeclareInputOp> getInputs();
    ::llvm::SmallVector<DeclareResultOp> getResultDeclarations();
    ::llvm::SmallVector<DeclareFftOp> getFfts();
    ::llvm::SmallVector<DeclareOperatorOp> getOperators();
  }];
}

def Rt_DeclareParamOp : Rt_Op<"declare_param", [HasParent<"ProgramOp">]> {
  let summary = "a param of the program";
  let description = [{
    ```mlir
    rt.declare_param "lambda" : f32 default 1.000000e-03 nonnegative
    rt.declare_param "k" : !rt.buffer<15x15xf32> storage 4096
    rt.declare_param "denoise" : none
    ```
    A scalar type: a value in the public struct. A buffer: a pointer to an array,
    which only the set-up phase may read, unless `storage` is the offset in the
    arena of room for a copy that lives as long as the plan. `none`: a pointer to
    a black box. The default of a complex scalar is an array of two floats.
    `clamp`: infinities become the largest finite number; arrays need `storage`.
  }];
  let arguments = (ins StrAttr:$name, TypeAttr:$type,
    OptionalAttr<AnyAttr>:$default_value,
    UnitAttr:$nonnegative, UnitAttr:$positive, UnitAttr:$clamp,
    OptionalAttr<I64Attr>:$storage);
  let assemblyFormat = [{
    $name `:` $type (`default` $default_value^)? (`nonnegative` $nonnegative^)?
    (`positive` $positive^)? (`clamp` $clamp^)? (`storage` $storage^)? attr-dict
  }];
  let hasVerifier = 1;
}

def Rt_DeclareInputOp : Rt_Op<"declare_input", [HasParent<"ProgramOp">]> {
  let summary = "an input of a solve, read where the caller has it";
  let description = [{
    `storage` is the offset in the arena of room for a contiguous copy of a
    strided view; without it such a copy is allocated once (hosts) or refused.
  }];
  let arguments = (ins StrAttr:$name, TypeAttrOf<Rt_BufferType>:$type,
    UnitAttr:$clamp, OptionalAttr<I64Attr>:$storage);
  let assemblyFormat = "$name `:` $type (`clamp` $clamp^)? (`storage` $storage^)? attr-dict";
}

def Rt_DeclareResultOp : Rt_Op<"declare_result", [HasParent<"ProgramOp">]> {
  let summary = "a result of a solve, written where the caller wants it";
  let description = [{
    `unknown`: its array also gives the start where the caller asks for that.
    `storage` is as of inputs.
  }];
  let arguments = (ins UnitAttr:$unknown, StrAttr:$name,
    TypeAttrOf<Rt_BufferType>:$type, OptionalAttr<I64Attr>:$storage);
  let assemblyFormat = "(`unknown` $unknown^)? $name `:` $type (`storage` $storage^)? attr-dict";
}

def Rt_DeclareFftOp : Rt_Op<"declare_fft", [HasParent<"ProgramOp">]> {
  let summary = "a transform, planned when a plan is created";
  let description = [{
    ```mlir
    rt.declare_fft r2c [512, 512] axes [0, 1] : f32
    ```
    `extents` are those of the real side; all arrays are contiguous. `preserve`
    keeps the input of c2r, which is otherwise destroyed.
  }];
  let arguments = (ins Rt_FftKind:$kind, DenseI64ArrayAttr:$extents,
    DenseI64ArrayAttr:$axes, TypeAttrOf<AnyTypeOf<[F32, F64]>>:$precision,
    UnitAttr:$preserve);
  let assemblyFormat = [{
    $kind $extents `axes` $axes (`preserve` $preserve^)? `:` $precision attr-dict
  }];
  let hasVerifier = 1;
}

def Rt_DeclareOperatorOp : Rt_Op<"declare_operator", [HasParent<"ProgramOp">]> {
  let summary = "an exported operator";
  let description = [{
    ```mlir
    rt.declare_operator "sense" forward @sense_forward adjoint @sense_adjoint
      : !rt.buffer<64x64xcomplex<f32>> -> !rt.buffer<8x64x64xcomplex<f32>>
    ```
    The functions are phases that read `rt.operator_input` and write
    `rt.operator_output`. The object's functions are named `sense_forward`, ...
  }];
  let arguments = (ins StrAttr:$name, OptionalAttr<FlatSymbolRefAttr>:$forward,
    OptionalAttr<FlatSymbolRefAttr>:$adjoint,
    OptionalAttr<FlatSymbolRefAttr>:$normal,
    TypeAttrOf<Rt_BufferType>:$domain, TypeAttrOf<Rt_BufferType>:$range);
  let assemblyFormat = [{
    $name (`forward` $forward^)? (`adjoint` $adjoint^)? (`normal` $normal^)?
    `:` $domain `->` $range attr-dict
  }];
}

def Rt_GlobalOp : Rt_Op<"global", [Symbol]> {
  let summary = "constant data of the object";
  let description = [{
    ```mlir
    rt.global @taps = dense<[1.0, 2.0, 1.0]> : tensor<3xf32>
    ```
    Aligned to 64 bytes, in a read-only section.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, ElementsAttr:$value);
  let assemblyFormat = "$sym_name `=` $value attr-dict";
}

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

class Rt_FrameBuffer<string mnemonic> : Rt_Op<mnemonic, [Pure]> {
  let arguments = (ins Rt_FrameType:$frame, I64Attr:$index);
  let results = (outs Rt_BufferType:$result);
  let assemblyFormat = "$frame `[` $index `]` attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def Rt_ArenaOp : Rt_FrameBuffer<"arena"> {
  let summary = "the buffer at a byte offset of the arena";
}
def Rt_ParamOp : Rt_FrameBuffer<"param"> {
  let summary = "a param: of a scalar, the place of its value";
}
def Rt_InputOp : Rt_FrameBuffer<"input"> {
  let summary = "an input, contiguous; not in setup";
}
def Rt_ResultOp : Rt_FrameBuffer<"result"> {
  let summary = "a result, contiguous; not in setup";
}

class Rt_OperatorBuffer<string mnemonic> : Rt_Op<mnemonic, [Pure]> {
  let arguments = (ins Rt_FrameType:$frame);
  let results = (outs Rt_BufferType:$result);
  let assemblyFormat = "$frame attr-dict `:` type($result)";
}
def Rt_OperatorInputOp : Rt_OperatorBuffer<"operator_input"> {
  let summary = "what an exported operator is applied to";
}
def Rt_OperatorOutputOp : Rt_OperatorBuffer<"operator_output"> {
  let summary = "where an exported operator writes";
}

def Rt_GetGlobalOp : Rt_Op<"get_global", [Pure]> {
  let summary = "the data of an `rt.global`";
  let arguments = (ins FlatSymbolRefAttr:$global);
  let results = (outs Rt_BufferType:$result);
  let assemblyFormat = "$global attr-dict `:` type($result)";
}

def Rt_PingPongOp : Rt_Op<"pingpong", [Pure, AllTypesMatch<["even", "odd", "result"]>]> {
  let summary = "one of two buffers, by the parity of the iteration";
  let description = [{
    `even` where the frame's parity is 0, else `odd`. The driver flips the parity
    behind each iteration: with the operands swapped it is the other buffer.
  }];
  let arguments = (ins Rt_FrameType:$frame, Rt_BufferType:$even, Rt_BufferType:$odd);
  let results = (outs Rt_BufferType:$result);
  let assemblyFormat = "$frame `,` $even `,` $odd attr-dict `:` type($result)";
}

def Rt_ViewOp : Rt_Op<"view", [Pure]> {
  let summary = "a slab of a buffer, or the same bytes in another shape";
  let description = [{
    ```mlir
    %slab = rt.view %coils[%c] : !rt.buffer<8x64x64xf32> to !rt.buffer<64x64xf32>
    %flat = rt.view %image[] : !rt.buffer<64x64xf32> to !rt.buffer<4096xf32>
    ```
    The indices count slabs of the leading axes; what they leave has as many
    elements as the result.
  }];
  let arguments = (ins Rt_BufferType:$source, Variadic<Index>:$indices);
  let results = (outs Rt_BufferType:$result);
  let assemblyFormat = "$source `[` $indices `]` attr-dict `:` type($source) `to` type($result)";
  let hasVerifier = 1;
}

def Rt_LoadOp : Rt_Op<"load", [MemoryEffects<[MemRead]>,
    TypesMatchWith<"the result has the buffer's element type", "buffer", "result",
      "::llvm::cast<::proxc::rt::BufferType>($_self).getElementType()">]> {
  let summary = "one element";
  let arguments = (ins Rt_BufferType:$buffer, Variadic<Index>:$indices);
  let results = (outs Rt_Scalar:$result);
  let assemblyFormat = "$buffer (`[` $indices^ `]`)? attr-dict `:` type($buffer)";
  let hasVerifier = 1;
}

def Rt_StoreOp : Rt_Op<"store", [MemoryEffects<[MemWrite]>,
    TypesMatchWith<"the value has the buffer's element type", "buffer", "value",
      "::llvm::cast<::proxc::rt::BufferType>($_self).getElementType()">]> {
  let summary = "writes one element";
  let arguments = (ins Rt_Scalar:$value, Rt_BufferType:$buffer, Variadic<Index>:$indices);
  let assemblyFormat = "$value `,` $buffer (`[` $indices^ `]`)? attr-dict `:` type($buffer)";
  let hasVerifier = 1;
}

def Rt_CopyOp : Rt_Op<"copy", [MemoryEffects<[MemRead, MemWrite]>,
    SameTypeOperands]> {
  let summary = "copies all elements; the buffers do not overlap";
  let arguments = (ins Rt_BufferType:$source, Rt_BufferType:$target);
  let assemblyFormat = "$source `to` $target attr-dict `:` type($target)";
}

def Rt_FillOp : Rt_Op<"fill", [MemoryEffects<[MemWrite]>,
    TypesMatchWith<"the value has the buffer's element type", "buffer", "value",
      "::llvm::cast<::proxc::rt::BufferType>($_self).getElementType()">]> {
  let summary = "writes one value to all elements";
  let arguments = (ins Rt_Scalar:$value, Rt_BufferType:$buffer);
  let assemblyFormat = "$value `,` $buffer attr-dict `:` type($buffer)";
}

//===----------------------------------------------------------------------===//
// The frame
//===----------------------------------------------------------------------===//

def Rt_FieldOp : Rt_Op<"field", [Pure]> {
  let summary = "an integer of the frame";
  let description = [{
    `start` is PROXC_COLD (0), PROXC_FROM_RESULT (1), PROXC_CONTINUE (2) or
    PROXC_RESTART (3); `checking` PROXC_CHECK_NONE (0), REGULAR (1) or FINAL (2);
    `changed` has a bit for each of the first 31 params. None changes in a phase.
  }];
  let arguments = (ins Rt_Field:$field, Rt_FrameType:$frame);
  let results = (outs I32:$result);
  let assemblyFormat = "$field $frame attr-dict";
}

def Rt_MetricOp : Rt_Op<"metric", [MemoryEffects<[MemWrite]>]> {
  let summary = "reports a number of the stopping rule or of the result";
  let description = [{
    A real value, converted to the target's type for metrics (f64, or f32 where
    there is no f64). Reporting `dual_value` or `primal_residual` also tells the
    driver that there are dual values, or residuals.
  }];
  let arguments = (ins Rt_Metric:$metric, Rt_FrameType:$frame, AnyFloat:$value);
  let assemblyFormat = "$metric $frame `,` $value attr-dict `:` type($value)";
}

def Rt_GetMetricOp : Rt_Op<"get_metric", [MemoryEffects<[MemRead]>]> {
  let summary = "reads a number that was reported before";
  let arguments = (ins Rt_Metric:$metric, Rt_FrameType:$frame);
  let results = (outs AnyFloat:$result);
  let assemblyFormat = "$metric $frame attr-dict `:` type($result)";
}

def Rt_RequestRestartOp : Rt_Op<"request_restart", [MemoryEffects<[MemWrite]>]> {
  let summary = "asks the driver to begin anew from the unknowns, if true";
  let arguments = (ins Rt_FrameType:$frame, I1:$condition);
  let assemblyFormat = "$frame `,` $condition attr-dict";
}

def Rt_RefuseOp : Rt_Op<"refuse", [MemoryEffects<[MemWrite]>]> {
  let summary = "tells the driver that params or inputs are out of range, if true";
  let arguments = (ins Rt_FrameType:$frame, I1:$condition);
  let assemblyFormat = "$frame `,` $condition attr-dict";
}

def Rt_StatusOp : Rt_Op<"status", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "the code of what failed in this phase, 0 for nothing";
  let description = [{ Reading it also clears it. What a phase returns. }];
  let arguments = (ins Rt_FrameType:$frame);
  let results = (outs I32:$result);
  let assemblyFormat = "$frame attr-dict";
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

def Rt_CallKernelOp : Rt_Op<"call_kernel", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "runs a kernel";
  let description = [{
    ```mlir
    rt.call_kernel @step(%u, %tau, %next) in %frame
      : !rt.buffer<64x64xf32>, f32, !rt.buffer<64x64xf32>
    ```
    Calls the C function `int32_t step(const float *, float, float *)`: buffers
    are pointers, scalars values, a complex scalar two values. The order of
    operands is that of the kernel's arguments, then of its results.
  }];
  let arguments = (ins FlatSymbolRefAttr:$kernel,
    Variadic<AnyTypeOf<[Rt_BufferType, Rt_Scalar]>>:$operands_, Rt_FrameType:$frame);
  let assemblyFormat = "$kernel `(` $operands_ `)` `in` $frame attr-dict (`:` type($operands_)^)?";
}

def Rt_FftOp : Rt_Op<"fft", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "runs a transform that the program declares";
  let description = [{
    ```mlir
    rt.fft %frame[0] %image to %spectrum
      : !rt.buffer<64x64xf32>, !rt.buffer<64x33xcomplex<f32>>
    ```
    In place where both operands are the same (complex kinds only).
  }];
  let arguments = (ins Rt_FrameType:$frame, I64Attr:$index,
    Rt_BufferType:$input, Rt_BufferType:$output);
  let assemblyFormat = [{
    $frame `[` $index `]` $input `to` $output attr-dict `:` type($input) `,` type($output)
  }];
}

def Rt_CsrMvOp : Rt_Op<"csr_mv", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "y = A x for a matrix in compressed rows";
  let description = [{
    ```mlir
    rt.csr_mv rows(%start) columns(%column) values(%value) %x to %y in %frame
      : !rt.buffer<11xi32>, !rt.buffer<40xi32>, !rt.buffer<40xf32>,
        !rt.buffer<20xf32>, !rt.buffer<10xf32>
    rt.csr_mv conjugate rows(%s) columns(%c) values(%v) order(%o) ...
    ```
    `order` gives the place of each entry's value: a stored transpose shares the
    values of its matrix, and with `conjugate` is the adjoint. `accumulate` adds
    to y. Elements are f32, f64 or their complex types, of one precision; a
    complex matrix may have a real x, or a real y, which takes the real part.
  }];
  let arguments = (ins UnitAttr:$conjugate, UnitAttr:$accumulate,
    Rt_BufferType:$row_start, Rt_BufferType:$columns, Rt_BufferType:$values,
    Optional<Rt_BufferType>:$order, Rt_BufferType:$x, Rt_BufferType:$y,
    Rt_FrameType:$frame);
  let assemblyFormat = [{
    (`conjugate` $conjugate^)? (`accumulate` $accumulate^)?
    `rows` `(` $row_start `)` `columns` `(` $columns `)` `values` `(` $values `)`
    (`order` `(` $order^ `:` type($order) `)`)? $x `to` $y `in` $frame attr-dict
    `:` type($row_start) `,` type($columns) `,` type($values) `,` type($x) `,` type($y)
  }];
  let hasVerifier = 1;
}

def Rt_CallBlackBoxOp : Rt_Op<"call_blackbox", [MemoryEffects<[MemRead, MemWrite]>,
    AttrSizedOperandSegments]> {
  let summary = "calls a user's function";
  let description = [{
    ```mlir
    rt.call_blackbox linear @project(%x, %y) args(%angles) in %frame : ...
    rt.call_blackbox prox @denoise(%v, %rho, %out) in %frame : ...
    rt.call_blackbox smooth @fit(%x, %value, %gradient) in %frame : ...
    ```
    `linear` is `int (const T *in, T *out, const void *const *args, void *user)`,
    `prox` is `int (const T *v, float rho, T *out, void *user)`, `smooth` is
    `int (const T *x, double *value, T *gradient, void *user)`. With `param = i`
    the function is what param number i points to, and the symbol is only its
    name. The user pointer is the frame's.
  }];
  let arguments = (ins Rt_BlackBoxKind:$kind, FlatSymbolRefAttr:$callee,
    Variadic<AnyTypeOf<[Rt_BufferType, AnyFloat]>>:$operands_,
    Variadic<Rt_BufferType>:$args, Rt_FrameType:$frame,
    OptionalAttr<I64Attr>:$param);
  let assemblyFormat = [{
    $kind $callee `(` $operands_ `)` (`args` `(` $args^ `:` type($args) `)`)?
    `in` $frame attr-dict `:` type($operands_)
  }];
  let hasVerifier = 1;
}

#endif // PROXC_DIALECT_RT_IR_RTOPS
