//===- LinOpInterfaces.td - what every linear operator can tell -*- tablegen -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef PROXC_DIALECT_LINOP_IR_LINOPINTERFACES
#define PROXC_DIALECT_LINOP_IR_LINOPINTERFACES

include "mlir/IR/OpBase.td"

def LinearOperatorInterface : OpInterface<"LinearOperatorInterface"> {
  let cppNamespace = "::proxc::linop";
  let description = [{
    A linear operator A from one Euclidean space of arrays to another. The
    inner product is Re<x, y>, so the adjoint of an operator with a real domain
    and a complex range returns the real part.

    Passes ask these methods and never switch over operation names.
  }];
  let methods = [
    InterfaceMethod<"The space that A acts on.", "::mlir::RankedTensorType",
      "getDomain", (ins), "", [{
        return ::llvm::cast<OpType>($_op->getResult(0).getType()).getDomain();
      }]>,
    InterfaceMethod<"The space that A maps into.", "::mlir::RankedTensorType",
      "getRange", (ins), "", [{
        return ::llvm::cast<OpType>($_op->getResult(0).getType()).getRange();
      }]>,
    InterfaceMethod<[{
        The reference meaning, in double precision, written from the definition:
        y = A x. `x` has the shape of the domain. Values of operands are asked
        from `env`.
      }], "::mlir::FailureOr<::proxc::reference::Array>", "evaluateForward",
      (ins "::proxc::reference::Environment &":$env,
           "const ::proxc::reference::Array &":$x)>,
    InterfaceMethod<[{
        The reference meaning of the adjoint: x = A* y. The caller drops the
        imaginary part where the domain is real.
      }], "::mlir::FailureOr<::proxc::reference::Array>", "evaluateAdjoint",
      (ins "::proxc::reference::Environment &":$env,
           "const ::proxc::reference::Array &":$y)>,
    InterfaceMethod<[{
        A bound ||A|| <= value that is known without any data (closed form
        where one exists), or nullopt.
      }], "std::optional<double>", "getNormBound", (ins), "",
      [{ return std::nullopt; }]>,
    InterfaceMethod<[{
        The basis in which A itself is diagonal (needs domain == range up to
        the element type): `identity`, `fourier` or `dct` along some axes; a
        multiple of the identity answers `any`.
      }], "::proxc::linop::Basis", "getDiagonalBasis", (ins), "",
      [{ return ::proxc::linop::Basis::none(); }]>,
    InterfaceMethod<[{
        The basis in which A* A is diagonal. Holds wherever A is diagonal.
      }], "::proxc::linop::Basis", "getGramBasis", (ins), "",
      [{ return $_op.getDiagonalBasis(); }]>,
    InterfaceMethod<[{
        s if A = s I (behind the embedding of real numbers where the range is
        complex and the domain is not) with s known without any data, else
        nullopt. Exact.
      }], "std::optional<::proxc::reference::Complex>", "getScalarFactor",
      (ins), "", [{ return std::nullopt; }]>,
    InterfaceMethod<[{
        mu if A* A = mu I with mu known without any data (a multiple of an
        isometry), else nullopt. Exact, as a norm bound is not.
      }], "std::optional<double>", "getIsometryFactor", (ins), "", [{
        if (auto s = $_op.getScalarFactor())
          return std::norm(*s);
        return std::nullopt;
      }]>,
    InterfaceMethod<[{
        nu if A A* = nu I with nu known without any data (a multiple of a
        co-isometry), else nullopt. Exact. A multiple of the identity of a real
        space in a complex one reaches a real line of it only.
      }], "std::optional<double>", "getCoisometryFactor", (ins), "", [{
        auto s = $_op.getScalarFactor();
        if (s && ::proxc::linop::isComplex($_op.getDomain()) ==
                     ::proxc::linop::isComplex($_op.getRange()))
          return std::norm(*s);
        return std::nullopt;
      }]>,
    InterfaceMethod<"True if A = A* is known without any data.", "bool",
      "isSelfAdjoint", (ins), "", [{
        auto s = $_op.getScalarFactor();
        return s && s->imag() == 0 && $_op.getDomain() == $_op.getRange();
      }]>,
    InterfaceMethod<[{
        A as a weighted affine index map, or nullopt where it is none.
      }], "std::optional<::proxc::linop::IndexRule>", "getIndexRule", (ins), "",
      [{ return std::nullopt; }]>,
    InterfaceMethod<[{
        True if A A* is diagonal in the pixel basis (each output is a scaled
        selection of mutually disjoint inputs).
      }], "bool", "isRangeGramDiagonal", (ins), "",
      [{ return $_op.getCoisometryFactor().has_value(); }]>,
    InterfaceMethod<[{
        The structure class of A as an explicit matrix, cheapest first;
        `Structure::none` if A is kept as a transform.
      }], "::proxc::linop::Structure", "getStructure", (ins), "",
      [{ return ::proxc::linop::Structure::none; }]>,
    InterfaceMethod<[{
        Arithmetic operations and bytes moved by one forward application, per
        the roofline convention (compulsory traffic).
      }], "::proxc::linop::Cost", "getCost", (ins), "",
      [{ return ::proxc::linop::defaultCost($_op.getDomain(), $_op.getRange()); }]>,
    InterfaceMethod<[{
        The attributes as the language writes them.
      }], "::proxc::linop::Spelling", "getSpelling", (ins), "",
      [{ return {}; }]>,
    InterfaceMethod<[{
        False for an operator that is only real-linear (it takes real parts of
        complex data), whose transpose is therefore undefined.
      }], "bool", "isComplexLinear", (ins), "", [{ return true; }]>
  ];
}

#endif // PROXC_DIALECT_LINOP_IR_LINOPINTERFACES
