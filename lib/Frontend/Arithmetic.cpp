//===- Arithmetic.cpp - Sums and products of values -------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "proxc/Frontend/Elaborator.h"

using namespace proxc::frontend;
using llvm::ArrayRef;
using llvm::Twine;

const ArrayType *Value::type() const {
  if (isConstant())
    return &constant().type;
  if (isAffine())
    return &affine().type;
  return nullptr;
}

std::string Value::describe() const {
  if (isConstant()) {
    const Constant &c = constant();
    if (c.isSparse)
      return "a sparse matrix " + c.type.str();
    if (c.type.isScalar() && isWeak(c.type.element))
      return c.type.element == Element::Integer   ? "an integer"
             : c.type.element == Element::Real    ? "a number"
             : c.type.element == Element::Complex ? "a complex number"
                                                  : "true or false";
    return "a constant " + c.type.str();
  }
  if (isAffine())
    return "an expression " + affine().type.str() + " in the unknowns";
  if (isOperator())
    return "the operator `" + op()->name + "`";
  if (isTerms())
    return terms().size() == 1
               ? "the value of `" + terms()[0].function->name + "`"
               : "a sum of functions' values";
  if (is<std::string>())
    return "a string";
  if (is<const BuiltinDef *>())
    return "`" + get<const BuiltinDef *>()->name + "` without its arguments";
  if (is<LetFunction>())
    return "the function `" + get<LetFunction>().decl->name.text.str() +
           "` without its arguments";
  return "an error";
}

//===----------------------------------------------------------------------===//
// Expressions affine in the unknowns
//===----------------------------------------------------------------------===//

Affine Elaborator::toAffine(const Value &value, SourceRange range) {
  if (value.isAffine())
    return value.affine();
  Affine result;
  result.type = value.constant().type;
  result.constant = value.constant();
  return result;
}

Affine Elaborator::castTo(const Affine &expression, Element element,
                          SourceRange range) {
  if (expression.type.element == element)
    return expression;
  Affine result;
  result.type = expression.type.with(element);
  mlir::Value cast;
  if (!expression.parts.empty())
    cast = castOp(expression.type, element, range);
  for (const AffinePart &part : expression.parts)
    result.parts.push_back(part.with(compose(cast, part.op, range)));
  if (expression.constant)
    result.constant = convert(*expression.constant, element, range);
  return result;
}

Affine Elaborator::broadcastTo(const Affine &expression, const ArrayType &type,
                               ArrayRef<int64_t> axes, SourceRange range) {
  ArrayType to = type.with(expression.type.element);
  Affine result;
  result.type = to;
  mlir::Value repeat;
  if (!expression.parts.empty())
    repeat = broadcastOp(expression.type, to, axes, range);
  for (const AffinePart &part : expression.parts)
    result.parts.push_back(part.with(compose(repeat, part.op, range)));
  if (expression.constant)
    result.constant = broadcastTo(*expression.constant, to, axes, range);
  return result;
}

/// The sum of two operators on one unknown.
static mlir::Value addOps(Elaborator &elaborator, mlir::Value a, mlir::Value b,
                          SourceRange range) {
  if (!elaborator.emit.isOn() || !a || !b)
    return {};
  llvm::SmallVector<mlir::Value> parts;
  for (mlir::Value op : {a, b}) {
    auto sum = op.getDefiningOp<proxc::linop::AddOp>();
    if (sum && sum.getParts().size() < maxFlatParts)
      parts.append(sum.getParts().begin(), sum.getParts().end());
    else
      parts.push_back(op);
  }
  return elaborator.emit.create<proxc::linop::AddOp>(range, a.getType(), parts);
}

void Elaborator::addPart(std::vector<AffinePart> &parts, AffinePart part,
                         SourceRange range) {
  // Slices that follow different variables, or none, have one common space: the
  // whole unknown.
  bool mixed = llvm::any_of(parts, [&](const AffinePart &other) {
    return other.unknown == part.unknown && other.slicedBy != part.slicedBy;
  });
  if (mixed) {
    part = unslice(part, range);
    std::vector<AffinePart> before = std::move(parts);
    parts.clear();
    for (AffinePart &other : before)
      addPart(parts,
              other.unknown == part.unknown ? unslice(other, range) : other,
              range);
  }
  auto same = llvm::find_if(
      parts, [&](const AffinePart &other) { return other.actsLike(part); });
  if (same == parts.end())
    parts.push_back(part);
  else
    *same = same->with(addOps(*this, same->op, part.op, range));
}

static Affine addAffine(Elaborator &elaborator, Affine lhs, Affine rhs,
                        const Broadcast &how, SourceRange opRange,
                        SourceRange range) {
  Element element = how.type.element;
  lhs = elaborator.broadcastTo(elaborator.castTo(lhs, element, range), how.type,
                               how.lhs, range);
  rhs = elaborator.broadcastTo(elaborator.castTo(rhs, element, range), how.type,
                               how.rhs, range);
  Affine result = lhs;
  for (const AffinePart &part : rhs.parts)
    elaborator.addPart(result.parts, part, range);
  if (lhs.constant && rhs.constant) {
    bool failed;
    result.constant = elaborator.binary(BinaryOp::Add, *lhs.constant,
                                        *rhs.constant, opRange, range, failed);
  } else if (rhs.constant) {
    result.constant = rhs.constant;
  }
  return result;
}

/// Says what the operands of an operator are where it cannot take them.
static Value refuse(Elaborator &elaborator, const Twine &text, const Value &lhs,
                    const Value &rhs, SourceRange opRange) {
  auto report = elaborator.sink.report(Severity::Error, opRange.begin,
                                       {lhs.range, opRange, rhs.range}, text);
  if (lhs.declaration.isValid())
    report.note(lhs.declaration, "the left operand is declared here");
  if (rhs.declaration.isValid())
    report.note(rhs.declaration, "the right operand is declared here");
  return {};
}

static bool isArray(const Value &value) {
  return value.isConstant() || value.isAffine();
}

static bool isSparse(const Value &value) {
  return value.isConstant() && value.constant().isSparse;
}

Value Elaborator::add(const Value &lhs, const Value &rhs, bool subtract,
                      SourceRange opRange, SourceRange range) {
  if (lhs.isPoison() || rhs.isPoison())
    return {};
  Value result;
  if (isSparse(lhs) || isSparse(rhs))
    return refuse(*this,
                  "a sparse matrix is used as `sparse(NAME)`; it is no "
                  "array",
                  lhs, rhs, opRange);
  if (isArray(lhs) && isArray(rhs)) {
    Broadcast how = broadcast(*lhs.type(), *rhs.type());
    if (!how.problem.empty())
      return refuse(*this,
                    Twine("the operands of `") + (subtract ? "-" : "+") +
                        "` do not fit: " + how.problem,
                    lhs, rhs, opRange);
    if (lhs.isConstant() && rhs.isConstant()) {
      bool failed;
      Constant value =
          binary(subtract ? BinaryOp::Subtract : BinaryOp::Add, lhs.constant(),
                 rhs.constant(), opRange, range, failed);
      if (failed)
        return {};
      result = Value(value);
    } else {
      Value right = subtract ? negate(rhs, rhs.range) : rhs;
      result =
          Value(addAffine(*this, toAffine(lhs, lhs.range),
                          toAffine(right, rhs.range), how, opRange, range));
    }
  } else if (lhs.isOperator() && rhs.isOperator()) {
    OperatorRef right =
        subtract ? scaled(Constant::ofInteger(-1), rhs.op(), rhs.range)
                 : rhs.op();
    result = Value(sum({lhs.op(), right}, range));
  } else if (lhs.isTerms() && rhs.isTerms()) {
    Value right = subtract ? negate(rhs, rhs.range) : rhs;
    if (right.isPoison())
      return {};
    std::vector<Term> terms = lhs.terms();
    terms.insert(terms.end(), right.terms().begin(), right.terms().end());
    result = Value(std::move(terms));
  } else {
    return refuse(*this,
                  "cannot " + Twine(subtract ? "subtract " : "add ") +
                      (subtract ? rhs : lhs).describe() +
                      (subtract ? " from " : " and ") +
                      (subtract ? lhs : rhs).describe(),
                  lhs, rhs, opRange);
  }
  result.range = range;
  return result;
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// Multiplies terms by a number.
static Value weigh(Elaborator &elaborator, const std::vector<Term> &terms,
                   const Constant &factor, bool divide, SourceRange factorRange,
                   SourceRange opRange, SourceRange range) {
  std::vector<Term> result = terms;
  for (Term &term : result) {
    bool failed = false;
    bool plain = term.weight.isKnownScalar() && term.weight.number() == 1.0;
    term.weight = plain && !divide ? factor
                  : divide
                      ? elaborator.binary(BinaryOp::Divide, term.weight, factor,
                                          opRange, range, failed)
                      : elaborator.binary(BinaryOp::Multiply, factor,
                                          term.weight, opRange, range, failed);
    if (failed)
      return {};
    // Of several factors no one is the weight.
    term.weightRange = plain ? factorRange : SourceRange();
    term.divided = plain && divide;
    term.range = range;
  }
  return Value(std::move(result));
}

/// w * e, entry by entry, with a constant w.
static Value weightedEntries(Elaborator &elaborator, const Value &weights,
                             const Value &expression, SourceRange opRange,
                             SourceRange range) {
  const Constant &w = weights.constant();
  const Affine &e = expression.affine();
  Broadcast how = broadcast(w.type, e.type);
  if (!how.problem.empty())
    return refuse(elaborator, "the operands of `*` do not fit: " + how.problem,
                  weights, expression, opRange);
  Element element = how.type.element;
  Affine repeated = elaborator.broadcastTo(e, how.type, how.rhs, range);
  ArrayType result = how.type;
  if (w.type.isScalar()) {
    Instance scale{elaborator.scaleOp(w, repeated.type, range), repeated.type,
                   result};
    return Value(elaborator.applyInstance(scale, repeated, range));
  }
  ArrayType weightType =
      how.type.with(isComplex(w.type.element) ? element : realOf(element));
  Instance diagonal{nullptr, repeated.type, result};
  if (elaborator.emit.isOn())
    diagonal.op = elaborator.emit.create<proxc::linop::DiagOp>(
        range, elaborator.opType(repeated.type, result),
        elaborator.materialize(w, weightType, how.lhs, range));
  return Value(elaborator.applyInstance(diagonal, repeated, range));
}

Value Elaborator::multiply(const Value &lhs, const Value &rhs,
                           SourceRange opRange, SourceRange range) {
  if (lhs.isPoison() || rhs.isPoison())
    return {};
  if (isSparse(lhs) || isSparse(rhs))
    return refuse(*this,
                  "a sparse matrix is used as `sparse(NAME)`; it is no "
                  "array",
                  lhs, rhs, opRange);
  Value result;
  if (lhs.isOperator()) {
    if (rhs.isConstant() && rhs.constant().type.isScalar())
      result = Value(scaled(rhs.constant(), lhs.op(), range));
    else if (rhs.isTerms())
      return refuse(*this,
                    "the operator `" + lhs.op()->name + "` cannot act on " +
                        rhs.describe(),
                    lhs, rhs, opRange);
    else
      result = apply(lhs.op(), rhs, range);
  } else if (rhs.isOperator()) {
    if (!lhs.isConstant())
      return refuse(*this, "an operator acts on what stands to its right", lhs,
                    rhs, opRange);
    if (!lhs.constant().type.isScalar())
      return refuse(*this,
                    "only numbers scale an operator; the elementwise "
                    "product with an array is `diag(w) * " +
                        rhs.op()->name + "`",
                    lhs, rhs, opRange);
    result = Value(scaled(lhs.constant(), rhs.op(), range));
  } else if (lhs.isConstant() && rhs.isConstant()) {
    bool failed;
    Constant value = binary(BinaryOp::Multiply, lhs.constant(), rhs.constant(),
                            opRange, range, failed);
    if (failed)
      return {};
    result = Value(value);
  } else if (lhs.isAffine() && rhs.isAffine()) {
    return refuse(*this,
                  "a product of two expressions in the unknowns is not "
                  "affine; one factor must be constant",
                  lhs, rhs, opRange);
  } else if (isArray(lhs) && isArray(rhs)) {
    result = lhs.isConstant()
                 ? weightedEntries(*this, lhs, rhs, opRange, range)
                 : weightedEntries(*this, rhs, lhs, opRange, range);
  } else if (lhs.isTerms() != rhs.isTerms() &&
             (lhs.isConstant() || rhs.isConstant())) {
    const Value &factor = lhs.isTerms() ? rhs : lhs;
    if (!factor.constant().type.isScalar() ||
        isComplex(factor.constant().type.element))
      return refuse(*this,
                    "the weight of a function must be a real number, "
                    "found " +
                        factor.describe(),
                    lhs, rhs, opRange);
    result = weigh(*this, (lhs.isTerms() ? lhs : rhs).terms(),
                   factor.constant(), false, factor.range, opRange, range);
  } else {
    return refuse(
        *this, "cannot multiply " + lhs.describe() + " and " + rhs.describe(),
        lhs, rhs, opRange);
  }
  result.range = range;
  return result;
}

Value Elaborator::divide(const Value &lhs, const Value &rhs,
                         SourceRange opRange, SourceRange range) {
  if (lhs.isPoison() || rhs.isPoison())
    return {};
  if (!rhs.isConstant())
    return refuse(*this,
                  "the divisor must be constant, found " + rhs.describe(), lhs,
                  rhs, opRange);
  Value result;
  bool failed = false;
  if (lhs.isConstant()) {
    result = Value(binary(BinaryOp::Divide, lhs.constant(), rhs.constant(),
                          opRange, range, failed));
  } else if (lhs.isTerms()) {
    if (!rhs.constant().type.isScalar() ||
        isComplex(rhs.constant().type.element))
      return refuse(*this,
                    "a function is divided by a real number, found " +
                        rhs.describe(),
                    lhs, rhs, opRange);
    result = weigh(*this, lhs.terms(), rhs.constant(), true, rhs.range, opRange,
                   range);
  } else if (lhs.isAffine() || lhs.isOperator()) {
    // The reciprocal in the precision of what is divided.
    Constant one = Constant::ofReal(1);
    Constant reciprocal = binary(BinaryOp::Divide, one, rhs.constant(), opRange,
                                 rhs.range, failed);
    if (failed)
      return {};
    Value factor(reciprocal);
    factor.range = rhs.range;
    factor.declaration = rhs.declaration;
    return multiply(factor, lhs, opRange, range);
  } else {
    return refuse(*this, "cannot divide " + lhs.describe(), lhs, rhs, opRange);
  }
  if (failed)
    return {};
  result.range = range;
  return result;
}

/// Whether the first character is a parenthesis that the last one closes.
static bool isParenthesized(llvm::StringRef text) {
  int depth = 0;
  for (auto [i, c] : llvm::enumerate(text)) {
    depth += (c == '(') - (c == ')');
    if (depth == 0)
      return i > 0 && i + 1 == text.size();
  }
  return false;
}

/// `-k` for `k`, `-(a + b)` for `a + b`, and back.
static std::string negatedText(llvm::StringRef text) {
  auto isWhole = [](llvm::StringRef part) {
    return isParenthesized(part) || llvm::all_of(part, [](char c) {
             return llvm::isAlnum(c) || c == '_';
           });
  };
  llvm::StringRef rest = text;
  if (text.empty() || (rest.consume_front("-") && isWhole(rest)))
    return isParenthesized(rest) ? rest.drop_front().drop_back().str()
                                 : rest.str();
  return isWhole(text) ? ("-" + text).str() : ("-(" + text + ")").str();
}

Constant Elaborator::negate(const Constant &constant, SourceRange range) {
  bool failed;
  if (constant.negationOf)
    return *constant.negationOf;
  auto negated = [&](Constant result) {
    result.sliceOf.reset();
    result.negationOf = std::make_shared<Constant>(constant);
    return result;
  };
  Constant zero = Constant::ofInteger(0);
  if (constant.data) {
    Constant result = constant;
    auto data = std::make_shared<Data>(
        Data{constant.data->entries, negatedText(constant.data->text)});
    for (Complex &entry : data->entries)
      entry =
          isComplex(constant.type.element) ? -entry : Complex(-entry.real());
    result.sliceOf.reset();
    result.data = data;
    result.type.element = result.type.element == Element::Bool
                              ? Element::Integer
                              : widened(result.type.element);
    return result;
  }
  Element element = widened(constant.type.element);
  if (!isIntegral(element) && !isComplex(element) && emit.isOn()) {
    mlir::Value value = materialize(constant, element, range);
    return negated(computed(constant.type.with(element),
                            emit.create<mlir::arith::NegFOp>(range, value)));
  }
  return negated(
      binary(BinaryOp::Subtract, zero, constant, range, range, failed));
}

Constant Elaborator::conjugate(const Constant &constant, SourceRange range) {
  if (!isComplex(constant.type.element))
    return constant;
  if (constant.data) {
    Constant result = constant;
    auto data = std::make_shared<Data>(Data{constant.data->entries});
    for (Complex &entry : data->entries)
      entry = std::conj(entry);
    result.sliceOf.reset();
    result.data = data;
    return result;
  }
  Constant result = computed(constant.type, {});
  if (emit.isOn())
    result.value = elementwise(
        range, constant.type.ir(context()), {constant.value},
        [](mlir::OpBuilder &b, mlir::Location loc, mlir::ValueRange v) {
          return mlir::complex::ConjOp::create(b, loc, v[0]).getResult();
        });
  return result;
}

Value Elaborator::negate(const Value &value, SourceRange range) {
  Value result;
  if (value.isPoison())
    return {};
  if (value.isConstant() && !value.constant().isSparse) {
    result = Value(negate(value.constant(), range));
  } else if (value.isAffine()) {
    const Affine &e = value.affine();
    Affine negated;
    negated.type = e.type;
    mlir::Value scale = scaleOp(Constant::ofInteger(-1), e.type, range);
    for (const AffinePart &part : e.parts)
      negated.parts.push_back(part.with(compose(scale, part.op, range)));
    if (e.constant)
      negated.constant = negate(*e.constant, range);
    result = Value(negated);
  } else if (value.isOperator()) {
    result = Value(scaled(Constant::ofInteger(-1), value.op(), range));
  } else if (value.isTerms()) {
    result = weigh(*this, value.terms(), Constant::ofInteger(-1), false, range,
                   range, range);
  } else {
    error(range, "cannot negate " + value.describe());
    return {};
  }
  result.range = range;
  return result;
}

//===----------------------------------------------------------------------===//
// Axes
//===----------------------------------------------------------------------===//

static std::string axisList(const ArrayType &type) {
  std::string names;
  for (const Axis &axis : type.axes)
    if (!axis.name.empty())
      names += (names.empty() ? "`" : ", `") + axis.name + "`";
  return names;
}

std::optional<std::vector<int64_t>>
Elaborator::resolveAxes(const Argument &argument, const ArrayType &type,
                        SourceRange use) {
  std::vector<int64_t> result;
  if (!argument.given) {
    for (int64_t i = 0; i < type.rank(); ++i)
      result.push_back(i);
    return result;
  }
  for (const AxisArgument &axis : argument.axes) {
    int64_t position = axis.name.empty() ? -1 : type.find(axis.name);
    if (position < 0 && axis.number) {
      position = *axis.number < 0 ? *axis.number + type.rank() : *axis.number;
      if (position < 0 || position >= type.rank()) {
        error(axis.range, "axis " + Twine(*axis.number) +
                              " does not exist; the operand " + type.str() +
                              " has " + Twine(type.rank()) + " axes")
            .note(use, "used here");
        return std::nullopt;
      }
    }
    if (position < 0) {
      std::string names = axisList(type);
      error(axis.range,
            "no axis is named `" + axis.name + "`; the axes of " + type.str() +
                (names.empty() ? " have no names" : " are named " + names))
          .note(use, "used here");
      return std::nullopt;
    }
    if (llvm::is_contained(result, position)) {
      error(axis.range, "axis " + Twine(position) + " is named twice");
      return std::nullopt;
    }
    result.push_back(position);
  }
  return result;
}

void Elaborator::warnAboutAllAxes(const ArrayType &type, llvm::StringRef name,
                                  SourceRange use) {
  if (type.rank() < 2)
    return;
  const Axis &last = type.axes.back();
  bool colour = last.name.empty() && (last.size == 3 || last.size == 4);
  for (const Axis &axis : type.axes) {
    if (axis.name != "c" && axis.name != "coil" && axis.name != "t")
      continue;
    sink.warning(use, "`" + name + "` works along all axes of " + type.str() +
                          ", `" + axis.name +
                          "` too; name the ones that are meant with `axes`");
    return;
  }
  if (colour)
    sink.warning(use, "`" + name + "` works along all axes of " + type.str() +
                          ", the last of which looks like colour; name the "
                          "ones that are meant with `axes`");
}
