//===- Compose.cpp - products, sums and adjoints ----------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Support.h"
#include <cmath>

using namespace proxc::linop;
using mlir::OpBuilder;
using mlir::OperationState;

//===----------------------------------------------------------------------===//
// compose
//===----------------------------------------------------------------------===//

FailureOr<OpType> ComposeOp::inferType(ArrayRef<OpType> parts,
                                       EmitError emitError) {
  if (parts.empty())
    return emitError() << "expects at least one operator in a product";
  for (size_t i = 0; i + 1 < parts.size(); ++i)
    if (parts[i].getDomain() != parts[i + 1].getRange())
      return emitError() << "expects each factor of a product to act on what "
                            "the next one yields: factor "
                         << i << " acts on " << describe(parts[i].getDomain())
                         << ", factor " << i + 1 << " yields "
                         << describe(parts[i + 1].getRange());
  return opType(parts.back().getDomain(), parts.front().getRange());
}

void ComposeOp::build(OpBuilder &, OperationState &state, ValueRange parts) {
  auto report = [&] { return mlir::emitError(state.location); };
  state.addOperands(parts);
  state.addTypes(builtOr(inferType(typesOf(parts), report), parts));
}

LogicalResult ComposeOp::verify() {
  return verifyType(*this, inferType(typesOf(getParts()), reporter(*this)));
}

FailureOr<Array> ComposeOp::evaluateForward(Environment &env, const Array &x) {
  FailureOr<Array> y = x;
  for (Value part : llvm::reverse(getParts())) {
    y = env.apply(part, *y);
    if (failed(y))
      return failure();
  }
  return y;
}

FailureOr<Array> ComposeOp::evaluateAdjoint(Environment &env, const Array &y) {
  FailureOr<Array> x = y;
  for (Value part : getParts()) {
    x = env.apply(part, *x, /*adjoint=*/true);
    if (failed(x))
      return failure();
  }
  return x;
}

/// The transform under F* ... F or F ... F*: the axes along which `first` and
/// `last` are one transform and its adjoint; false otherwise. On the right, the
/// adjoint of a transform of a real space would take real parts.
static bool isSandwich(Value first, Value last, FftOp &transform) {
  if (auto adjoint = first.getDefiningOp<AdjointOp>()) {
    transform = adjoint.getOp().getDefiningOp<FftOp>();
    return transform && adjoint.getOp() == last;
  }
  if (auto adjoint = last.getDefiningOp<AdjointOp>()) {
    transform = adjoint.getOp().getDefiningOp<FftOp>();
    return transform && adjoint.getOp() == first &&
           isComplex(adjoint.getRange());
  }
  auto a = first.getDefiningOp<FftOp>();
  transform = last.getDefiningOp<FftOp>();
  return a && transform && a.getAxes() == transform.getAxes() &&
         a.getInverse() != transform.getInverse() &&
         a.getCentered() == transform.getCentered();
}

/// A transform along no axes is the identity.
static Basis fourierAlong(ArrayRef<int64_t> axes) {
  if (axes.empty())
    return Basis::pixel();
  SmallVector<int64_t> sorted(axes);
  llvm::sort(sorted);
  return Basis::fourier(sorted);
}

Basis ComposeOp::getDiagonalBasis() {
  if (getDomain().getShape() != getRange().getShape())
    return Basis::none();
  auto common = [](ValueRange parts) {
    Basis basis = Basis::any();
    for (Value part : parts)
      basis = basis ? commonBasis(basis, diagonalBasis(part)) : basis;
    return basis;
  };
  if (Basis basis = common(getParts()))
    return basis;
  FftOp transform;
  if (getParts().size() < 3 ||
      !isSandwich(getParts().front(), getParts().back(), transform))
    return Basis::none();
  Basis inner = common(getParts().drop_front().drop_back());
  if (inner.kind != Basis::Pixel && inner.kind != Basis::Any)
    return Basis::none();
  return fourierAlong(transform.getAxes());
}

/// The basis of (A_0 ... A_n)* (A_0 ... A_n).
static Basis gramOfProduct(ValueRange parts) {
  // A leading multiple of an isometry cancels.
  while (!parts.empty() && gramBasis(parts.front()).kind == Basis::Any)
    parts = parts.drop_front();
  if (parts.empty())
    return Basis::any();
  if (parts.size() == 1)
    return gramBasis(parts.front());
  Basis rest = gramOfProduct(parts.drop_back());
  // F* D F with D = B* B diagonal, or F D F*.
  auto transform = parts.back().getDefiningOp<FftOp>();
  if (auto adjoint = parts.back().getDefiningOp<AdjointOp>())
    if (isComplex(adjoint.getRange()))
      transform = adjoint.getOp().getDefiningOp<FftOp>();
  if (transform)
    return rest.kind == Basis::Pixel ? fourierAlong(transform.getAxes())
                                     : Basis::none();
  // M* D M where each row of M has one entry at most.
  LinearOperatorInterface map = definingOperator(parts.back());
  if (map && map.getStructure() == Structure::indexMap)
    return rest.kind == Basis::Pixel ? rest : Basis::none();
  Basis last = diagonalBasis(parts.back());
  if (!last || !rest)
    return Basis::none();
  return commonBasis(rest, last);
}

Basis ComposeOp::getGramBasis() {
  if (Basis diagonal = getDiagonalBasis())
    return diagonal;
  return gramOfProduct(getParts());
}

/// The product of what `ask` knows of each part; nullopt where one is unknown.
template <typename Number>
static std::optional<Number>
productOf(ValueRange parts,
          llvm::function_ref<std::optional<Number>(Value)> ask) {
  Number product = 1;
  for (Value part : parts) {
    std::optional<Number> factor = ask(part);
    if (!factor)
      return std::nullopt;
    product *= *factor;
  }
  return product;
}

std::optional<double> ComposeOp::getNormBound() {
  return productOf<double>(getParts(), normBound);
}
std::optional<Complex> ComposeOp::getScalarFactor() {
  return productOf<Complex>(getParts(), scalarFactor);
}
std::optional<double> ComposeOp::getIsometryFactor() {
  return productOf<double>(getParts(), isometryFactor);
}
std::optional<double> ComposeOp::getCoisometryFactor() {
  return productOf<double>(getParts(), coisometryFactor);
}

bool ComposeOp::isRangeGramDiagonal() {
  // A B B* A*: a co-isometric B leaves A A*; a diagonal B B* stays diagonal
  // under an A that only selects and weighs entries.
  bool isMultiple = true;
  for (Value part : llvm::reverse(getParts())) {
    LinearOperatorInterface op = definingOperator(part);
    if (!op || !op.isRangeGramDiagonal())
      return false;
    if (isMultiple) {
      isMultiple = op.getCoisometryFactor().has_value();
      continue;
    }
    Structure structure = op.getStructure();
    if (structure == Structure::none || structure > Structure::indexMap)
      return false;
  }
  return true;
}

Cost ComposeOp::getCost() { return sumOfCosts(getParts()); }

bool ComposeOp::isComplexLinear() {
  return llvm::all_of(getParts(), complexLinear);
}

//===----------------------------------------------------------------------===//
// add
//===----------------------------------------------------------------------===//

FailureOr<OpType> AddOp::inferType(ArrayRef<OpType> parts,
                                   EmitError emitError) {
  if (parts.empty())
    return emitError() << "expects at least one operator in a sum";
  for (OpType part : parts.drop_front()) {
    if (part.getDomain() != parts.front().getDomain())
      return emitError() << "expects operators on one space in a sum, found "
                         << describe(parts.front().getDomain()) << " and "
                         << describe(part.getDomain());
    if (part.getRange() != parts.front().getRange())
      return emitError() << "expects operators into one space in a sum, found "
                         << describe(parts.front().getRange()) << " and "
                         << describe(part.getRange());
  }
  return parts.front();
}

void AddOp::build(OpBuilder &, OperationState &state, ValueRange parts) {
  auto report = [&] { return mlir::emitError(state.location); };
  state.addOperands(parts);
  state.addTypes(builtOr(inferType(typesOf(parts), report), parts));
}

LogicalResult AddOp::verify() {
  return verifyType(*this, inferType(typesOf(getParts()), reporter(*this)));
}

static FailureOr<Array> sumOfParts(Environment &env, ValueRange parts,
                                   const Array &x, bool adjoint) {
  FailureOr<Array> sum = env.apply(parts.front(), x, adjoint);
  for (Value part : parts.drop_front()) {
    if (failed(sum))
      return failure();
    FailureOr<Array> term = env.apply(part, x, adjoint);
    if (failed(term))
      return failure();
    sum = axpby(1, *sum, 1, *term);
  }
  return sum;
}

FailureOr<Array> AddOp::evaluateForward(Environment &env, const Array &x) {
  return sumOfParts(env, getParts(), x, /*adjoint=*/false);
}

FailureOr<Array> AddOp::evaluateAdjoint(Environment &env, const Array &y) {
  return sumOfParts(env, getParts(), y, /*adjoint=*/true);
}

std::optional<Complex> AddOp::getScalarFactor() {
  Complex sum = 0;
  for (Value part : getParts()) {
    std::optional<Complex> factor = scalarFactor(part);
    if (!factor)
      return std::nullopt;
    sum += *factor;
  }
  return sum;
}

std::optional<double> AddOp::getNormBound() {
  if (std::optional<Complex> factor = getScalarFactor())
    return std::abs(*factor);
  double sum = 0;
  for (Value part : getParts()) {
    std::optional<double> bound = normBound(part);
    if (!bound)
      return std::nullopt;
    sum += *bound;
  }
  return sum;
}

Basis AddOp::getDiagonalBasis() {
  Basis basis = Basis::any();
  for (Value part : getParts())
    basis = basis ? commonBasis(basis, diagonalBasis(part)) : basis;
  return basis;
}

Cost AddOp::getCost() {
  Cost sum = sumOfCosts(getParts());
  sum.flops += static_cast<double>(getParts().size() - 1) *
               (isComplex(getRange()) ? 2 : 1) * getRange().getNumElements();
  return sum;
}

bool AddOp::isComplexLinear() { return llvm::all_of(getParts(), complexLinear); }

//===----------------------------------------------------------------------===//
// adjoint
//===----------------------------------------------------------------------===//

void AdjointOp::build(OpBuilder &, OperationState &state, Value op) {
  state.addOperands(op);
  state.addTypes(opType(typeOf(op).getRange(), typeOf(op).getDomain()));
}

LogicalResult AdjointOp::verify() {
  OpType type = typeOf(getOp());
  return verifyType(
      *this, FailureOr<OpType>(opType(type.getRange(), type.getDomain())));
}

FailureOr<Array> AdjointOp::evaluateForward(Environment &env, const Array &x) {
  return env.apply(getOp(), x, /*adjoint=*/true);
}

FailureOr<Array> AdjointOp::evaluateAdjoint(Environment &env, const Array &y) {
  return env.apply(getOp(), y, /*adjoint=*/false);
}

std::optional<double> AdjointOp::getNormBound() { return normBound(getOp()); }

Basis AdjointOp::getDiagonalBasis() {
  // Of a real-to-complex operator the adjoint takes real parts, which is not
  // diagonal over the complex numbers.
  return sameField(typeOf(getOp())) ? diagonalBasis(getOp()) : Basis::none();
}

Basis AdjointOp::getGramBasis() {
  if (coisometryFactor(getOp()))
    return Basis::any();
  LinearOperatorInterface op = definingOperator(getOp());
  if (op && op.isRangeGramDiagonal())
    return Basis::pixel();
  return getDiagonalBasis();
}

std::optional<Complex> AdjointOp::getScalarFactor() {
  std::optional<Complex> factor = scalarFactor(getOp());
  if (!factor || !sameField(typeOf(getOp())))
    return std::nullopt;
  return std::conj(*factor);
}
std::optional<double> AdjointOp::getIsometryFactor() {
  return coisometryFactor(getOp());
}
std::optional<double> AdjointOp::getCoisometryFactor() {
  return isometryFactor(getOp());
}

bool AdjointOp::isRangeGramDiagonal() {
  Basis basis = gramBasis(getOp());
  return basis.kind == Basis::Any || basis.kind == Basis::Pixel;
}

Structure AdjointOp::getStructure() {
  LinearOperatorInterface op = definingOperator(getOp());
  if (!op)
    return Structure::none;
  // The transpose of a map that repeats entries sums them.
  Structure structure = op.getStructure();
  if (structure == Structure::indexMap && !op.isRangeGramDiagonal())
    return Structure::csr;
  return structure;
}

Cost AdjointOp::getCost() { return costOf(getOp()); }

bool AdjointOp::isComplexLinear() {
  OpType type = typeOf(getOp());
  return complexLinear(getOp()) &&
         (isComplex(type.getDomain()) || !isComplex(type.getRange()));
}
