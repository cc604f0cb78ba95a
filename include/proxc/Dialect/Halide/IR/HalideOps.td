//===- HalideOps.td - the halide dialect -------------------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_HALIDE_IR_HALIDEOPS
#define PROXC_DIALECT_HALIDE_IR_HALIDEOPS

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/CallInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Halide_Dialect : Dialect {
  let name = "halide";
  let cppNamespace = "::proxc::halide";
  let summary = "what is handed to Halide, one to one";
  let description = [{
    A `halide.pipeline` is one kernel: its arguments are the arrays that are read
    (tensors) and scalars, its results the arrays that are written. In it stand
    `halide.func` (arrays, one value a point) and `halide.reduce` (numbers of a
    whole array). Their bodies have the form of `solver.map`: block arguments are
    the indices, outermost first, the last is contiguous in memory; upstream
    arith, math and complex operations compute; `halide.read` reads an argument
    or an earlier func at any index inside its bounds; `halide.sum` adds over
    further indices.

    Where and how a func is computed is the attribute `schedule`, which
    `halide-schedule` writes.

    The kernel that lib/Target/Halide makes of a pipeline has the C signature
    `int32_t name(arguments..., results...)`: a tensor is a pointer to its
    elements (row-major, complex ones interleaved, aligned to an element), a
    scalar is passed by value, a complex one as two arguments.
  }];
  let useDefaultAttributePrinterParser = 1;
}

def Halide_Tensor : StaticShapeTensorOf<[AnyFloat, AnyComplex, AnyInteger]>;
def Halide_Element : AnyTypeOf<[AnyFloat, AnyComplex, AnyInteger, Index]>;

def Halide_CombineEnum : I32EnumAttr<"Combine", "how values are combined", [
    I32EnumAttrCase<"sum", 0>, I32EnumAttrCase<"max", 1>]> {
  let cppNamespace = "::proxc::halide";
  let genSpecializedAttr = 0;
}
def Halide_Combine : EnumAttr<Halide_Dialect, Halide_CombineEnum, "combine"> {
  let assemblyFormat = "$value";
}

def Halide_LevelEnum : I32EnumAttr<"Level", "where a func is computed", [
    I32EnumAttrCase<"inlined", 0, "inline">, I32EnumAttrCase<"sliding", 1>,
    I32EnumAttrCase<"root", 2>]> {
  let cppNamespace = "::proxc::halide";
}

def Halide_ScheduleAttr : AttrDef<Halide_Dialect, "Schedule"> {
  let mnemonic = "schedule";
  let summary = "where and how a func is computed";
  let description = [{
    * `inline`: in the bodies that read it, at each of its reads.
    * `sliding`: in a window that moves with the rows of the one root func that
      reads it (directly or through other sliding funcs); the rows at the border
      of a strip are computed twice. The window lies on the stack.
    * `root`: in a loop nest of its own, into memory; only for what the pipeline
      returns.

    A root func is cut into strips of `strip` rows (a row: all of the last axis)
    or, where it has one axis or its rows are very long, of `strip` entries;
    these run in `parallel`. Rows are computed in vectors of `vector` entries; 1
    means scalars. Axes that `collapsibleAxes` joins count as one here.

    `channels` says that the last axis is short: its entries are written out one
    after the other and the vectors run along the axis before it.

    `march` of a root func is the axis along which windows move, where that is not
    the one of the rows (-1): strips of rows then march along it. `march` of a
    sliding func is the axis on which the root func reads it past the border: the
    window holds these entries as well, made by clamping, or `wraps` says by
    wrapping, its own index. (Reads that are clamped instead would not be seen to
    move steadily, so that the window could not be a ring of few rows.) So do
    windows that have the root func's rows and no others, and a ring that alone
    reads another one in its own rows. `strip` of
    a sliding func is the number of rows that its window holds where it is no
    ring, because another window is made from it.
  }];
  let parameters = (ins
    EnumParameter<Halide_LevelEnum>:$level,
    DefaultValuedParameter<"int64_t", "0">:$strip,
    DefaultValuedParameter<"int64_t", "1">:$vector,
    DefaultValuedParameter<"int64_t", "-1">:$march,
    DefaultValuedParameter<"bool", "false">:$wraps,
    DefaultValuedParameter<"bool", "false">:$channels,
    DefaultValuedParameter<"bool", "false">:$parallel);
  let assemblyFormat = "`<` $level (`,` struct($strip, $vector, $march, $wraps, $channels, $parallel)^)? `>`";
}

class Halide_Op<string mnemonic, list<Trait> traits = []>
    : Op<Halide_Dialect, mnemonic, traits>;

def Halide_PipelineOp : Halide_Op<"pipeline", [FunctionOpInterface,
    IsolatedFromAbove, SingleBlock]> {
  let summary = "one kernel";
  let description = [{
    ```mlir
    halide.pipeline @step(%u: tensor<64x64xf32>, %tau: f32)
        -> (tensor<64x64xf32> {halide.in_place = 0 : i64}) {
      %v = halide.func (%y, %x) {
        %a = halide.read %u[%y, %x] : tensor<64x64xf32>
        %b = arith.mulf %a, %tau : f32
        halide.yield %b : f32
      } : tensor<64x64xf32>
      halide.return %v : tensor<64x64xf32>
    }
    ```
    Arguments are tensors and scalars. A tensor of rank 0 is read
    once, when the kernel begins. `halide.in_place = i` on a result says that it
    is written into the memory of argument i. That must then be read at the index
    of the result only (see `canShareMemory`), or by windows that are filled
    before its rows are written (see `shareRows`). Arguments and results do not
    overlap otherwise.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name,
    TypeAttrOf<FunctionType>:$function_type,
    OptionalAttr<DictArrayAttr>:$arg_attrs, OptionalAttr<DictArrayAttr>:$res_attrs);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    /// For FunctionOpInterface.
    ::llvm::ArrayRef<::mlir::Type> getArgumentTypes() {
      return getFunctionType().getInputs();
    }
    ::llvm::ArrayRef<::mlir::Type> getResultTypes() {
      return getFunctionType().getResults();
    }
    ::mlir::Region *getCallableRegion() { return &getBody(); }

    /// The argument whose memory result `index` takes, if any.
    ::std::optional<unsigned> getInPlaceArgument(unsigned index);
    /// Puts result `index` into the memory of `argument`.
    void setInPlaceArgument(unsigned index, unsigned argument);
  }];
  let builders = [
    OpBuilder<(ins "::llvm::StringRef":$name, "::mlir::FunctionType":$type)>
  ];
  let skipDefaultBuilders = 1;
}

def Halide_ReturnOp : Halide_Op<"return", [Pure, Terminator,
    HasParent<"PipelineOp">]> {
  let summary = "the arrays that a pipeline writes";
  let arguments = (ins Variadic<Halide_Tensor>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def Halide_FuncOp : Halide_Op<"func", [Pure, SingleBlock]> {
  let summary = "arrays of one shape, computed together";
  let description = [{
    ```mlir
    %p:2 = halide.func (%y, %x) schedule <root, strip = 32, vector = 8> {
      ...
      halide.yield %a, %b : f32, f32
    } : tensor<64x64xf32>, tensor<64x64xf32>
    ```
    One value a result at each index. Several results are one sweep.
  }];
  let arguments = (ins OptionalAttr<Halide_ScheduleAttr>:$schedule);
  let results = (outs Variadic<Halide_Tensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let builders = [
    OpBuilder<(ins "::mlir::TypeRange":$types,
      "::llvm::function_ref<void(::mlir::OpBuilder &, ::mlir::Location, ::mlir::ValueRange)>":$makeBody)>
  ];
  let extraClassDeclaration = [{
    /// The common shape of the results.
    ::llvm::ArrayRef<int64_t> getShape() {
      return ::llvm::cast<::mlir::RankedTensorType>(getResultTypes().front()).getShape();
    }
    ::mlir::Operation *getYield() { return getBody().front().getTerminator(); }
  }];
}

def Halide_ReduceOp : Halide_Op<"reduce", [Pure, SingleBlock]> {
  let summary = "numbers of a whole array";
  let description = [{
    ```mlir
    %n:2 = halide.reduce [sum, max] (%y, %x) in [64, 64] {
      ...
      halide.yield %a, %b : f32, f32
    } : tensor<f64>, tensor<f64>
    ```
    Each yielded real is converted to the element type of its result and then
    combined. A result in f32 is summed with compensation (Kahan). The order is
    fixed by extents and schedule and does not depend on the number of threads.
  }];
  let arguments = (ins ArrayAttr:$kinds, DenseI64ArrayAttr:$extents,
    OptionalAttr<Halide_ScheduleAttr>:$schedule);
  let results = (outs Variadic<Halide_Tensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let builders = [
    OpBuilder<(ins "::llvm::ArrayRef<Combine>":$kinds, "::llvm::ArrayRef<int64_t>":$extents,
      "::mlir::TypeRange":$types,
      "::llvm::function_ref<void(::mlir::OpBuilder &, ::mlir::Location, ::mlir::ValueRange)>":$makeBody)>
  ];
  let extraClassDeclaration = [{
    Combine getCombine(unsigned index) {
      return ::llvm::cast<CombineAttr>(getKinds()[index]).getValue();
    }
    ::mlir::Operation *getYield() { return getBody().front().getTerminator(); }
  }];
}

def Halide_ReadOp : Halide_Op<"read", [Pure,
    TypesMatchWith<"the result has the array's element type", "array", "result",
      "::llvm::cast<::mlir::RankedTensorType>($_self).getElementType()">]> {
  let summary = "one entry of an argument or of an earlier func";
  let arguments = (ins Halide_Tensor:$array, Variadic<Index>:$indices);
  let results = (outs Halide_Element:$result);
  let assemblyFormat = "$array `[` $indices `]` attr-dict `:` type($array)";
  let hasVerifier = 1;
}

def Halide_SumOp : Halide_Op<"sum", [Pure, SingleBlock]> {
  let summary = "a sum (or maximum) over indices, inside a body";
  let description = [{
    ```mlir
    %s = halide.sum (%k) in [15] {
      ...
      halide.yield %v : f32
    } : f32
    ```
    The terms are added in row-major order of the indices.
  }];
  let arguments = (ins DenseI64ArrayAttr:$extents,
    DefaultValuedAttr<Halide_Combine, "::proxc::halide::Combine::sum">:$kind);
  let results = (outs Halide_Element:$result);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let builders = [
    OpBuilder<(ins "::mlir::Type":$type, "::llvm::ArrayRef<int64_t>":$extents,
      "::llvm::function_ref<::mlir::Value(::mlir::OpBuilder &, ::mlir::Location, ::mlir::ValueRange)>":$makeBody)>
  ];
}

def Halide_YieldOp : Halide_Op<"yield", [Pure, Terminator]> {
  let summary = "the values of a body";
  let arguments = (ins Variadic<Halide_Element>:$values);
  let assemblyFormat = "$values `:` type($values) attr-dict";
}

#endif // PROXC_DIALECT_HALIDE_IR_HALIDEOPS
