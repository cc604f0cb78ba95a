//===- Elaborator.cpp - Evaluation of expressions ---------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ElaboratorState.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace proxc::frontend;
using llvm::StringRef;
using llvm::Twine;

Elaborator::Elaborator(const Options &options, mlir::MLIRContext &context,
                       DiagnosticSink &sink, ProgramInfo &info)
    : sink(sink), emit(&context, sink), options(options), info(info),
      state(std::make_unique<State>()) {}

Elaborator::~Elaborator() = default;

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

const Value *Elaborator::lookup(StringRef name, const ScopeRef &scope) const {
  for (const Scope *s = scope.get(); s; s = s->parent.get())
    if (s->name == name)
      return &s->value;
  if (state->hidesLater && state->later.contains(name))
    return nullptr;
  auto it = state->names.find(name);
  return it == state->names.end() ? nullptr : &it->second;
}

void Elaborator::unknownName(StringRef name, SourceRange range,
                             const ScopeRef &scope) {
  auto later = state->later.find(name);
  if (later != state->later.end()) {
    error(range, "`" + name + "` is used before it is declared")
        .note(later->second, "it is declared here");
    return;
  }
  if (state->lostName)
    return;
  std::vector<StringRef> candidates;
  for (const Scope *s = scope.get(); s; s = s->parent.get())
    candidates.push_back(s->name);
  std::vector<StringRef> program;
  for (const auto &entry : state->names)
    program.push_back(entry.getKey());
  llvm::sort(program);
  candidates.insert(candidates.end(), program.begin(), program.end());
  llvm::append_range(candidates, Registry::get().names());
  for (StringRef constant : {"pi", "true", "false"})
    candidates.push_back(constant);
  error(range, "unknown name `" + name + "`" + didYouMean(name, candidates));
}

Constant Elaborator::valueAfterSolve(const Affine &expression,
                                     SourceRange range) {
  std::optional<Constant> sum = expression.constant;
  for (const AffinePart &part : expression.parts) {
    const Unknown &unknown = unknowns[part.unknown];
    Instance instance{part.op, unknown.type, expression.type};
    Constant term =
        computed(expression.type, emit.isOn() ? unknown.value : mlir::Value());
    if (emit.isOn())
      term =
          applyInstance(instance, computed(unknown.type, unknown.value), range);
    bool failed;
    sum = sum ? binary(BinaryOp::Add, *sum, term, range, range, failed) : term;
  }
  return *sum;
}

Value Elaborator::evaluateName(const NameExpr *name, const ScopeRef &scope) {
  Value result;
  if (const Value *value = lookup(name->name, scope)) {
    result = *value;
    if (result.is<const BuiltinDef *>() &&
        result.get<const BuiltinDef *>()->kind ==
            BuiltinDef::Kind::Unavailable) { // an extern
      notAvailable(name->name, name->range);
      return {};
    }
    if (state->inOut && result.isAffine()) {
      // After the solve an unknown is the array that was found.
      SourceRange declaration = result.declaration;
      result = Value(valueAfterSolve(result.affine(), name->range));
      result.declaration = declaration;
    }
    result.range = name->range;
    return result;
  }
  if (const BuiltinDef *def = Registry::get().find(name->name)) {
    Suffix none;
    bool callable = def->kind == BuiltinDef::Kind::Operator &&
                    llvm::none_of(def->parameters, [](const Parameter &p) {
                      return p.required;
                    });
    if (def->kind == BuiltinDef::Kind::Unavailable) {
      notAvailable(name->name, name->range);
      return {};
    }
    if (callable)
      return callBuiltin(*def, none, name->range, name->range, scope);
    result = Value(def);
  } else if (name->name == "pi") {
    result = Value(Constant::ofReal(3.14159265358979323846));
  } else if (name->name == "true" || name->name == "false") {
    result = Value(Constant::ofBool(name->name == "true"));
  } else {
    unknownName(name->name, name->range, scope);
    return {};
  }
  result.range = name->range;
  return result;
}

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

Value Elaborator::evaluate(const Expr *expr, const ScopeRef &scope) {
  if (++state->steps > maxSteps) {
    if (!state->exhausted)
      error(expr->range, "this program expands to more than " +
                             Twine(maxSteps) +
                             " steps; `let` functions and "
                             "comprehensions of constants multiply");
    state->exhausted = true;
    return {};
  }
  if (state->nesting >= maxNesting) {
    error(expr->range, "expressions nest more than " + Twine(maxNesting) +
                           " deep here, `let` functions expanded");
    return {};
  }
  ++state->nesting;
  Value result = evaluateNested(expr, scope);
  --state->nesting;
  return result;
}

Value Elaborator::evaluateNested(const Expr *expr, const ScopeRef &scope) {
  Value result;
  switch (expr->kind()) {
  case Expr::Kind::Number:
    result = evaluateNumber(llvm::cast<NumberExpr>(expr));
    break;
  case Expr::Kind::String:
    result = Value(llvm::cast<StringExpr>(expr)->text.str());
    break;
  case Expr::Kind::Name:
    return evaluateName(llvm::cast<NameExpr>(expr), scope);
  case Expr::Kind::List:
    result = evaluateList(llvm::cast<ListExpr>(expr), scope);
    break;
  case Expr::Kind::Negate:
    result = negate(evaluate(llvm::cast<NegateExpr>(expr)->operand, scope),
                    expr->range);
    break;
  case Expr::Kind::Power:
    result = evaluatePower(llvm::cast<PowerExpr>(expr), scope);
    break;
  case Expr::Kind::Sum:
  case Expr::Kind::Product:
    result = evaluateChain(llvm::cast<ChainExpr>(expr), scope);
    break;
  case Expr::Kind::Compare:
    result = evaluateCompare(llvm::cast<CompareExpr>(expr), scope);
    break;
  case Expr::Kind::Postfix:
    result = evaluatePostfix(llvm::cast<PostfixExpr>(expr), scope);
    break;
  }
  result.range = expr->range;
  // What a formal or a variable stands for is not in the text.
  if (!scope)
    noteText(result, expr->range, /*replace=*/false);
  return result;
}

Value Elaborator::evaluateNumber(const NumberExpr *number) {
  if (number->imaginary)
    return Constant::ofComplex({0, number->value});
  if (!number->integer)
    return Constant::ofReal(number->value);
  if (number->integerValue > (int64_t(1) << 53)) {
    error(number->range, "this integer is too large");
    return {};
  }
  return Constant::ofInteger(number->integerValue);
}

Value Elaborator::evaluateChain(const ChainExpr *chain, const ScopeRef &scope) {
  Value result = evaluate(chain->first, scope);
  for (const ChainLink &link : chain->links) {
    Value operand = evaluate(link.operand, scope);
    SourceRange range = join(chain->first->range, link.operand->range);
    switch (link.op) {
    case BinaryOp::Add:
    case BinaryOp::Subtract:
      result = add(result, operand, link.op == BinaryOp::Subtract, link.opRange,
                   range);
      break;
    case BinaryOp::Multiply:
      result = multiply(result, operand, link.opRange, range);
      break;
    case BinaryOp::Divide:
      result = divide(result, operand, link.opRange, range);
      break;
    default: {
      if (result.isPoison() || operand.isPoison()) {
        result = {};
        break;
      }
      if (!result.isConstant() || !operand.isConstant()) {
        const Value &bad = result.isConstant() ? operand : result;
        sink.report(Severity::Error, link.opRange.begin, {bad.range},
                    "`" + spelling(link.op) + "` is for constants, found " +
                        bad.describe());
        result = {};
        break;
      }
      bool failed;
      Constant value = binary(link.op, result.constant(), operand.constant(),
                              link.opRange, range, failed);
      result = failed ? Value() : Value(value);
      result.range = range;
      break;
    }
    }
  }
  return result;
}

Value Elaborator::evaluatePower(const PowerExpr *power, const ScopeRef &scope) {
  Value base = evaluate(power->base, scope);
  Value exponent = evaluate(power->exponent, scope);
  if (base.isPoison() || exponent.isPoison())
    return {};
  if (!base.isConstant() || !exponent.isConstant()) {
    const Value &bad = base.isConstant() ? exponent : base;
    sink.report(Severity::Error, power->opRange.begin, {bad.range},
                "`**` is for constants, found " + bad.describe());
    return {};
  }
  bool failed;
  Constant value = binary(BinaryOp::Power, base.constant(), exponent.constant(),
                          power->opRange, power->range, failed);
  return failed ? Value() : Value(value);
}

Value Elaborator::evaluateCompare(const CompareExpr *compare,
                                  const ScopeRef &scope) {
  Value lhs = evaluate(compare->lhs, scope);
  Value rhs = evaluate(compare->rhs, scope);
  if (lhs.isPoison() || rhs.isPoison())
    return {};
  if (!lhs.isConstant() || !rhs.isConstant()) {
    const Value &bad = lhs.isConstant() ? rhs : lhs;
    sink.report(Severity::Error, compare->opRange.begin, {bad.range},
                "`" + spelling(compare->op) +
                    "` compares constants here, found " + bad.describe() +
                    "; a constraint stands after `subject to`");
    return {};
  }
  bool failed;
  Constant value = binary(compare->op, lhs.constant(), rhs.constant(),
                          compare->opRange, compare->range, failed);
  return failed ? Value() : Value(value);
}

std::optional<Constant> Elaborator::evaluateConstant(const Expr *expr,
                                                     const ScopeRef &scope,
                                                     StringRef what) {
  Value value = evaluate(expr, scope);
  if (value.isPoison())
    return std::nullopt;
  if (!value.isConstant()) {
    error(expr->range, "expected " + what + ", found " + value.describe());
    return std::nullopt;
  }
  return value.constant();
}

std::optional<int64_t> Elaborator::evaluateSize(const Expr *expr,
                                                const ScopeRef &scope,
                                                StringRef what) {
  auto constant = evaluateConstant(expr, scope, what);
  if (!constant)
    return std::nullopt;
  if (constant->type.isScalar() && constant->type.element == Element::Integer) {
    if (auto value = constant->integer())
      return *value;
    if (!constant->value && !emit.isOn())
      return mlir::ShapedType::kDynamic;
  }
  error(expr->range, "expected " + what +
                         ", an integer that is known when the "
                         "program is compiled, found " +
                         Value(*constant).describe());
  return std::nullopt;
}

Value Elaborator::evaluateWith(const Expr *expr, const ScopeRef &scope,
                               const Identifier &variable, Constant index) {
  auto inner = std::make_shared<Scope>();
  inner->name = variable.text.str();
  inner->value = Value(std::move(index));
  inner->value.range = variable.range;
  inner->value.declaration = variable.range;
  inner->parent = scope;
  return evaluate(expr, inner);
}

//===----------------------------------------------------------------------===//
// Lists
//===----------------------------------------------------------------------===//

Value Elaborator::evaluateList(const ListExpr *list, const ScopeRef &scope) {
  for (const ListElement &element : list->elements)
    if (element.end) {
      error(join(element.value->range, element.end->range),
            "a range `a:b` stands only where ranges are asked for, as in "
            "`crop([0:8, 0:8])`");
      return {};
    }
  if (list->comprehension)
    return comprehend(list->elements[0].value, list->comprehension,
                      std::nullopt, 0, list->range, scope);
  std::vector<Constant> parts;
  std::vector<SourceRange> ranges;
  bool failed = false;
  for (const ListElement &element : list->elements) {
    auto constant =
        evaluateConstant(element.value, scope, "a constant in a list");
    failed |= !constant;
    if (constant)
      parts.push_back(*constant);
    ranges.push_back(element.value->range);
  }
  if (failed)
    return {};
  return stackConstants(parts, ranges, list->range);
}

/// The entries of known parts, one after the other.
static std::vector<Complex> concatenate(const std::vector<Constant> &parts) {
  std::vector<Complex> entries;
  for (const Constant &part : parts)
    for (int64_t i = 0, n = part.type.count(); i < n; ++i)
      entries.push_back(part.data->at(i));
  return entries;
}

Value Elaborator::stackConstants(const std::vector<Constant> &parts,
                                 llvm::ArrayRef<SourceRange> ranges,
                                 SourceRange range) {
  ArrayType type = parts[0].type;
  for (auto [part, where] : llvm::zip(parts, ranges)) {
    if (!sameShape(part.type, parts[0].type)) {
      error(where, "the entries of a list have one shape, found " +
                       part.type.shapeStr() + " after " +
                       parts[0].type.shapeStr());
      return {};
    }
    type.element = promote(type.element, part.type.element);
  }
  type.axes.insert(type.axes.begin(),
                   Axis{static_cast<int64_t>(parts.size()), ""});
  if (type.rank() > 8) {
    error(range, "arrays have at most 8 axes");
    return {};
  }
  if (llvm::all_of(parts, [](const Constant &c) { return c.isKnown(); }) &&
      type.hasStaticShape()) {
    Value result(known(type, concatenate(parts)));
    result.range = range;
    return result;
  }
  std::vector<Value> values;
  for (auto [part, where] : llvm::zip(parts, ranges)) {
    Element element = adapt(type.element, type.element);
    values.push_back(Value(convert(part, element, where)));
    values.back().range = where;
  }
  return compose(Composition::Stack, values, 0, range);
}

//===----------------------------------------------------------------------===//
// Calls, subscripts, adjoints
//===----------------------------------------------------------------------===//

Value Elaborator::evaluatePostfix(const PostfixExpr *postfix,
                                  const ScopeRef &scope) {
  llvm::ArrayRef<Suffix> suffixes = postfix->suffixes;
  Value base;
  auto *name = llvm::dyn_cast<NameExpr>(postfix->base);
  // `f(...)` of a predefined name is a call even where `f` alone is a value.
  if (name && suffixes[0].kind == Suffix::Kind::Call &&
      !lookup(name->name, scope)) {
    const BuiltinDef *def = Registry::get().find(name->name);
    if (def) {
      SourceRange range = join(name->range, suffixes[0].range);
      base = callBuiltin(*def, suffixes[0], name->range, range, scope);
      base.range = range;
      suffixes = suffixes.drop_front();
    } else {
      base = evaluate(postfix->base, scope);
    }
  } else {
    base = evaluate(postfix->base, scope);
  }
  for (const Suffix &suffix : suffixes) {
    if (base.isPoison())
      return {};
    SourceRange range = join(postfix->base->range, suffix.range);
    base = evaluateSuffix(std::move(base), suffix, range, scope);
    base.range = range;
  }
  return base;
}

Value Elaborator::evaluateSuffix(Value base, const Suffix &suffix,
                                 SourceRange range, const ScopeRef &scope) {
  switch (suffix.kind) {
  case Suffix::Kind::Call:
    return call(base, suffix, range, scope);
  case Suffix::Kind::Subscript:
    return subscript(base, suffix, range, scope);
  case Suffix::Kind::Adjoint:
    return transpose(base, true, range);
  case Suffix::Kind::Transpose:
    return transpose(base, false, range);
  }
  return {};
}

Value Elaborator::transpose(const Value &base, bool conjugate,
                            SourceRange range) {
  if (base.is<const BuiltinDef *>()) {
    error(range, "`" + base.get<const BuiltinDef *>()->name +
                     "` needs its arguments before `.H` or `.T`");
    return {};
  }
  if (!base.isOperator()) {
    error(range, Twine("`") + (conjugate ? ".H" : ".T") +
                     "` is for operators, found " + base.describe());
    return {};
  }
  OperatorRef op = base.op();
  if (!conjugate) {
    op = op->conjugated(*this);
    if (!op) {
      error(range, "`" + base.op()->name +
                       "` is only real-linear, it has no transpose; the "
                       "adjoint is `.H`");
      return {};
    }
  }
  return Value(adjoint(op, range));
}
