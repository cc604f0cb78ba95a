//===- LinOpOps.td - the linop dialect ---------------------*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_LINOP_IR_LINOPOPS
#define PROXC_DIALECT_LINOP_IR_LINOPOPS

include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/EnumAttr.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "proxc/Dialect/LinOp/IR/LinOpBase.td"
include "proxc/Dialect/LinOp/IR/LinOpInterfaces.td"

//===----------------------------------------------------------------------===//
// Enums and attributes
//===----------------------------------------------------------------------===//

class LinOp_Enum<string name, string summary,
                 list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::proxc::linop";
  let genSpecializedAttr = 0;
}

def LinOp_BoundaryEnum : LinOp_Enum<"Boundary",
  "what lies outside an array", [
    I32EnumAttrCase<"periodic", 0>, I32EnumAttrCase<"zero", 1>,
    I32EnumAttrCase<"replicate", 2>, I32EnumAttrCase<"symmetric", 3>]>;
def LinOp_Boundary : EnumAttr<LinOp_Dialect, LinOp_BoundaryEnum, "boundary"> {
  let assemblyFormat = "`` `<` $value `>`";
}

def LinOp_ConvModeEnum : LinOp_Enum<"ConvMode",
  "which outputs of a convolution are kept", [
    I32EnumAttrCase<"same", 0>, I32EnumAttrCase<"valid", 1>,
    I32EnumAttrCase<"full", 2>]>;
def LinOp_ConvMode : EnumAttr<LinOp_Dialect, LinOp_ConvModeEnum, "mode"> {
  let assemblyFormat = "`` `<` $value `>`";
}

def LinOp_SchemeEnum : LinOp_Enum<"Scheme",
  "how a derivative is discretised", [
    I32EnumAttrCase<"forward", 0>, I32EnumAttrCase<"backward", 1>,
    I32EnumAttrCase<"central", 2>]>;
def LinOp_Scheme : EnumAttr<LinOp_Dialect, LinOp_SchemeEnum, "scheme"> {
  let assemblyFormat = "`` `<` $value `>`";
}

def LinOp_Csr : AttrDef<LinOp_Dialect, "Csr"> {
  let mnemonic = "csr";
  let summary = "a sparse matrix known at compile time, in compressed rows";
  let description = [{
    `row_starts` has rows + 1 entries of i64: 0, where each further row starts,
    and the number of entries. `columns` (i64, ascending in each row, none
    twice) and `values` (float or complex) have one entry a nonzero. Large ones
    are `dense_resource` blobs.
  }];
  let parameters = (ins "int64_t":$rows, "int64_t":$columnCount,
                        "::mlir::ElementsAttr":$rowStarts,
                        "::mlir::ElementsAttr":$columns,
                        "::mlir::ElementsAttr":$values);
  let assemblyFormat = [{
    `<` $rows `x` $columnCount `,` $rowStarts `,` $columns `,` $values `>`
  }];
}

//===----------------------------------------------------------------------===//
// Base classes
//===----------------------------------------------------------------------===//

class LinOp_BaseOp<string mnemonic, list<Trait> traits = []>
    : Op<LinOp_Dialect, mnemonic, traits>;

/// The one place where the range of an operation follows from its domain: the
/// frontend, the builders and the verifier all call it. `arguments` are the
/// C++ parameters between the domain and the error callback.
class LinOp_InferRange<string arguments> {
  code declaration = [{
    /// The range over `domain`; tells through `emitError` why there is none.
    static ::mlir::FailureOr<::mlir::RankedTensorType>
    inferRange(::mlir::RankedTensorType domain}] # arguments # [{,
               ::proxc::linop::EmitError emitError);
  }];
}

class LinOp_DomainBuilder<dag arguments> : OpBuilder<arguments>;

/// An operator value; `overrides` are the interface methods with defaults that
/// the operation answers itself.
class LinOp_Operator<string mnemonic, list<string> overrides = [],
                     list<Trait> traits = []>
    : LinOp_BaseOp<mnemonic, !listconcat([Pure,
        DeclareOpInterfaceMethods<LinearOperatorInterface, overrides>],
        traits)> {
  let results = (outs LinOp_OpType:$result);
  let hasVerifier = 1;
}

def LinOp_AnyTensor : StaticShapeTensorOf<[AnyFloat, AnyComplex, AnyInteger, Index]>;

//===----------------------------------------------------------------------===//
// Leaves
//===----------------------------------------------------------------------===//

def LinOp_EyeOp : LinOp_Operator<"eye", ["getNormBound", "getDiagonalBasis",
    "getScalarFactor", "getStructure", "getCost", "getIndexRule"]> {
  let summary = "the identity";
  let assemblyFormat = "attr-dict `:` type($result)";
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain)>];
}

def LinOp_ZeroOp : LinOp_Operator<"zero", ["getNormBound",
    "getDiagonalBasis", "getGramBasis", "getScalarFactor",
    "getIsometryFactor", "getStructure"]> {
  let summary = "the zero operator";
  let description = "Every x maps to the zero array of the range.";
  let assemblyFormat = "attr-dict `:` type($result)";
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain,
    "::mlir::RankedTensorType":$range)>];
}

def LinOp_OneOp : LinOp_Operator<"one", ["getNormBound", "isSelfAdjoint"]> {
  let summary = "the all-ones matrix, kept as an operator";
  let description = [{
    y_i = sum of all x_j. The norm is sqrt(number of inputs * outputs).
  }];
  let assemblyFormat = "attr-dict `:` type($result)";
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain,
    "::llvm::ArrayRef<int64_t>":$shape)>];
  let extraClassDeclaration = LinOp_InferRange<", ::llvm::ArrayRef<int64_t> shape">.declaration;
}

def LinOp_ScaleOp : LinOp_Operator<"scale", ["getNormBound",
    "getDiagonalBasis", "getScalarFactor", "isSelfAdjoint", "getStructure"]> {
  let summary = "a multiple s I of the identity";
  let description = [{
    `s` is a rank-0 tensor, real or complex; a complex `s` needs complex spaces
    or a range that is complex.
  }];
  let arguments = (ins LinOp_AnyTensor:$factor);
  let assemblyFormat = "$factor attr-dict `:` type($factor) `,` type($result)";
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain, "::mlir::Value":$factor)>];
  let extraClassDeclaration = LinOp_InferRange<", ::mlir::RankedTensorType factor">.declaration;
}

def LinOp_DiagOp : LinOp_Operator<"diag", ["getNormBound",
    "getDiagonalBasis", "getGramBasis", "isRangeGramDiagonal",
    "isSelfAdjoint", "getStructure", "getIndexRule"]> {
  let summary = "elementwise product with an array";
  let description = [{
    y = w * x elementwise; `w` has the shape of the domain, the range has the
    element type of the product.
  }];
  let arguments = (ins LinOp_AnyTensor:$weights);
  let assemblyFormat = "$weights attr-dict `:` type($weights) `,` type($result)";
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain, "::mlir::Value":$weights)>];
  let extraClassDeclaration = LinOp_InferRange<", ::mlir::RankedTensorType weights">.declaration;
}

def LinOp_CastOp : LinOp_Operator<"cast", ["getNormBound",
    "getDiagonalBasis", "getGramBasis", "getScalarFactor", "getStructure",
    "isComplexLinear"]> {
  let summary = "the embedding of a space into one of another element type";
  let description = [{
    f32 to f64, real to complex, c64 to c128 (and their inverses f64 to f32):
    the same values. Its adjoint converts back and takes the real part where
    the domain is real.
  }];
  let assemblyFormat = "attr-dict `:` type($result)";
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain, "::mlir::Type":$element)>];
  let extraClassDeclaration = LinOp_InferRange<", ::mlir::Type element">.declaration;
}

def LinOp_ConvOp : LinOp_Operator<"conv", ["getNormBound", "getDiagonalBasis",
    "getCost", "getSpelling"]> {
  let summary = "convolution, or correlation, with a kernel";
  let description = [{
    y[i] = sum_j k[j] x[i + c - j] with c = floor(n / 2) of each kernel axis
    (true convolution); with `correlate` y[i] = sum_j k[j] x[i + j - c], no
    conjugate. The kernel has as many axes as `axes` names, or the rank of the
    domain, where the other axes are 1 or equal to the domain's. `boundary`
    says what lies outside; `mode` which outputs are kept (`same`, `valid`:
    n - k + 1 outputs, `full`: n + k - 1 outputs).

    Diagonal in the Fourier basis of `axes` where boundary is periodic, mode is
    same and the kernel has no other axes.
  }];
  let arguments = (ins LinOp_AnyTensor:$kernel, DenseI64ArrayAttr:$axes,
    DefaultValuedAttr<LinOp_Boundary, "::proxc::linop::Boundary::periodic">:$boundary,
    DefaultValuedAttr<LinOp_ConvMode, "::proxc::linop::ConvMode::same">:$mode,
    UnitAttr:$correlate);
  let assemblyFormat = [{
    $kernel `axes` $axes (`correlate` $correlate^)? attr-dict `:` type($kernel) `,` type($result)
  }];
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain, "::mlir::Value":$kernel,
    "::llvm::ArrayRef<int64_t>":$axes, "::proxc::linop::Boundary":$boundary,
    "::proxc::linop::ConvMode":$mode, "bool":$correlate)>];
  let extraClassDeclaration = LinOp_InferRange<", ::mlir::RankedTensorType kernel, ::llvm::ArrayRef<int64_t> axes, ::proxc::linop::Boundary boundary, ::proxc::linop::ConvMode mode">.declaration;
}

def LinOp_GradOp : LinOp_Operator<"grad", ["getNormBound", "getGramBasis",
    "getCost", "getSpelling"]> {
  let summary = "differences along axes, stacked on a new leading axis";
  let description = [{
    Component d of the result is the difference along `axes[d]`, divided by
    `spacing[d]`: forward x[i+1] - x[i], backward x[i] - x[i-1], central
    (x[i+1] - x[i-1]) / 2. `boundary`: replicate makes the difference past the
    edge 0, periodic wraps, zero takes 0 outside.

    A* A is diagonal in the Fourier basis of `axes` (periodic), in the DCT-II
    basis (replicate, forward or backward).
  }];
  let arguments = (ins DenseI64ArrayAttr:$axes,
    DefaultValuedAttr<LinOp_Scheme, "::proxc::linop::Scheme::forward">:$scheme,
    DefaultValuedAttr<LinOp_Boundary, "::proxc::linop::Boundary::replicate">:$boundary,
    DenseF64ArrayAttr:$spacing);
  let assemblyFormat = "`axes` $axes `spacing` $spacing attr-dict `:` type($result)";
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain, "::llvm::ArrayRef<int64_t>":$axes,
    "::proxc::linop::Scheme":$scheme, "::proxc::linop::Boundary":$boundary,
    "::llvm::ArrayRef<double>":$spacing)>];
  let extraClassDeclaration = LinOp_InferRange<", ::llvm::ArrayRef<int64_t> axes, ::llvm::ArrayRef<double> spacing, ::proxc::linop::Boundary boundary">.declaration;
}

def LinOp_DiffOp : LinOp_Operator<"diff", ["getNormBound", "getDiagonalBasis",
    "getGramBasis", "getCost", "getSpelling"]> {
  let summary = "the difference along one axis, without a new axis";
  let description = "One component of `linop.grad`.";
  let arguments = (ins I64Attr:$axis,
    DefaultValuedAttr<LinOp_Scheme, "::proxc::linop::Scheme::forward">:$scheme,
    DefaultValuedAttr<LinOp_Boundary, "::proxc::linop::Boundary::replicate">:$boundary,
    F64Attr:$spacing);
  let assemblyFormat = "`axis` $axis `spacing` $spacing attr-dict `:` type($result)";
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain, "int64_t":$axis,
    "::proxc::linop::Scheme":$scheme, "::proxc::linop::Boundary":$boundary,
    "double":$spacing)>];
  let extraClassDeclaration = LinOp_InferRange<", int64_t axis, double spacing, ::proxc::linop::Boundary boundary">.declaration;
}

def LinOp_FftOp : LinOp_Operator<"fft", ["getNormBound", "getGramBasis",
    "getIsometryFactor", "getCoisometryFactor", "getCost", "isComplexLinear", "getSpelling"]> {
  let summary = "the discrete Fourier transform along axes";
  let description = [{
    X[k] = sum_r x[r] exp(-2 pi i k r / n) along each of `axes`; divided by
    sqrt(product of the n) with `orthonormal`; `inverse` has the sign + (and,
    with `orthonormal`, is the inverse and the adjoint); `centered` is
    fftshift(fft(ifftshift(x))). The range is complex; of a real domain the
    adjoint takes the real part.
  }];
  let arguments = (ins DenseI64ArrayAttr:$axes, UnitAttr:$inverse,
    UnitAttr:$orthonormal, UnitAttr:$centered);
  let assemblyFormat = [{
    (`inverse` $inverse^)? (`orthonormal` $orthonormal^)? (`centered` $centered^)?
    `axes` $axes attr-dict `:` type($result)
  }];
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain, "::llvm::ArrayRef<int64_t>":$axes,
    "bool":$inverse, "bool":$orthonormal, "bool":$centered)>];
  let extraClassDeclaration = LinOp_InferRange<", ::llvm::ArrayRef<int64_t> axes">.declaration;
}

def LinOp_PadOp : LinOp_Operator<"pad", ["getNormBound", "getGramBasis",
    "getIsometryFactor", "isRangeGramDiagonal", "getStructure",
    "getIndexRule", "getSpelling"]> {
  let summary = "zero padding";
  let description = "Adds `low[a]` zeros before and `high[a]` after, on each axis.";
  let arguments = (ins DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high);
  let assemblyFormat = "`low` $low `high` $high attr-dict `:` type($result)";
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain,
    "::llvm::ArrayRef<int64_t>":$low, "::llvm::ArrayRef<int64_t>":$high)>];
  let extraClassDeclaration = LinOp_InferRange<", ::llvm::ArrayRef<int64_t> low, ::llvm::ArrayRef<int64_t> high">.declaration;
}

def LinOp_CropOp : LinOp_Operator<"crop", ["getNormBound", "getGramBasis",
    "getCoisometryFactor", "getStructure", "getIndexRule", "getSpelling"]> {
  let summary = "a window of an array";
  let description = "y[i] = x[i + offsets], of the shape `sizes`.";
  let arguments = (ins DenseI64ArrayAttr:$offsets, DenseI64ArrayAttr:$sizes);
  let assemblyFormat = "`offsets` $offsets `sizes` $sizes attr-dict `:` type($result)";
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain,
    "::llvm::ArrayRef<int64_t>":$offsets, "::llvm::ArrayRef<int64_t>":$sizes)>];
  let extraClassDeclaration = LinOp_InferRange<", ::llvm::ArrayRef<int64_t> offsets, ::llvm::ArrayRef<int64_t> sizes">.declaration;
}

def LinOp_SubsampleOp : LinOp_Operator<"subsample", ["getNormBound",
    "getGramBasis", "getCoisometryFactor", "getStructure", "getIndexRule", "getSpelling"]> {
  let summary = "every step-th entry along each axis, from 0";
  let description = [{
    y[i] = x[i * steps]; the range has (n - 1) // step + 1 entries an axis. A
    negative step counts from the last entry backwards: y[i] = x[n - 1 + i * step].
  }];
  let arguments = (ins DenseI64ArrayAttr:$steps);
  let assemblyFormat = "`steps` $steps attr-dict `:` type($result)";
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain,
    "::llvm::ArrayRef<int64_t>":$steps)>];
  let extraClassDeclaration = LinOp_InferRange<", ::llvm::ArrayRef<int64_t> steps">.declaration;
}

def LinOp_ReshapeOp : LinOp_Operator<"reshape", ["getNormBound",
    "getGramBasis", "getIsometryFactor", "getCoisometryFactor",
    "getStructure", "getIndexRule", "getSpelling"]> {
  let summary = "the same entries in row-major order under another shape";
  let assemblyFormat = "attr-dict `:` type($result)";
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain,
    "::llvm::ArrayRef<int64_t>":$shape)>];
  let extraClassDeclaration = LinOp_InferRange<", ::llvm::ArrayRef<int64_t> shape">.declaration;
}

def LinOp_TransposeOp : LinOp_Operator<"transpose", ["getNormBound",
    "getGramBasis", "getIsometryFactor", "getCoisometryFactor",
    "getStructure", "getIndexRule", "getSpelling"]> {
  let summary = "a permutation of the axes";
  let description = "Axis i of the result is axis `order[i]` of the input, as in NumPy.";
  let arguments = (ins DenseI64ArrayAttr:$order);
  let assemblyFormat = "`order` $order attr-dict `:` type($result)";
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain,
    "::llvm::ArrayRef<int64_t>":$order)>];
  let extraClassDeclaration = LinOp_InferRange<", ::llvm::ArrayRef<int64_t> order">.declaration;
}

def LinOp_BroadcastOp : LinOp_Operator<"broadcast", ["getNormBound",
    "getGramBasis", "getIsometryFactor", "getStructure", "getIndexRule", "getSpelling"]> {
  let summary = "repetition along new axes or along axes of extent 1";
  let description = [{
    Axis a of the domain becomes axis `axes[a]` of the range (ascending); the
    other axes of the range are new, and a domain axis of extent 1 may meet a
    range axis of any extent. The adjoint sums. A* A = m I, with m the number
    of repetitions.
  }];
  let arguments = (ins DenseI64ArrayAttr:$axes);
  let assemblyFormat = "`axes` $axes attr-dict `:` type($result)";
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain,
    "::llvm::ArrayRef<int64_t>":$axes, "::llvm::ArrayRef<int64_t>":$shape)>];
  let extraClassDeclaration = LinOp_InferRange<", ::llvm::ArrayRef<int64_t> axes, ::llvm::ArrayRef<int64_t> shape">.declaration;
}

def LinOp_SparseOp : LinOp_Operator<"sparse", ["getNormBound", "getCost",
    "getStructure"]> {
  let summary = "a sparse matrix known at compile time";
  let description = [{
    y = M x for a domain and a range of rank 1.
  }];
  let arguments = (ins LinOp_Csr:$matrix);
  let assemblyFormat = "$matrix attr-dict `:` type($result)";
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain, "::proxc::linop::CsrAttr":$matrix)>];
  let extraClassDeclaration = LinOp_InferRange<", ::proxc::linop::CsrAttr matrix">.declaration;
}

def LinOp_IndexMapOp : LinOp_Operator<"index_map", ["getNormBound",
    "getGramBasis", "getIsometryFactor", "getCoisometryFactor",
    "isRangeGramDiagonal", "getStructure", "getIndexRule"]> {
  let summary = "a weighted affine index map: one matrix, no index arrays";
  let description = [{
    y[r] = w[r] * x[s], where axis a of the input is reached from axis
    `source[a]` of the range: s_a = (mul[a] * r[source[a]] + offset[a]) / div[a],
    and y[r] = 0 where the division leaves a remainder or s_a is outside. A
    `source[a]` of -1 means the fixed index offset[a] / div[a]. Range axes that no
    `source` names are free: the value repeats along them. Pad, crop, subsample
    and its adjoint, transpose, flip, broadcast and diagonal weights are of this
    form, and so are their products where the result stays affine. `weights`
    has the shape of the range.
  }];
  let arguments = (ins Optional<LinOp_AnyTensor>:$weights,
    DenseI64ArrayAttr:$source, DenseI64ArrayAttr:$mul,
    DenseI64ArrayAttr:$offset, DenseI64ArrayAttr:$div);
  let assemblyFormat = [{
    (`weights` $weights^ `:` type($weights))? `source` $source `mul` $mul `offset` $offset
    `div` $div attr-dict `:` type($result)
  }];
  let builders = [LinOp_DomainBuilder<(ins "::mlir::RankedTensorType":$domain, "::llvm::ArrayRef<int64_t>":$shape,
    "::mlir::Value":$weights, "::llvm::ArrayRef<int64_t>":$source,
    "::llvm::ArrayRef<int64_t>":$mul, "::llvm::ArrayRef<int64_t>":$offset,
    "::llvm::ArrayRef<int64_t>":$div)>];
  let extraClassDeclaration = LinOp_InferRange<", ::llvm::ArrayRef<int64_t> shape, ::mlir::RankedTensorType weights, ::llvm::ArrayRef<int64_t> source, ::llvm::ArrayRef<int64_t> mul, ::llvm::ArrayRef<int64_t> offset, ::llvm::ArrayRef<int64_t> div">.declaration # [{
    /// How many range entries read one domain entry: the product of the
    /// extents of the range axes that no `source` names.
    int64_t getRepetitions();
  }];
}

//===----------------------------------------------------------------------===//
// Compositions
//===----------------------------------------------------------------------===//

class LinOp_List<string mnemonic, list<string> overrides = []>
    : LinOp_Operator<mnemonic, overrides> {
  let arguments = (ins Variadic<LinOp_OpType>:$parts);
  let assemblyFormat = "$parts attr-dict `:` functional-type($parts, $result)";
  let builders = [OpBuilder<(ins "::mlir::ValueRange":$parts)>];
  let extraClassDeclaration = [{
    /// Domain and range of the composition of parts of these types; tells
    /// through `emitError` why they do not fit.
    static ::mlir::FailureOr<::proxc::linop::OpType>
    inferType(::llvm::ArrayRef<::proxc::linop::OpType> parts,
              ::proxc::linop::EmitError emitError);
  }];
}

def LinOp_ComposeOp : LinOp_List<"compose", ["getNormBound",
    "getDiagonalBasis", "getGramBasis", "getScalarFactor",
    "getIsometryFactor", "getCoisometryFactor", "isRangeGramDiagonal",
    "getCost", "isComplexLinear"]> {
  let summary = "a product of operators";
  let description = [{
    `linop.compose %A, %B` is A B: the last part acts first. At least one part.
  }];
  let hasFolder = 1;
}

def LinOp_AddOp : LinOp_List<"add", ["getNormBound", "getDiagonalBasis",
    "getScalarFactor", "getCost", "isComplexLinear"]> {
  let summary = "a sum of operators with one domain and one range";
  let hasFolder = 1;
}

def LinOp_AdjointOp : LinOp_Operator<"adjoint", ["getNormBound",
    "getDiagonalBasis", "getGramBasis", "getScalarFactor",
    "getIsometryFactor", "getCoisometryFactor", "isRangeGramDiagonal",
    "getStructure", "getCost", "isComplexLinear"]> {
  let summary = "the adjoint";
  let description = "Re<A x, y> = Re<x, A* y>.";
  let arguments = (ins LinOp_OpType:$op);
  let assemblyFormat = "$op attr-dict `:` functional-type($op, $result)";
  let builders = [OpBuilder<(ins "::mlir::Value":$op)>];
  let hasFolder = 1;
}

class LinOp_Stack<string mnemonic, list<string> overrides = []>
    : LinOp_Operator<mnemonic, overrides> {
  let arguments = (ins Variadic<LinOp_OpType>:$parts,
                       DefaultValuedAttr<I64Attr, "0">:$axis);
  let assemblyFormat = "$parts attr-dict `:` functional-type($parts, $result)";
  let builders = [OpBuilder<(ins "::mlir::ValueRange":$parts,
                                 CArg<"int64_t", "0">:$axis)>];
  let extraClassDeclaration = [{
    /// Domain and range of the composition of parts of these types; tells
    /// through `emitError` why they do not fit.
    static ::mlir::FailureOr<::proxc::linop::OpType>
    inferType(::llvm::ArrayRef<::proxc::linop::OpType> parts, int64_t axis,
              ::proxc::linop::EmitError emitError);
  }];
}

def LinOp_VStackOp : LinOp_Stack<"vstack", ["getNormBound", "getGramBasis",
    "getIsometryFactor", "getCost", "isComplexLinear"]> {
  let summary = "[A; B; ...]: outputs stacked along a new axis of the range";
  let description = "Parts have one domain and ranges of one shape.";
}

def LinOp_HStackOp : LinOp_Stack<"hstack", ["getNormBound", "getCost", "isComplexLinear"]> {
  let summary = "[A, B, ...]: inputs along a new axis of the domain, outputs added";
  let description = "The adjoint of the `vstack` of the adjoints.";
}

def LinOp_BlockDiagOp : LinOp_List<"block_diag", ["getNormBound",
    "getDiagonalBasis", "getGramBasis", "getIsometryFactor", "getCost",
    "isComplexLinear"]> {
  let summary = "each part acts on its own slice of a new leading axis";
}

def LinOp_ConcatOp : LinOp_Stack<"concat", ["getNormBound", "getGramBasis",
    "getIsometryFactor", "getCost", "isComplexLinear"]> {
  let summary = "outputs joined along an existing axis of the range";
  let description = [{
    Parts have one domain; their ranges agree but for the extent of `axis`.
  }];
  let hasFolder = 1;
}

class LinOp_Family<string mnemonic, list<string> overrides = []>
    : LinOp_Operator<mnemonic, overrides,
        [SingleBlock]> {
  let arguments = (ins I64Attr:$count);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let builders = [
    OpBuilder<(ins "int64_t":$count,
      "::llvm::function_ref<::mlir::Value(::mlir::OpBuilder &, ::mlir::Location, ::mlir::Value)>":$makeBody)>
  ];
  let extraClassDeclaration = [{
    /// The index of the family, a value of type `index`.
    ::mlir::Value getIndex() { return getBody().getArgument(0); }
    /// The operator that the body yields for the index.
    ::mlir::Value getPart() {
      return getBody().front().getTerminator()->getOperand(0);
    }
    /// True where something inside the body depends on the index.
    bool usesIndex() { return !getIndex().use_empty(); }
    /// Domain and range of the family of `count` parts of this type.
    static ::proxc::linop::OpType inferType(int64_t count,
                                            ::proxc::linop::OpType part);
  }];
}

def LinOp_VStackForOp : LinOp_Family<"vstack_for", ["getNormBound",
    "getGramBasis", "getIsometryFactor", "getCost", "isComplexLinear"]> {
  let summary = "the vertical stack of a family of operators";
  let description = [{
    ```mlir
    %A = linop.vstack_for %c in 8 {
      %s = tensor.extract_slice %S[%c, 0, 0] [1, 64, 64] [1, 1, 1] : tensor<8x64x64xf32> to tensor<64x64xf32>
      %D = linop.diag %s : tensor<64x64xf32>, !linop.op<64x64xf32 -> 64x64xf32>
      linop.yield %D : !linop.op<64x64xf32 -> 64x64xf32>
    } : !linop.op<64x64xf32 -> 8x64x64xf32>
    ```
  }];
}

def LinOp_HStackForOp : LinOp_Family<"hstack_for", ["getNormBound", "getCost", "isComplexLinear"]> {
  let summary = "the horizontal stack of a family of operators";
}

def LinOp_BlockDiagForOp : LinOp_Family<"block_diag_for", ["getNormBound",
    "getDiagonalBasis", "getGramBasis", "getIsometryFactor",
    "getCoisometryFactor", "isRangeGramDiagonal", "getCost",
    "isComplexLinear"]> {
  let summary = "the block diagonal of a family of operators";
  let description = [{
    `kron(eye(n), A)` is the family whose body does not use its index.
  }];
}

def LinOp_AddForOp : LinOp_Family<"add_for", ["getNormBound",
    "getDiagonalBasis", "getScalarFactor", "getCost", "isComplexLinear"]> {
  let summary = "the sum of a family of operators";
}

def LinOp_YieldOp : LinOp_BaseOp<"yield", [Pure, Terminator]> {
  let summary = "the operator of a family";
  let arguments = (ins LinOp_OpType:$op);
  let assemblyFormat = "$op attr-dict `:` type($op)";
}

//===----------------------------------------------------------------------===//
// Use
//===----------------------------------------------------------------------===//

def LinOp_ApplyOp : LinOp_BaseOp<"apply", [Pure]> {
  let summary = "y = A x";
  let arguments = (ins LinOp_OpType:$op, LinOp_AnyTensor:$input);
  let results = (outs LinOp_AnyTensor:$result);
  let assemblyFormat = "$op `,` $input attr-dict `:` type($op) `,` type($input) `->` type($result)";
  let builders = [OpBuilder<(ins "::mlir::Value":$op, "::mlir::Value":$input)>];
  let hasFolder = 1;
  let hasVerifier = 1;
}

def LinOp_ExportOp : LinOp_BaseOp<"export"> {
  let summary = "an operator that the object offers to its callers";
  let description = [{
    The object gets `<prefix>_forward`, `_adjoint` and `_normal` (A* A). The
    name is a C identifier, and no other export beside it has it.
  }];
  let arguments = (ins StrAttr:$name, LinOp_OpType:$op);
  let assemblyFormat = "$name `=` $op attr-dict `:` type($op)";
  let hasVerifier = 1;
}

#endif // PROXC_DIALECT_LINOP_IR_LINOPOPS
