//===- Problem.cpp - Objectives, constraints, outs, exports -----*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ElaboratorState.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "proxc/Dialect/Prox/IR/Prox.h"
#include <limits>

using namespace proxc::frontend;
using llvm::StringRef;
using llvm::Twine;
namespace linop = proxc::linop;
namespace prox = proxc::prox;

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

/// The term of an indicator of `expression`; bounds fill its parameters.
Value Elaborator::indicator(StringRef name, const Value &expression,
                            llvm::ArrayRef<const Value *> bounds,
                            SourceRange range) {
  const BuiltinDef *def = Registry::get().find(name);
  if (def->kind == BuiltinDef::Kind::Unavailable) {
    notAvailable(name, range);
    return {};
  }
  if (isComplex(expression.type()->element)) {
    error(range,
          "complex values cannot be compared, found " + expression.describe());
    return {};
  }
  Arguments arguments;
  arguments.call = arguments.callee = range;
  for (auto [parameter, bound] : llvm::zip(def->parameters, bounds)) {
    Argument &argument = arguments.byName[parameter.name];
    argument.given = true;
    argument.range = bound->range;
    argument.declaration = bound->declaration;
    argument.constant = bound->constant();
  }
  Term term;
  term.function = &def->function;
  term.argument = expression.affine();
  term.range = range;
  if (!def->function.check(*this, arguments, term))
    return {};
  return Value(std::vector<Term>{std::move(term)});
}

static bool isZero(const Value &value) {
  return value.isConstant() && value.constant().data &&
         value.constant().data->isSplat() && value.constant().number() == 0.0;
}

static bool isArrayValue(const Value &value) {
  return value.type() && !(value.isConstant() && value.constant().isSparse);
}

Value Elaborator::constrainBox(const Value &low, const Value &middle,
                               const Value &high, SourceRange range) {
  if (!middle.isAffine() || !low.isConstant() || !high.isConstant()) {
    error(range, "`lo <= e <= hi` bounds an expression in the unknowns by "
                 "constants; write two constraints instead");
    return {};
  }
  return indicator("box", middle, {&low, &high}, range);
}

/// low <= high.
Value Elaborator::constrain(const Value &low, const Value &high,
                            SourceRange opRange, SourceRange range) {
  static const std::pair<StringRef, StringRef> balls[] = {
      {"norm1", "l1_ball"}, {"norm2", "l2_ball"}, {"norm_inf", "linf_ball"}};
  if (low.isTerms() && low.terms().size() == 1 && high.isConstant()) {
    for (auto [norm, ball] : balls)
      if (low.terms()[0].function->name == norm) {
        notAvailable(ball, low.range);
        return {};
      }
  }
  if (!isArrayValue(low) || !isArrayValue(high)) {
    const Value &bad = isArrayValue(low) ? high : low;
    error(bad.range,
          "a constraint compares expressions, found " + bad.describe());
    return {};
  }
  if (low.isConstant() && high.isConstant()) {
    error(range, "this constraint has no unknown in it");
    return {};
  }
  if (low.isAffine() && high.isAffine()) {
    Value difference = add(high, low, true, opRange, range);
    return difference.isPoison() ? Value()
                                 : indicator("nonneg", difference, {}, range);
  }
  Value infinite(Constant::ofReal(std::numeric_limits<double>::infinity()));
  infinite.range = range;
  if (low.isConstant()) {
    if (isZero(low))
      return indicator("nonneg", high, {}, range);
    return indicator("box", high, {&low, &infinite}, range);
  }
  if (isZero(high))
    return indicator("nonpos", low, {}, range);
  Value negative(Constant::ofReal(-std::numeric_limits<double>::infinity()));
  negative.range = range;
  return indicator("box", low, {&negative, &high}, range);
}

Value Elaborator::elaborateConstraint(const Constraint &constraint) {
  Value first = evaluate(constraint.first, nullptr);
  Value second = evaluate(constraint.second, nullptr);
  Value third;
  if (constraint.third)
    third = evaluate(constraint.third, nullptr);
  if (first.isPoison() || second.isPoison() ||
      (constraint.third && third.isPoison()))
    return {};
  bool ascending = constraint.op == BinaryOp::LessEqual;
  if (constraint.third) {
    for (const Value *value : {&first, &second, &third})
      if (!isArrayValue(*value)) {
        error(value->range,
              "a constraint compares expressions, found " + value->describe());
        return {};
      }
    return ascending ? constrainBox(first, second, third, constraint.range)
                     : constrainBox(third, second, first, constraint.range);
  }
  if (constraint.op == BinaryOp::Equal) {
    notAvailable("equals", constraint.range);
    return {};
  }
  return ascending
             ? constrain(first, second, constraint.opRange, constraint.range)
             : constrain(second, first, constraint.opRange, constraint.range);
}

//===----------------------------------------------------------------------===//
// Terms
//===----------------------------------------------------------------------===//

bool Elaborator::checkWeight(Term &term) {
  if (!term.weight.isKnownScalar())
    return true;
  SourceRange where =
      term.weightRange.isValid() ? term.weightRange : term.range;
  double weight = term.weight.number().real();
  if (!std::isfinite(weight)) {
    error(where, "the weight of a function must be finite");
    return false;
  }
  if (weight >= 0)
    return true;
  if (term.function->isLinear) {
    // -f(x) is f(-x) for a linear f.
    term.weight = Constant::ofReal(-weight);
    term.argument = negate(Value(term.argument), term.range).affine();
    return true;
  }
  auto report = error(
      where, "`" + term.function->name + "` has the negative weight " +
                 numberText(weight) +
                 "; a problem with it has no minimum that could be promised");
  if (where.begin != term.range.begin)
    report.note(term.range, "in this term");
  return false;
}

/// What is known only at run time is checked then, and told by its text.
static void requireWeight(Elaborator &elaborator, const Term &term,
                          mlir::Value weight, SourceRange range, bool divided) {
  Emitter &emit = elaborator.emit;
  auto type = llvm::cast<mlir::RankedTensorType>(weight.getType());
  mlir::Value zero = elaborator.materialize(Constant::ofReal(0), Element::F64,
                                            term.range);
  std::string text;
  if (range.isValid())
    text = (divided ? "1 / " : "") + textOf(range);
  // The caret is under the weight where it lies in the body of a family.
  emit.createOnce<prox::RequireOp>(
      range.isValid() && type.getRank() > 0 ? range : term.range, zero, weight,
      emit.builder.getStringAttr(text));
}

void Elaborator::emitTerm(const Term &term) {
  if (!emit.isOn())
    return;
  mlir::Value function = term.function->emit(*this, term);
  if (!function)
    return;
  llvm::SmallVector<mlir::Value> ops, variables;
  for (const AffinePart &part : term.argument.parts) {
    ops.push_back(part.op);
    variables.push_back(unknowns[part.unknown].value);
  }
  // f(A u + c) is f(x - b) with b = -c.
  mlir::Value offset;
  if (term.argument.constant) {
    Constant b = negate(*term.argument.constant, term.range);
    ArrayType type = term.argument.type;
    Broadcast how = broadcast(b.type, type);
    offset = materialize(b, type, how.lhs, term.range);
  }
  mlir::Value alpha;
  if (!term.weight.isKnownScalar() || term.weight.number() != 1.0)
    alpha = materialize(term.weight, Element::F64, term.range);
  emit.createOnce<prox::TermOp>(
      term.range, function, ops, variables, offset, alpha, mlir::Value(),
      mlir::Value(), mlir::Value(), mlir::Value(), prox::PlacementAttr(),
      emit.builder.getStringAttr(textOf(term.range)));
  if (!term.weight.isKnownScalar() && !term.function->isLinear &&
      !term.function->isIndicator)
    requireWeight(*this, term, alpha, term.weightRange, term.divided);
  for (const MovedWeight &moved : term.movedWeights)
    requireWeight(*this, term,
                  materialize(moved.value, Element::F64, term.range),
                  moved.range, moved.divided);
}

//===----------------------------------------------------------------------===//
// Unknowns that no term bounds
//===----------------------------------------------------------------------===//

namespace {
/// What an operator makes of arrays that hold one value everywhere.
enum class OfConstants { Zero, Constant, Other };
} // namespace

static OfConstants ofConstants(mlir::Value op);

/// Differences vanish on constants where the boundary does not add zeros.
template <typename Op> static OfConstants ofDifferences(Op op) {
  return op.getBoundary() == linop::Boundary::zero ? OfConstants::Other
                                                   : OfConstants::Zero;
}

static OfConstants ofParts(mlir::ValueRange parts) {
  for (mlir::Value part : parts)
    if (ofConstants(part) != OfConstants::Zero)
      return OfConstants::Other;
  return OfConstants::Zero;
}

static OfConstants ofConstants(mlir::Value op) {
  mlir::Operation *def = op.getDefiningOp();
  if (!def)
    return OfConstants::Other;
  if (llvm::isa<linop::EyeOp, linop::ScaleOp, linop::CastOp, linop::CropOp,
                linop::SubsampleOp, linop::ReshapeOp, linop::TransposeOp,
                linop::BroadcastOp>(def))
    return OfConstants::Constant;
  if (llvm::isa<linop::ZeroOp>(def))
    return OfConstants::Zero;
  if (auto conv = llvm::dyn_cast<linop::ConvOp>(def))
    return conv.getBoundary() == linop::Boundary::periodic
               ? OfConstants::Constant
               : OfConstants::Other;
  if (auto grad = llvm::dyn_cast<linop::GradOp>(def))
    return ofDifferences(grad);
  if (auto diff = llvm::dyn_cast<linop::DiffOp>(def))
    return ofDifferences(diff);
  if (auto compose = llvm::dyn_cast<linop::ComposeOp>(def)) {
    for (mlir::Value part : llvm::reverse(compose.getParts())) {
      OfConstants result = ofConstants(part);
      if (result != OfConstants::Constant)
        return result;
    }
    return OfConstants::Constant;
  }
  if (llvm::isa<linop::VStackOp, linop::ConcatOp, linop::AddOp>(def))
    return ofParts(def->getOperands());
  return OfConstants::Other;
}

void Elaborator::checkUnknowns(llvm::ArrayRef<Term> terms) {
  if (state->problemFailed)
    return;
  for (auto [index, unknown] : llvm::enumerate(unknowns)) {
    const Term *linear = nullptr;
    bool used = false, bounded = false;
    for (const Term &term : terms)
      for (const AffinePart &part : term.argument.parts) {
        if (part.unknown != index)
          continue;
        used = true;
        OfConstants result =
            part.op ? ofConstants(part.op) : OfConstants::Other;
        if (!term.function->isLinear)
          bounded |= result != OfConstants::Zero;
        else if (result != OfConstants::Zero)
          linear = &term;
      }
    if (!used)
      error(unknown.declaration,
            "the unknown `" + unknown.name + "` is not in the objective");
    else if (linear && !bounded && emit.isOn())
      error(unknown.declaration,
            "the problem is unbounded: only linear terms hold `" +
                unknown.name + "`, or its mean")
          .note(linear->range, "this term falls without end");
  }
}

//===----------------------------------------------------------------------===//
// The problem
//===----------------------------------------------------------------------===//

void Elaborator::elaborateProblem(const ProblemDecl *decl) {
  Value objective = evaluate(decl->objective, nullptr);
  std::vector<Term> terms;
  bool failed = objective.isPoison();
  if (objective.isTerms()) {
    terms = objective.terms();
  } else if (!failed) {
    error(decl->objective->range,
          "expected a sum of functions of the unknowns such as "
          "`norm1(...)`, found " +
              objective.describe());
    failed = true;
  }
  for (const Constraint &constraint : decl->constraints) {
    Value value = elaborateConstraint(constraint);
    failed |= value.isPoison();
    if (value.isTerms())
      terms.insert(terms.end(), value.terms().begin(), value.terms().end());
  }
  for (Term &term : terms)
    failed |= !checkWeight(term);
  mlir::StringAttr method;
  mlir::DictionaryAttr methodOptions;
  elaborateMethod(decl,
                  failed ? llvm::ArrayRef<Term>() : llvm::ArrayRef<Term>(terms),
                  method, methodOptions);
  state->problemFailed = failed;
  if (failed)
    return;
  for (const Term &term : terms)
    emitTerm(term);
  state->terms = std::move(terms);
  if (!emit.isOn())
    return;
  auto problem = llvm::cast<prox::ProblemOp>(
      emit.builder.getInsertionBlock()->getParentOp());
  // What is said of the problem as a whole points at its method, or at its
  // first word.
  problem->setLoc(
      emit.location(decl->method ? decl->method.range : decl->keyword));
  if (method)
    problem.setMethodAttr(method);
  if (methodOptions && !methodOptions.empty())
    problem.setOptionsAttr(methodOptions);
}

//===----------------------------------------------------------------------===//
// Outs and exports
//===----------------------------------------------------------------------===//

void Elaborator::elaborateOut(const ArrayDecl *decl) {
  auto type = elaborateType(decl->type, 8, "an out");
  if (type && decl->type->sparse) {
    error(decl->type->range, "only a `param` can be sparse");
    type.reset();
  }
  state->inOut = true;
  auto constant = evaluateConstant(decl->value, nullptr, "an array");
  state->inOut = false;
  if (!type || !constant) {
    define(decl->name, Value());
    return;
  }
  auto fail = [&](const Twine &why) {
    error(decl->value->range, "`" + decl->name.text + "` is " + type->str() +
                                  ", found " +
                                  (constant->isSparse
                                       ? Value(*constant).describe()
                                       : constant->type.str()) +
                                  why);
  };
  Broadcast how = broadcast(constant->type, *type);
  if (constant->isSparse || !how.problem.empty() || !sameShape(how.type, *type))
    return fail("");
  if (isComplex(constant->type.element) && !isComplex(type->element))
    return fail("; take `abs`, `angle`, `real` or `imag` of it");
  Element element = constant->type.element;
  if (isWeak(element) || isIntegral(element) || element == Element::F16)
    element = adapt(element, type->element);
  if (isComplex(type->element))
    element = type->element;
  if (!isSpace(element))
    element = isComplex(constant->type.element) ? Element::C64 : Element::F32;
  mlir::Value value =
      materialize(*constant, type->with(element), how.lhs, decl->value->range);
  if (emit.isOn())
    emit.createOnce<prox::OutOp>(
        decl->range, emit.builder.getStringAttr(decl->name.text), value,
        mlir::TypeAttr::get(irElement(type->element, context())));
  if (define(decl->name, Value(computed(*type, value))))
    info.outs.push_back(describe(decl, *type));
}

void Elaborator::declareExport(const ExportDecl *decl) { emitExport(decl); }

void Elaborator::emitExport(const ExportDecl *decl) {
  Value value = evaluate(decl->value, nullptr);
  std::optional<ArrayType> annotated;
  if (decl->type) {
    annotated = elaborateType(decl->type, 5, "what an operator acts on");
    if (!annotated)
      return;
    if (!isSpace(annotated->element)) {
      error(decl->type->range, "an operator acts on f32, f64, c64 or c128");
      return;
    }
  }
  if (value.isPoison())
    return;
  if (!value.isOperator()) {
    error(decl->value->range,
          "only operators are exported, found " + value.describe());
    return;
  }
  Identifier name = decl->name;
  if (!name) {
    auto *bare = llvm::dyn_cast<NameExpr>(decl->value);
    if (!bare) {
      error(decl->range.after(), "what is exported needs a name: `as NAME`");
      return;
    }
    name = {bare->name, bare->range};
  }
  for (const ExportedOperator &other : info.exports)
    if (other.name == name.text) {
      error(name.range, "two operators are exported as `" + name.text + "`");
      return;
    }
  auto noted = state->domains.find(value.op().get());
  std::optional<ArrayType> domain;
  if (noted != state->domains.end())
    domain = noted->second;
  if (!domain)
    domain = annotated ? annotated : value.op()->knownDomain(*this);
  if (!domain) {
    // A problem that failed may be what would have told it.
    if (state->problem && sink.hasErrors())
      return;
    error(decl->value->range, "the domain of `" + name.text +
                                  "` is not known; say it with "
                                  "`export " +
                                  name.text + " : f32[...]`");
    return;
  }
  if (annotated && !(sameShape(*annotated, *domain) &&
                     annotated->element == domain->element)) {
    error(decl->type->range, "`" + name.text + "` is applied to " +
                                 domain->str() + " in this program");
    return;
  }
  auto instance = value.op()->instantiate(*this, *domain, decl->value->range);
  if (!instance)
    return;
  if (emit.isOn())
    emit.createOnce<linop::ExportOp>(
        decl->range, emit.builder.getStringAttr(name.text), instance->op);
  ExportedOperator exported;
  exported.name = name.text.str();
  exported.domain = describe(decl, instance->domain);
  exported.range = describe(decl, instance->range);
  exported.doc = exported.domain.doc;
  info.exports.push_back(std::move(exported));
}
