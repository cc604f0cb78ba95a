//===- ProblemOps.cpp - problems, their data and their terms ----*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FunctionUtils.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace proxc;
using namespace proxc::prox;

#define GET_OP_CLASSES
#include "proxc/Dialect/Prox/IR/ProxOps.cpp.inc"

LogicalResult MaximumOp::verify() {
  auto type = cast<RankedTensorType>(getInput().getType());
  if (!isa<FloatType>(type.getElementType()) ||
      getResult().getType() != type.clone(ArrayRef<int64_t>()))
    return emitOpError("expects a real array and a number of its element type, "
                       "found ")
           << type << " and " << getResult().getType();
  return success();
}

LogicalResult ProductOp::verify() {
  auto type = cast<RankedTensorType>(getInput().getType());
  if (!isa<FloatType, ComplexType>(type.getElementType()) ||
      getResult().getType() != type.clone(ArrayRef<int64_t>()))
    return emitOpError("expects a real or complex array and a number of its "
                       "element type, found ")
           << type << " and " << getResult().getType();
  return success();
}

LogicalResult RequireOp::verify() {
  auto lower = cast<RankedTensorType>(getLower().getType());
  auto upper = cast<RankedTensorType>(getUpper().getType());
  if (!isa<FloatType>(lower.getElementType()))
    return emitOpError("expects real bounds, found ") << lower;
  if (lower.getRank() != 0 && upper.getRank() != 0 && lower != upper)
    return emitOpError("expects bounds of one shape or of rank 0, found ")
           << lower << " and " << upper;
  return success();
}

//===----------------------------------------------------------------------===//
// ProblemOp
//===----------------------------------------------------------------------===//

/// The name under which the caller of an emitted object knows `op`; empty for
/// other operations, and where it has none (it is verified later).
static StringRef declaredName(Operation &op) {
  if (!isa<InputOp, ParamOp, VariableOp, OutOp, linop::ExportOp>(op))
    return {};
  auto name = op.getAttrOfType<StringAttr>("name");
  return name ? name.getValue() : StringRef();
}

namespace {
/// What the value of an option of a method is.
enum class OptionKind { Count, NotNegative, Number, Flag };

struct OptionRule {
  StringRef name;
  OptionKind kind;
};
} // namespace

/// The options of all methods. Which of them a method has, and the bounds of
/// its own ones, are known to its builder.
static const OptionRule optionRules[] = {
    {"iterations", OptionKind::Count},
    {"check_every", OptionKind::Count},
    {"tolerance", OptionKind::NotNegative},
    {"absolute", OptionKind::NotNegative},
    {"inner_iterations", OptionKind::Number},
    {"tau", OptionKind::Number},
    {"sigma", OptionKind::Number},
    {"theta", OptionKind::Number},
    {"relaxation", OptionKind::Number},
    {"rho", OptionKind::Number},
    {"mu", OptionKind::Number},
    {"accelerate", OptionKind::Flag},
    {"adapt", OptionKind::Flag},
    {"precondition", OptionKind::Flag},
};

/// What `value` should have been; empty where it is right.
static StringRef complaint(OptionKind kind, Attribute value) {
  auto integer = dyn_cast<IntegerAttr>(value);
  auto number = dyn_cast<FloatAttr>(value);
  bool isInteger = integer && integer.getType().isSignlessInteger(64);
  bool isFinite = number && number.getType().isF64() &&
                  number.getValue().isFinite();
  switch (kind) {
  case OptionKind::Count:
    return isInteger && integer.getInt() >= 1
               ? ""
               : "an integer of type i64 that is at least 1";
  case OptionKind::NotNegative:
    return isFinite && number.getValueAsDouble() >= 0.0
               ? ""
               : "a finite number of type f64 that is not negative";
  case OptionKind::Number:
    return isFinite || isInteger ? "" : "a number of type f64 or i64";
  case OptionKind::Flag:
    return isa<BoolAttr>(value) ? "" : "true or false";
  }
  llvm_unreachable("unknown kind of option");
}

static LogicalResult verifyOptions(ProblemOp problem) {
  DictionaryAttr options = problem.getOptionsAttr();
  if (!options)
    return success();
  for (NamedAttribute option : options) {
    const auto *rule = llvm::find_if(optionRules, [&](const OptionRule &known) {
      return known.name == option.getName().getValue();
    });
    if (rule == std::end(optionRules))
      return problem.emitOpError() << "expects options of a method, found '"
                                   << option.getName().getValue() << "'";
    if (StringRef expected = complaint(rule->kind, option.getValue());
        !expected.empty())
      return problem.emitOpError()
             << "expects the option '" << rule->name << "' to be " << expected
             << ", found " << option.getValue();
  }
  return success();
}

LogicalResult ProblemOp::verify() {
  if (failed(verifyOptions(*this)))
    return failure();
  llvm::StringMap<Operation *> names;
  for (Operation &op : getBody().front()) {
    StringRef name = declaredName(op);
    if (name.empty())
      continue;
    auto [entry, isNew] = names.try_emplace(name, &op);
    if (isNew)
      continue;
    InFlightDiagnostic diagnostic =
        op.emitOpError() << "expects a name of its own, found a second '"
                         << name << "'";
    diagnostic.attachNote(entry->second->getLoc()) << "the first is here";
    return diagnostic;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// VariableOp and OutOp
//===----------------------------------------------------------------------===//

LogicalResult VariableOp::verify() {
  auto type = cast<RankedTensorType>(getType());
  Type element = getElementTypeOrSelf(type);
  if (auto complex = dyn_cast<ComplexType>(element))
    element = complex.getElementType();
  if (!element.isF32() && !element.isF64())
    return emitOpError() << "expects an unknown of f32, f64, complex<f32> or "
                            "complex<f64>, found "
                         << type;
  if (!getStart())
    return success();
  auto start = cast<RankedTensorType>(getStart().getType());
  if (start.getShape() != type.getShape())
    return emitOpError() << "expects a start of the unknown's shape, " << type
                         << ", found " << start;
  if (linop::isComplex(start) && !linop::isComplex(type))
    return emitOpError() << "expects a real start of a real unknown, found "
                         << start;
  return success();
}

LogicalResult OutOp::verify() {
  Type element = getType();
  auto complex = dyn_cast<ComplexType>(element);
  if (!isa<FloatType, IntegerType>(complex ? complex.getElementType()
                                           : element))
    return emitOpError() << "expects to convert to a type of numbers, found "
                         << element;
  if (linop::isComplex(cast<RankedTensorType>(getValue().getType())) &&
      !complex)
    return emitOpError() << "expects to convert complex numbers to complex "
                            "ones, found "
                         << element;
  return success();
}

//===----------------------------------------------------------------------===//
// TermOp
//===----------------------------------------------------------------------===//

/// f and the operators have definitions, which passes and lowerings ask.
static LogicalResult verifyDefinitions(TermOp term) {
  if (!term.getFunctionOp())
    return term.emitOpError("expects its function to be the result of an "
                            "operation that defines one");
  for (auto [position, op] : llvm::enumerate(term.getOperators()))
    if (!op.getDefiningOp<linop::LinearOperatorInterface>())
      return term.emitOpError()
             << "expects operator " << position
             << " to be the result of an operation that defines one";
  return success();
}

/// A weight that is known is at least 0: less leaves no minimum, but for a
/// linear f.
static LogicalResult verifyWeight(TermOp term, Value weight, StringRef name) {
  if (!weight)
    return success();
  std::optional<reference::Array> known = linop::constantValue(weight);
  if (!known || (*known)[0].real() >= 0.0)
    return success();
  return term.emitOpError() << "expects " << name << " to be at least 0, found "
                            << llvm::formatv("{0}", (*known)[0].real()).str();
}

/// Operators and unknowns pair up and meet in the function's domain.
static LogicalResult verifySpaces(TermOp term) {
  RankedTensorType domain = term.getDomain();
  if (term.getOperators().empty())
    return term.emitOpError("expects at least one operator");
  if (term.getOperators().size() != term.getVariables().size())
    return term.emitOpError() << "expects one unknown for each operator, found "
                              << term.getOperators().size() << " operators and "
                              << term.getVariables().size() << " unknowns";
  for (auto [position, op, variable] :
       llvm::enumerate(term.getOperators(), term.getVariables())) {
    auto type = cast<linop::OpType>(op.getType());
    if (type.getDomain() != variable.getType())
      return term.emitOpError()
             << "expects operator " << position << " to act on the unknown's "
             << "space " << variable.getType() << ", found the domain "
             << type.getDomain();
    if (type.getRange() != domain)
      return term.emitOpError()
             << "expects operator " << position << " to map into the "
             << "function's domain " << domain << ", found the range "
             << type.getRange();
    if (!variable.getDefiningOp<VariableOp>())
      return term.emitOpError() << "expects operand " << position
                                << " of `at` to be a prox.variable";
  }
  return success();
}

/// An optional scalar is a rank-0 tensor of `element`.
static LogicalResult verifyScalar(TermOp term, Value scalar, StringRef name,
                                  bool mayBeComplex) {
  if (!scalar)
    return success();
  auto type = cast<RankedTensorType>(scalar.getType());
  Type element = type.getElementType();
  if (auto complex = dyn_cast<ComplexType>(element)) {
    if (!mayBeComplex)
      return term.emitOpError()
             << "expects a real " << name << ", found " << type;
    element = complex.getElementType();
  }
  if (type.getRank() == 0 && element.isF64())
    return success();
  return term.emitOpError() << "expects " << name << " to be a rank-0 tensor "
                            << "of f64, found " << type;
}

LogicalResult TermOp::verify() {
  if (failed(verifySpaces(*this)) || failed(verifyDefinitions(*this)))
    return failure();
  RankedTensorType domain = getDomain();
  bool complex = isa<ComplexType>(domain.getElementType());
  if (failed(verifyScalar(*this, getAlpha(), "alpha", false)) ||
      failed(verifyScalar(*this, getBeta(), "beta", complex)) ||
      failed(verifyScalar(*this, getGamma(), "gamma", false)) ||
      failed(verifyScalar(*this, getConstant(), "the constant", false)) ||
      failed(verifyWeight(*this, getGamma(), "gamma")))
    return failure();
  if (!getFunctionOp().isLinear() &&
      failed(verifyWeight(*this, getAlpha(), "alpha")))
    return failure();
  for (auto [name, array] :
       {std::pair("the offset", getOffset()), {"the linear part", getLinear()}})
    if (array && array.getType() != domain)
      return emitOpError() << "expects " << name << " to have the type of the "
                           << "function's domain " << domain << ", found "
                           << array.getType();
  return success();
}
