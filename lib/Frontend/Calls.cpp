//===- Calls.cpp - Binding arguments and calling ----------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ElaboratorState.h"
#include "llvm/ADT/StringSet.h"
#include <cmath>

using namespace proxc::frontend;
using llvm::StringRef;
using llvm::Twine;

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

/// "an array", "axes", ... : what a parameter takes.
static std::string expectation(const Parameter &parameter) {
  switch (parameter.kind) {
  case ParameterKind::Array:
    return "a constant array";
  case ParameterKind::Expression:
    return "an array";
  case ParameterKind::Scalar:
    return "a constant number";
  case ParameterKind::Integer:
    return "an integer";
  case ParameterKind::Integers:
    return "an integer or a list of integers";
  case ParameterKind::Pairs:
    return "a list of pairs [before, after]";
  case ParameterKind::Ranges:
    return "a list of ranges [a:b, c:d]";
  case ParameterKind::Numbers:
    return "a number or a list of numbers";
  case ParameterKind::Axis:
    return "an axis";
  case ParameterKind::Axes:
    return "an axis or a list of axes";
  case ParameterKind::Word: {
    std::string text;
    for (const std::string &word : parameter.words)
      text += (text.empty() ? "" : ", ") + word;
    return "one of " + text;
  }
  case ParameterKind::Flag:
    return "true or false";
  }
  return "a value";
}

bool Elaborator::bindAxes(const Expr *expr, Argument &argument,
                          const ScopeRef &scope) {
  std::vector<const Expr *> items;
  if (auto *list = llvm::dyn_cast<ListExpr>(expr)) {
    for (const ListElement &element : list->elements) {
      if (element.end || list->comprehension) {
        error(list->range, "expected an axis or a list of axes");
        return false;
      }
      items.push_back(element.value);
    }
  } else {
    items.push_back(expr);
  }
  for (const Expr *item : items) {
    AxisArgument &axis = argument.axes.emplace_back();
    axis.range = item->range;
    // A bare name is an axis of the operand before it is anything else.
    if (auto *name = llvm::dyn_cast<NameExpr>(item)) {
      axis.name = name->name.str();
      if (const Value *value = lookup(name->name, scope)) {
        if (!value->isConstant())
          continue;
        axis.number = value->constant().integer();
      }
      continue;
    }
    auto number = evaluateSize(item, scope, "an axis");
    if (!number)
      return false;
    axis.number = *number;
  }
  return true;
}

bool Elaborator::bindRanges(const Expr *expr, Argument &argument,
                            const ScopeRef &scope) {
  auto *list = llvm::dyn_cast<ListExpr>(expr);
  if (!list || list->comprehension) {
    error(expr->range, "expected a list of ranges such as [0:8, 2:10]");
    return false;
  }
  for (const ListElement &element : list->elements) {
    if (!element.end) {
      error(element.value->range, "expected a range `a:b`");
      return false;
    }
    RangeArgument &range = argument.ranges.emplace_back();
    range.range = join(element.value->range, element.end->range);
    auto begin = evaluateSize(element.value, scope, "the begin of a range");
    auto end = evaluateSize(element.end, scope, "the end of a range");
    if (!begin || !end)
      return false;
    if (*begin != mlir::ShapedType::kDynamic)
      range.begin = *begin;
    if (*end != mlir::ShapedType::kDynamic)
      range.end = *end;
  }
  return true;
}

/// Integers, pairs and real numbers, which the compiler must know.
bool Elaborator::bindKnown(const Parameter &parameter, const Expr *expr,
                           Argument &argument, const ScopeRef &scope) {
  std::string what = expectation(parameter);
  auto wrong = [&](const Value &value) {
    error(expr->range, "`" + parameter.name + "` takes " + what + ", found " +
                           value.describe());
    return false;
  };
  bool integers = parameter.kind != ParameterKind::Numbers;
  // In `check` sizes may be open: then each entry is looked at by itself.
  auto *list = llvm::dyn_cast<ListExpr>(expr);
  if (list && !list->comprehension && integers &&
      parameter.kind == ParameterKind::Integers) {
    for (const ListElement &element : list->elements) {
      if (element.end)
        return wrong(evaluate(expr, scope));
      auto size = evaluateSize(element.value, scope, what);
      if (!size)
        return false;
      argument.integers.push_back(*size);
    }
    return true;
  }
  Value value = evaluate(expr, scope);
  if (value.isPoison())
    return false;
  if (!value.isConstant())
    return wrong(value);
  const Constant &constant = value.constant();
  argument.constant = constant;
  int64_t rank = parameter.kind == ParameterKind::Integer ? 0
                 : parameter.kind == ParameterKind::Pairs ? 2
                                                          : 1;
  auto mustBeKnown = [&] {
    error(expr->range,
          "`" + parameter.name + "` must be known when the program is compiled" +
              (scope ? "; the variable of a comprehension moves slices and "
                       "positions, as in `u[i:i+1]`, but no `" +
                           parameter.name + "`: write the parts one by one"
                     : std::string()));
    return false;
  };
  // A list of what a comprehension's variable makes has any element type.
  if (list && scope && !constant.data && integers)
    return mustBeKnown();
  bool shaped = constant.type.rank() == rank ||
                (rank == 1 && constant.type.isScalar());
  if (!shaped || (integers && !isIntegral(constant.type.element)) ||
      isComplex(constant.type.element))
    return wrong(value);
  if (rank == 2 && constant.type.axes.back().size != 2)
    return wrong(value);
  if (!constant.data) {
    if (constant.type.element == Element::Integer && !emit.isOn() &&
        !constant.value) {
      argument.integers.assign(
          constant.type.hasStaticShape() ? constant.type.count() : 1,
          mlir::ShapedType::kDynamic);
      return true;
    }
    return mustBeKnown();
  }
  for (int64_t i = 0, n = constant.type.count(); i < n; ++i) {
    if (integers)
      argument.integers.push_back(int64_t(constant.data->at(i).real()));
    else
      argument.numbers.push_back(constant.data->at(i).real());
  }
  return true;
}

bool Elaborator::bindWord(const Parameter &parameter, const Expr *expr,
                          Argument &argument, const ScopeRef &scope) {
  StringRef word;
  if (auto *name = llvm::dyn_cast<NameExpr>(expr))
    word = name->name;
  else if (auto *text = llvm::dyn_cast<StringExpr>(expr))
    word = text->text;
  if (llvm::is_contained(parameter.words, word)) {
    argument.word = word.str();
    return true;
  }
  std::vector<StringRef> words(parameter.words.begin(), parameter.words.end());
  error(expr->range,
        "`" + parameter.name + "` takes " + expectation(parameter) +
            (word.empty()
                 ? std::string()
                 : ", found `" + word.str() + "`" + didYouMean(word, words)));
  return false;
}

bool Elaborator::bindArgument(const Parameter &parameter, const Expr *expr,
                              Argument &argument, const ScopeRef &scope) {
  argument.given = true;
  argument.range = expr->range;
  switch (parameter.kind) {
  case ParameterKind::Axis:
  case ParameterKind::Axes:
    if (!bindAxes(expr, argument, scope))
      return false;
    if (parameter.kind == ParameterKind::Axis && argument.axes.size() != 1) {
      error(expr->range, "`" + parameter.name + "` takes one axis");
      return false;
    }
    return true;
  case ParameterKind::Ranges:
    return bindRanges(expr, argument, scope);
  case ParameterKind::Word:
    return bindWord(parameter, expr, argument, scope);
  case ParameterKind::Integer:
  case ParameterKind::Integers:
  case ParameterKind::Pairs:
  case ParameterKind::Numbers:
    return bindKnown(parameter, expr, argument, scope);
  case ParameterKind::Array:
  case ParameterKind::Expression:
  case ParameterKind::Scalar:
  case ParameterKind::Flag:
    break;
  }
  Value value = evaluate(expr, scope);
  if (value.isPoison())
    return false;
  argument.declaration = value.declaration;
  auto wrong = [&] {
    if (value.isAffine() && !argument.function.empty()) {
      error(expr->range,
            "`" + argument.function +
                "` takes constants, found " + value.describe() +
                "; an expression must be affine in the unknowns");
      return false;
    }
    auto report = error(expr->range, "`" + parameter.name + "` takes " +
                                         expectation(parameter) + ", found " +
                                         value.describe());
    if (value.declaration.isValid())
      report.note(value.declaration, "it is declared here");
    return false;
  };
  if (parameter.kind == ParameterKind::Expression && value.isAffine()) {
    argument.value = value;
    return true;
  }
  if (!value.isConstant() || (parameter.kind == ParameterKind::Expression &&
                              value.constant().isSparse))
    return wrong();
  argument.value = value;
  argument.constant = value.constant();
  if (parameter.kind == ParameterKind::Flag) {
    if (!argument.constant.isKnownScalar() ||
        argument.constant.type.element != Element::Bool)
      return wrong();
    argument.flag = argument.constant.number() != 0.0;
  }
  if (parameter.kind == ParameterKind::Scalar &&
      !argument.constant.type.isScalar())
    return wrong();
  return true;
}

bool Elaborator::bindOptions(const BuiltinDef &def, const Suffix &suffix,
                             Arguments &arguments, const ScopeRef &scope) {
  bool ok = true;
  for (const OptionArgument &option : suffix.options) {
    const Parameter *parameter = def.parameter(option.name.text);
    if (!parameter) {
      std::vector<StringRef> names;
      std::string all;
      for (const Parameter &p : def.parameters) {
        names.push_back(p.name);
        all += (all.empty() ? "" : ", ") + p.name;
      }
      error(option.name.range,
            "`" + def.name + "` has no option `" + option.name.text + "`" +
                (option.name.text == "axis" &&
                         def.kind == BuiltinDef::Kind::Constant
                     ? "; it is of all entries"
                 : didYouMean(option.name.text, names).empty()
                     ? (all.empty() ? "; it has none" : "; it has " + all)
                     : didYouMean(option.name.text, names)));
      ok = false;
      continue;
    }
    Argument &argument = arguments.byName[option.name.text];
    if (argument.given) {
      error(option.name.range, "`" + option.name.text + "` is given twice");
      ok = false;
      continue;
    }
    ok &= bindArgument(*parameter, option.value, argument, scope);
    argument.given = true;
  }
  return ok;
}

const Argument &Arguments::operator[](StringRef name) const {
  static const Argument none;
  auto it = byName.find(name);
  return it == byName.end() ? none : it->second;
}

std::string Arguments::word(StringRef name, StringRef otherwise) const {
  const Argument &argument = (*this)[name];
  return argument.given ? argument.word : otherwise.str();
}

bool Arguments::flag(StringRef name, bool otherwise) const {
  const Argument &argument = (*this)[name];
  return argument.given ? argument.flag : otherwise;
}

//===----------------------------------------------------------------------===//
// Calls of predefined names
//===----------------------------------------------------------------------===//

static bool refuseComprehension(Elaborator &elaborator, const Suffix &suffix,
                                StringRef name) {
  if (!suffix.comprehension)
    return false;
  elaborator.error(
      suffix.comprehension->range,
      "`" + name +
          "` takes no comprehension; lists, `sum`, "
          "`stack`, `concat`, `vstack`, `hstack` and `blockdiag` do");
  return true;
}

static void tooMany(Elaborator &elaborator, const Suffix &suffix, size_t limit,
                    const Twine &text) {
  elaborator.error(
      join(suffix.arguments[limit]->range, suffix.arguments.back()->range),
      text);
}

Value Elaborator::callBuiltin(const BuiltinDef &def, const Suffix &suffix,
                              SourceRange callee, SourceRange range,
                              const ScopeRef &scope) {
  Arguments arguments;
  arguments.call = range;
  arguments.callee = callee;
  switch (def.kind) {
  case BuiltinDef::Kind::Unavailable:
    notAvailable(StringRef(callee.begin.getPointer(),
                           callee.end.getPointer() - callee.begin.getPointer()),
                 callee);
    return {};
  case BuiltinDef::Kind::Load:
    error(callee, "`load` stands only as the value of a `param`");
    return {};
  case BuiltinDef::Kind::Composition:
    return callComposition(def, suffix, callee, range, scope);
  case BuiltinDef::Kind::Sum:
    return callSum(def, suffix, std::move(arguments), scope);
  default:
    break;
  }
  if (refuseComprehension(*this, suffix, def.name) ||
      !bindOptions(def, suffix, arguments, scope))
    return {};
  switch (def.kind) {
  case BuiltinDef::Kind::Operator:
    return callOperator(def, suffix, std::move(arguments), scope);
  case BuiltinDef::Kind::Function:
    return callFunction(def, suffix, std::move(arguments), scope);
  default:
    return callConstant(def, suffix, std::move(arguments), scope);
  }
}

/// `diff(u)`: the only argument is an array, where an axis is asked for first.
/// A name that some declaration gives to an axis is one.
bool Elaborator::isOperandForAxis(const Parameter &parameter,
                                  llvm::ArrayRef<const Expr *> rest,
                                  const ScopeRef &scope) const {
  if (parameter.kind != ParameterKind::Axis &&
      parameter.kind != ParameterKind::Axes)
    return false;
  auto *name = llvm::dyn_cast<NameExpr>(rest.front());
  if (!name || rest.size() != 1 || state->axisNames.contains(name->name))
    return false;
  const Value *value = lookup(name->name, scope);
  const ArrayType *type = value ? value->type() : nullptr;
  return type && (value->isAffine() || !type->isScalar());
}

Value Elaborator::callOperator(const BuiltinDef &def, const Suffix &suffix,
                               Arguments arguments, const ScopeRef &scope) {
  llvm::ArrayRef<const Expr *> rest = suffix.arguments;
  bool ok = true;
  // `eye(n)`: an integer constant is the size, anything else the operand.
  if (def.name == "eye" && rest.size() == 1 && !arguments.has("n")) {
    Value value = evaluate(rest[0], scope);
    if (value.isPoison())
      return {};
    bool size = value.isConstant() && value.constant().type.isScalar() &&
                value.constant().type.element == Element::Integer;
    if (!size)
      return apply(def.op.make(*this, arguments), value, arguments.call);
  }
  std::string missing;
  for (const Parameter &parameter : def.parameters) {
    Argument &argument = arguments.byName[parameter.name];
    if (argument.given || (!parameter.required && def.name != "eye"))
      continue;
    if (rest.empty()) {
      if (parameter.required)
        missing += (missing.empty() ? "`" : ", `") + parameter.name + "`";
      continue;
    }
    if (isOperandForAxis(parameter, rest, scope)) {
      error(arguments.call, "`" + def.name + "` needs its " + parameter.name +
                                " before what it acts on, as in `" + def.name +
                                "(0, " +
                                llvm::cast<NameExpr>(rest.front())->name +
                                ")`");
      return {};
    }
    ok &= bindArgument(parameter, rest.front(), argument, scope);
    rest = rest.drop_front();
  }
  if (!missing.empty()) {
    error(arguments.call, "`" + def.name + "` needs " + missing);
    return {};
  }
  if (rest.size() > 1) {
    tooMany(*this, suffix, suffix.arguments.size() - rest.size() + 1,
            "too many arguments of `" + def.name +
                "`; what has a default goes by name");
    return {};
  }
  if (!ok)
    return {};
  OperatorRef op = def.op.make(*this, arguments);
  if (!op)
    return {};
  Value result(op);
  result.range = arguments.call;
  if (rest.empty())
    return result;
  Value operand = evaluate(rest.front(), scope);
  return apply(op, operand, arguments.call);
}

Value Elaborator::callFunction(const BuiltinDef &def, const Suffix &suffix,
                               Arguments arguments, const ScopeRef &scope) {
  if (suffix.arguments.empty()) {
    error(arguments.call, "`" + def.name +
                              "` needs the expression that it is "
                              "a function of");
    return {};
  }
  Value value = evaluate(suffix.arguments[0], scope);
  llvm::ArrayRef<const Expr *> rest = suffix.arguments.drop_front();
  bool ok = true;
  std::string missing;
  for (const Parameter &parameter : def.parameters) {
    Argument &argument = arguments.byName[parameter.name];
    if (argument.given)
      continue;
    if (!rest.empty()) {
      ok &= bindArgument(parameter, rest.front(), argument, scope);
      rest = rest.drop_front();
    } else if (parameter.required) {
      missing += (missing.empty() ? "`" : ", `") + parameter.name + "`";
    }
  }
  if (!missing.empty()) {
    error(arguments.call, "`" + def.name + "` needs " + missing);
    return {};
  }
  if (!rest.empty()) {
    tooMany(*this, suffix, suffix.arguments.size() - rest.size(),
            "too many arguments of `" + def.name + "`");
    return {};
  }
  if (value.isPoison() || !ok)
    return {};
  if (value.isConstant()) {
    error(value.range, "`" + def.name +
                           "` is a function of an unknown; this is " +
                           value.describe());
    return {};
  }
  if (!value.isAffine()) {
    error(value.range, "`" + def.name +
                           "` is a function of an expression in "
                           "the unknowns, found " +
                           value.describe());
    return {};
  }
  Term term;
  term.function = &def.function;
  term.argument = value.affine();
  term.range = arguments.call;
  if (def.function.realOnly && isComplex(term.argument.type.element)) {
    error(value.range, "`" + def.name +
                           "` is not defined for complex values, "
                           "found " +
                           value.describe());
    return {};
  }
  if (!def.function.check(*this, arguments, term))
    return {};
  Value result(std::vector<Term>{std::move(term)});
  result.range = arguments.call;
  return result;
}

Value Elaborator::callConstant(const BuiltinDef &def, const Suffix &suffix,
                               Arguments arguments, const ScopeRef &scope) {
  llvm::ArrayRef<const Expr *> rest = suffix.arguments;
  bool ok = true;
  for (const Parameter &parameter : def.parameters) {
    Argument &argument = arguments.byName[parameter.name];
    if (argument.given)
      continue;
    argument.function = def.name;
    if (!rest.empty()) {
      ok &= bindArgument(parameter, rest.front(), argument, scope);
      rest = rest.drop_front();
    } else if (parameter.required) {
      error(arguments.call,
            "`" + def.name + "` needs `" + parameter.name + "`");
      return {};
    }
  }
  if (!rest.empty()) {
    tooMany(*this, suffix, suffix.arguments.size() - rest.size(),
            "too many arguments of `" + def.name + "`");
    return {};
  }
  if (!ok)
    return {};
  Value result = def.constant.evaluate(*this, arguments);
  result.range = arguments.call;
  return result;
}

//===----------------------------------------------------------------------===//
// Calls of values
//===----------------------------------------------------------------------===//

Value Elaborator::call(const Value &callee, const Suffix &suffix,
                       SourceRange range, const ScopeRef &scope) {
  if (callee.is<LetFunction>())
    return callLet(callee.get<LetFunction>(), suffix, range, scope);
  if (callee.is<const BuiltinDef *>())
    return callBuiltin(*callee.get<const BuiltinDef *>(), suffix, callee.range,
                       range, scope);
  if (!callee.isOperator()) {
    error(suffix.range, callee.describe() + " cannot be called");
    return {};
  }
  if (refuseComprehension(*this, suffix, callee.op()->name))
    return {};
  if (!suffix.options.empty()) {
    error(
        suffix.options[0].name.range,
        "options belong to the operator's own call, as in `grad(u, axes = 0)`");
    return {};
  }
  if (suffix.arguments.size() != 1) {
    error(suffix.range, "the operator `" + callee.op()->name +
                            "` takes one operand, found " +
                            Twine(suffix.arguments.size()));
    return {};
  }
  return apply(callee.op(), evaluate(suffix.arguments[0], scope), range);
}

/// Whether an argument may stand for a parameter of a `let` function.
static bool accepts(const ArrayType &formal, const ArrayType &actual) {
  if (formal.rank() != actual.rank() || !sameShape(formal, actual))
    return false;
  for (auto [f, a] : llvm::zip(formal.axes, actual.axes))
    if (!f.name.empty() && !a.name.empty() && f.name != a.name)
      return false;
  if (formal.element == actual.element)
    return true;
  if (!isWeak(actual.element))
    return false;
  return isIntegral(formal.element)
             ? isIntegral(actual.element)
             : isComplex(formal.element) || !isComplex(actual.element);
}

Value Elaborator::callLet(const LetFunction &function, const Suffix &suffix,
                          SourceRange range, const ScopeRef &scope) {
  const LetDecl *decl = function.decl;
  if (refuseComprehension(*this, suffix, decl->name.text))
    return {};
  if (!suffix.options.empty()) {
    error(suffix.options[0].name.range,
          "the arguments of a `let` function go by position");
    return {};
  }
  if (suffix.arguments.size() != function.formals.size()) {
    error(suffix.range,
          "`" + decl->name.text + "` takes " + Twine(function.formals.size()) +
              " arguments, found " + Twine(suffix.arguments.size()))
        .note(decl->name.range, "it is declared here");
    return {};
  }
  ScopeRef inner;
  bool failed = false;
  for (auto [formal, type, expr] :
       llvm::zip(decl->formals, function.formals, suffix.arguments)) {
    Value value = evaluate(expr, scope);
    failed |= value.isPoison();
    if (failed)
      continue;
    const ArrayType *actual = value.type();
    if (!actual || !accepts(type, *actual)) {
      error(expr->range, "parameter `" + formal.name.text + "` is " +
                             type.str() + ", found " + value.describe())
          .note(formal.name.range, "it is declared here");
      failed = true;
      continue;
    }
    // A comprehension's variable stays one, so that it can index.
    bool keep = isWeak(actual->element) && isIntegral(type.element);
    if (value.isConstant() && !keep)
      value = Value(convert(value.constant(), type.element, expr->range));
    value.range = expr->range;
    auto bound = std::make_shared<Scope>();
    bound->name = formal.name.text.str();
    bound->value = value;
    bound->parent = inner;
    inner = bound;
  }
  if (failed)
    return {};
  if (state->calls >= maxCalls) {
    error(range, "`let` functions call each other more than " +
                     Twine(maxCalls) + " deep");
    return {};
  }
  ++state->calls;
  state->steps += 50; // an expansion costs more than a step of arithmetic
  Value result = evaluate(decl->value, inner);
  --state->calls;
  result.range = range;
  result.declaration = {};
  // Terms are told by the call: what stands in the body names parameters.
  if (result.isTerms())
    for (Term &term : result.get<std::vector<Term>>())
      term.range = range;
  return result;
}

//===----------------------------------------------------------------------===//
// Sums and compositions
//===----------------------------------------------------------------------===//

Value Elaborator::callSum(const BuiltinDef &def, const Suffix &suffix,
                          Arguments arguments, const ScopeRef &scope) {
  if (!bindOptions(def, suffix, arguments, scope))
    return {};
  if (suffix.comprehension) {
    if (arguments.has("axis")) {
      error(arguments["axis"].range, "a sum over a range takes no axis");
      return {};
    }
    return comprehend(suffix.arguments[0], suffix.comprehension, std::nullopt,
                      -1, arguments.call, scope);
  }
  if (suffix.arguments.size() > 1) {
    tooMany(*this, suffix, 1,
            "`sum` takes one expression; `axis` goes by "
            "name");
    return {};
  }
  Value operand;
  if (!suffix.arguments.empty()) {
    operand = evaluate(suffix.arguments[0], scope);
    if (operand.isPoison())
      return {};
  }
  OperatorRef op = def.op.make(*this, arguments);
  if (!op)
    return {};
  if (suffix.arguments.empty()) {
    Value result(op);
    result.range = arguments.call;
    return result;
  }
  // Known entries add up now.
  if (operand.isConstant() && operand.constant().data &&
      !arguments.has("axis")) {
    const Constant &c = operand.constant();
    if (c.type.hasStaticShape()) {
      Complex total = 0;
      if (c.data->isSplat())
        total = c.number() * double(c.type.count());
      else
        for (Complex entry : c.data->entries)
          total += entry;
      Element element =
          c.type.element == Element::Bool ? Element::Integer : c.type.element;
      return Value(known(ArrayType(element), {total}));
    }
  }
  return apply(op, operand, arguments.call);
}

Value Elaborator::callComposition(const BuiltinDef &def, const Suffix &suffix,
                                  SourceRange callee, SourceRange range,
                                  const ScopeRef &scope) {
  Arguments arguments;
  arguments.call = range;
  arguments.callee = callee;
  if (!bindOptions(def, suffix, arguments, scope))
    return {};
  int64_t axis = 0;
  if (arguments.has("axis"))
    axis = arguments["axis"].integers[0];
  if (axis == mlir::ShapedType::kDynamic)
    axis = 0;
  Composition kind = def.composition;
  if (suffix.comprehension) {
    if (kind == Composition::Kron || kind == Composition::Gram) {
      refuseComprehension(*this, suffix, def.name);
      return {};
    }
    return comprehend(suffix.arguments[0], suffix.comprehension, kind, axis,
                      range, scope);
  }
  std::vector<Value> parts;
  bool failed = false;
  for (const Expr *expr : suffix.arguments) {
    parts.push_back(evaluate(expr, scope));
    parts.back().range = expr->range;
    failed |= parts.back().isPoison();
  }
  if (failed)
    return {};
  size_t wanted = kind == Composition::Kron   ? 2
                  : kind == Composition::Gram ? 1
                                              : 0;
  if (wanted ? parts.size() != wanted : parts.empty()) {
    error(range, "`" + def.name + "` takes " +
                     (wanted ? Twine(wanted) + " operators"
                             : Twine("at least one part")) +
                     ", found " + Twine(parts.size()));
    return {};
  }
  return compose(kind, parts, axis, range);
}
