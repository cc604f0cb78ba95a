//===- Comprehensions.cpp - Families over a range ---------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A comprehension is evaluated with its variable as a value of the IR inside
// the body of ONE operation; only constants that the compiler knows are
// evaluated member by member. The body is looked at once with emission off, to
// see what it is and to report its errors.
//
//===----------------------------------------------------------------------===//

#include "Compositions.h"
#include "ElaboratorState.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"

using namespace proxc::frontend;
using llvm::SmallVector;
using llvm::StringRef;
using llvm::Twine;
using mlir::ShapedType;
namespace linop = proxc::linop;

namespace {

/// The body with its variable and range.
struct Family {
  const Expr *body;
  Identifier variable;
  int64_t begin = 0;
  int64_t count = ShapedType::kDynamic;
  ScopeRef scope;
  SourceRange range;
  /// Tells the variable from those of other comprehensions.
  int loop = 0;

  /// The member's value with the variable unknown and nothing emitted.
  Value look(Elaborator &elaborator) const {
    Emitter::Off off(elaborator.emit);
    Constant index = Constant::unknownInteger();
    if (count != ShapedType::kDynamic)
      index.interval = std::make_pair(begin, begin + count - 1);
    index.loop = loop;
    return elaborator.evaluateWith(body, scope, variable, index);
  }
  /// The value of one member.
  Value member(Elaborator &elaborator, int64_t i) const {
    return elaborator.evaluateWith(body, scope, variable,
                                   Constant::ofInteger(begin + i));
  }
  /// The value for an index of the IR, inside a body.
  Value at(Elaborator &elaborator, mlir::Value index) const {
    Constant variableValue = Constant::unknownInteger();
    variableValue.interval = std::make_pair(begin, begin + count - 1);
    if (begin != 0) {
      mlir::Value first =
          elaborator.emit.create<mlir::arith::ConstantIndexOp>(range, begin);
      index = elaborator.emit.create<mlir::arith::AddIOp>(range, index, first);
    }
    variableValue.value = index;
    variableValue.loop = loop;
    return elaborator.evaluateWith(body, scope, variable, variableValue);
  }
};

/// Where the leading axis of a stack goes: `stack` moves it, `concat` merges it
/// with another.
struct Layout {
  Composition kind;
  int64_t axis;
};

ArrayType layOut(const Layout &layout, const ArrayType &part, int64_t count) {
  if (layout.kind != Composition::Concat)
    return withAxis(part, layout.axis, count);
  ArrayType result = part;
  int64_t &size = result.axes[layout.axis].size;
  size = size == ShapedType::kDynamic || count == ShapedType::kDynamic
             ? ShapedType::kDynamic
             : multiplySizes(size, count);
  return result;
}

/// The operator from parts stacked on a new leading axis to the layout.
mlir::Value layOutOp(Elaborator &elaborator, const Layout &layout,
                     const ArrayType &part, int64_t count, SourceRange range) {
  if (!elaborator.emit.isOn())
    return {};
  ArrayType stacked = withAxis(part, 0, count);
  ArrayType moved = withAxis(part, layout.axis, count);
  mlir::Value op = elaborator.identity(stacked, range);
  if (layout.axis != 0) {
    SmallVector<int64_t> order;
    for (int64_t i = 1; i <= part.rank(); ++i)
      order.push_back(i);
    order.insert(order.begin() + layout.axis, 0);
    op = elaborator.emit.create<linop::TransposeOp>(
        range, elaborator.opType(stacked, moved), order);
  }
  if (layout.kind != Composition::Concat)
    return op;
  ArrayType result = layOut(layout, part, count);
  mlir::Value merge = elaborator.emit.create<linop::ReshapeOp>(
      range, elaborator.opType(moved, result));
  return elaborator.compose(merge, op, range);
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

class FamilyOperator : public Operator {
public:
  /// Without `kind` the members are added.
  FamilyOperator(Family members, std::optional<Composition> kind, int64_t axis,
                 bool conjugate)
      : members(std::move(members)), kind(kind), axis(axis),
        conjugate(conjugate) {}

  std::optional<Instance> make(Elaborator &elaborator, const ArrayType &domain,
                               SourceRange use) const override;

  std::optional<ArrayType> knownDomain(Elaborator &elaborator) const override {
    Emitter::Off off(elaborator.emit);
    OperatorRef part = look(elaborator);
    auto domain = part ? part->knownDomain(elaborator) : std::nullopt;
    if (domain && splits())
      domain = withAxis(*domain, 0, members.count);
    return domain;
  }
  std::optional<ArrayType> domainFor(Elaborator &elaborator,
                                     const ArrayType &range) const override {
    if (kind == Composition::Concat)
      return std::nullopt;
    Emitter::Off off(elaborator.emit);
    OperatorRef part = look(elaborator);
    if (!part)
      return std::nullopt;
    ArrayType inner = range;
    if (kind && *kind != Composition::HStack) {
      int64_t position = axis < 0 ? axis + range.rank() : axis;
      if (position < 0 || position >= range.rank())
        return std::nullopt;
      inner.axes.erase(inner.axes.begin() + position);
    }
    auto domain = part->domainFor(elaborator, inner);
    if (domain && splits())
      domain = withAxis(*domain, 0, members.count);
    return domain;
  }
  OperatorRef conjugated(Elaborator &elaborator) const override {
    Emitter::Off off(elaborator.emit);
    if (!look(elaborator))
      return nullptr;
    auto result =
        std::make_shared<FamilyOperator>(members, kind, axis, !conjugate);
    result->name = name;
    result->range = range;
    return result;
  }

private:
  bool splits() const { return kind && splitsDomain(*kind); }
  OperatorRef look(Elaborator &elaborator) const {
    return partOf(elaborator, members.look(elaborator));
  }
  OperatorRef partOf(Elaborator &elaborator, const Value &value) const {
    if (!value.isOperator())
      return nullptr;
    return conjugate ? value.op()->conjugated(elaborator) : value.op();
  }
  mlir::Value
  emitFamily(Elaborator &elaborator,
             llvm::function_ref<mlir::Value(mlir::Value)> body) const {
    if (!kind)
      return elaborator.family<linop::AddForOp>(members.count, range, body);
    if (*kind == Composition::HStack)
      return elaborator.family<linop::HStackForOp>(members.count, range, body);
    if (*kind == Composition::BlockDiag)
      return elaborator.family<linop::BlockDiagForOp>(members.count, range,
                                                      body);
    return elaborator.family<linop::VStackForOp>(members.count, range, body);
  }

  Family members;
  std::optional<Composition> kind;
  int64_t axis;
  bool conjugate;
};

std::optional<Instance> FamilyOperator::make(Elaborator &elaborator,
                                             const ArrayType &domain,
                                             SourceRange use) const {
  std::optional<ArrayType> space = domain;
  if (splits()) {
    space = withoutLeading(elaborator, domain, members.count, name, use);
    if (!space)
      return std::nullopt;
  }
  std::optional<Instance> part;
  {
    Emitter::Off off(elaborator.emit);
    OperatorRef op = look(elaborator);
    part = op ? op->instantiate(elaborator, *space, use) : std::nullopt;
  }
  if (!part)
    return std::nullopt;
  Instance result{nullptr, domain, part->range};
  bool stacks = kind && *kind != Composition::HStack;
  Layout layout{Composition::Stack, 0};
  if (stacks) {
    if (*kind == Composition::Stack || *kind == Composition::Concat) {
      auto position =
          stackAxis(elaborator, *kind, axis, part->range.rank(), range);
      if (!position)
        return std::nullopt;
      layout = {*kind, *position};
    }
    result.range = layOut(layout, part->range, members.count);
  }
  if (!elaborator.emit.isOn())
    return result;
  result.op = emitFamily(elaborator, [&](mlir::Value index) -> mlir::Value {
    OperatorRef op = partOf(elaborator, members.at(elaborator, index));
    auto body = op ? op->instantiate(elaborator, *space, use) : std::nullopt;
    return body ? body->op : mlir::Value();
  });
  if (stacks)
    result.op = elaborator.compose(
        layOutOp(elaborator, layout, part->range, members.count, range),
        result.op, range);
  return result;
}

//===----------------------------------------------------------------------===//
// Constants and expressions
//===----------------------------------------------------------------------===//

/// The element type in which a family of arrays is computed.
Element spaceOf(Element element) {
  Element space = adapt(element, Element::F32);
  return isSpace(space) ? space : Element::F32;
}

/// The family of constants that `get` finds in the member's value, stacked on a
/// new leading axis or added.
Constant constantFamily(Elaborator &elaborator, const Family &members,
                        const ArrayType &part, bool add,
                        llvm::function_ref<Constant(const Value &)> get) {
  ArrayType space = part.with(spaceOf(part.element));
  ArrayType result = add ? space : withAxis(space, 0, members.count);
  return fromOnes(
      elaborator, space, result,
      [&] {
        auto body = [&](mlir::Value index) -> mlir::Value {
          Value value = members.at(elaborator, index);
          if (value.isPoison())
            return {};
          return diagonal(elaborator, get(value), space, members.range);
        };
        return add ? elaborator.family<linop::AddForOp>(members.count,
                                                        members.range, body)
                   : elaborator.family<linop::VStackForOp>(members.count,
                                                           members.range, body);
      },
      members.range);
}

/// The whole array where the members are its entries, or their negatives; so
/// the stack of `b[i]` is `b`.
std::optional<Constant> wholeArray(Elaborator &elaborator,
                                   const Family &members,
                                   const Constant &looked) {
  const Constant *member = &looked;
  bool negated = looked.negationOf != nullptr;
  if (negated)
    member = looked.negationOf.get();
  if (!member->sliceOf || member->sliceLoop != members.loop)
    return std::nullopt;
  const Constant &whole = *member->sliceOf;
  // One that the body computes has no value outside of it.
  if (!whole.data && !whole.value)
    return std::nullopt;
  return negated ? elaborator.negate(whole, members.range) : whole;
}

/// The slices of an unknown that the members act on, on a new leading axis;
/// null where that is the unknown as it is.
mlir::Value slicesOp(Elaborator &elaborator, const AffinePart &part,
                     const Family &members) {
  if (!elaborator.emit.isOn())
    return {};
  ArrayType from = elaborator.unknowns[part.unknown].type, window = from;
  window.axes[part.axis].size = members.count;
  mlir::Value op;
  if (members.count != from.axes[part.axis].size) {
    SmallVector<int64_t> offsets(from.rank(), 0);
    offsets[part.axis] = part.first;
    op = elaborator.emit.create<linop::CropOp>(
        members.range, elaborator.opType(from, window),
        llvm::ArrayRef<int64_t>(offsets),
        llvm::ArrayRef<int64_t>(window.shape()));
  }
  if (part.axis == 0)
    return op;
  SmallVector<int64_t> order{part.axis};
  ArrayType moved = window;
  moved.axes.erase(moved.axes.begin() + part.axis);
  moved.axes.insert(moved.axes.begin(), window.axes[part.axis]);
  for (int64_t axis = 0; axis < from.rank(); ++axis)
    if (axis != part.axis)
      order.push_back(axis);
  mlir::Value turn = elaborator.emit.create<linop::TransposeOp>(
      members.range, elaborator.opType(window, moved), order);
  return op ? elaborator.compose(turn, op, members.range) : turn;
}

/// The family of expressions that `get` finds in the member's value. `asLooked`
/// says that it gives what `part` was looked at as.
Affine affineFamily(Elaborator &elaborator, const Family &members,
                    const Affine &part, bool add, bool asLooked,
                    llvm::function_ref<const Affine &(const Value &)> get) {
  Affine result;
  result.type = add ? part.type : withAxis(part.type, 0, members.count);
  for (const AffinePart &looked : part.parts) {
    mlir::Value sliceIndex;
    auto body = [&](mlir::Value index) -> mlir::Value {
      Value value = members.at(elaborator, index);
      if (value.isPoison())
        return {};
      for (const AffinePart &candidate : get(value).parts) {
        if (!candidate.actsLike(looked))
          continue;
        sliceIndex = candidate.index;
        return candidate.op;
      }
      return {};
    };
    // Members that act on their own slice of the unknown are blocks.
    bool blocks = looked.slicedBy == members.loop;
    mlir::Value op;
    if (blocks && add)
      op = elaborator.family<linop::HStackForOp>(members.count, members.range,
                                                 body);
    else if (blocks)
      op = elaborator.family<linop::BlockDiagForOp>(members.count,
                                                    members.range, body);
    else if (add)
      op = elaborator.family<linop::AddForOp>(members.count, members.range,
                                              body);
    else
      op = elaborator.family<linop::VStackForOp>(members.count, members.range,
                                                 body);
    AffinePart stacked = looked.with(op);
    stacked.index = blocks ? mlir::Value() : sliceIndex;
    if (blocks) {
      if (mlir::Value slices = slicesOp(elaborator, looked, members))
        stacked.op = elaborator.compose(op, slices, members.range);
      stacked.slicedBy = stacked.axis = stacked.first = 0;
    }
    elaborator.addPart(result.parts, stacked, members.range);
  }
  std::optional<Constant> whole;
  if (part.constant && asLooked && !add)
    whole = wholeArray(elaborator, members, *part.constant);
  if (whole && isSpace(whole->type.element))
    result.constant = whole;
  else if (part.constant)
    result.constant = constantFamily(
        elaborator, members, part.type, add,
        [&](const Value &value) { return *get(value).constant; });
  return result;
}

/// Members that the compiler knows all of: added, or one after the other.
std::optional<Value> foldMembers(Elaborator &elaborator, const Family &members,
                                 bool add) {
  if (members.count == ShapedType::kDynamic || members.count > 1'000'000)
    return std::nullopt;
  std::vector<Complex> entries;
  ArrayType type;
  for (int64_t i = 0; i < members.count; ++i) {
    Value value = members.member(elaborator, i);
    if (value.isPoison())
      return Value();
    if (!value.isConstant() || !value.constant().data ||
        !value.constant().type.hasStaticShape())
      return std::nullopt;
    const Constant &c = value.constant();
    if (i > 0 && !sameShape(type, c.type)) {
      elaborator.error(members.body->range,
                       "the members of a comprehension have one shape, found " +
                           c.type.shapeStr() + " after " + type.shapeStr());
      return Value();
    }
    Element element =
        i == 0 ? c.type.element : promote(type.element, c.type.element);
    if (i == 0)
      type = c.type;
    type.element = element;
    int64_t n = type.count();
    if (add && i > 0)
      for (int64_t k = 0; k < n; ++k)
        entries[k] += c.data->at(k);
    else
      for (int64_t k = 0; k < n; ++k)
        entries.push_back(c.data->at(k));
    if (entries.size() > (size_t(1) << 26))
      return std::nullopt;
  }
  if (!add)
    type = withAxis(type, 0, members.count);
  else if (type.element == Element::Bool)
    type.element = Element::Integer;
  return Value(elaborator.known(type, std::move(entries)));
}

//===----------------------------------------------------------------------===//
// Terms
//===----------------------------------------------------------------------===//

/// One number for all members, or nothing.
std::optional<Constant>
sharedConstant(Elaborator &elaborator, const Family &members,
               llvm::function_ref<std::optional<Constant>(const Value &)> get) {
  if (members.count == ShapedType::kDynamic)
    return std::nullopt;
  Emitter::Off off(elaborator.emit);
  std::optional<Constant> first;
  for (int64_t i = 0; i < members.count; ++i) {
    std::optional<Constant> c = get(members.member(elaborator, i));
    if (!c || !c->isKnownScalar())
      return std::nullopt;
    if (first && first->number() != c->number())
      return std::nullopt;
    first = c;
  }
  return first;
}

/// x -> f(x) with the member's weight moved into x, for f of degree 1 or 2.
Affine weighArgument(Elaborator &elaborator, const Term &term) {
  // As a number without a precision, which takes that of the argument.
  Constant factor = elaborator.convert(term.weight, Element::Real, term.range);
  if (term.function->degree == 2) {
    if (factor.isKnownScalar())
      factor = Constant::ofReal(std::sqrt(std::abs(factor.number().real())));
    else
      factor.value =
          elaborator.emit.create<mlir::math::SqrtOp>(term.range, factor.value);
  }
  Value product = elaborator.multiply(Value(factor), Value(term.argument),
                                      term.range, term.range);
  return product.affine();
}

/// Refuses a member of term `k` whose weight is known to be negative: the
/// weights move into what the function acts on, where the sign is lost. `known`
/// becomes true where all are known.
bool checkMemberWeights(Elaborator &elaborator, const Family &members,
                        size_t k, bool &known) {
  for (int64_t i = 0; i < members.count; ++i) {
    Value value = [&] {
      Emitter::Off off(elaborator.emit);
      return members.member(elaborator, i);
    }();
    if (!value.isTerms())
      return true;
    const Term &term = value.terms()[k];
    if (!term.weight.isKnownScalar() || term.function->isLinear)
      return true;
    double weight = term.weight.number().real();
    if (weight >= 0)
      continue;
    elaborator.error(
        term.weightRange.isValid() ? term.weightRange : term.range,
        "`" + term.function->name + "` has the negative weight " +
            numberText(weight) + " where `" + members.variable.text +
            "` is " + llvm::Twine(members.begin + i));
    return false;
  }
  known = members.count != ShapedType::kDynamic;
  return true;
}

/// The weights of the members of term `k`, and those that have moved already in
/// families inside: a new leading axis each.
std::vector<MovedWeight> moveWeights(Elaborator &elaborator,
                                     const Family &members, const Term &looked,
                                     size_t k, bool ownWeight) {
  auto stack = [&](const Constant &part,
                   llvm::function_ref<Constant(const Term &)> get) {
    if (auto whole = wholeArray(elaborator, members, part))
      return *whole;
    return constantFamily(
        elaborator, members, part.type, false,
        [&](const Value &value) { return get(value.terms()[k]); });
  };
  std::vector<MovedWeight> result;
  if (ownWeight)
    result.push_back(
        {stack(looked.weight, [](const Term &term) { return term.weight; }),
         looked.weightRange, looked.divided});
  for (auto [i, moved] : llvm::enumerate(looked.movedWeights))
    result.push_back({stack(moved.value,
                            [i = i](const Term &term) {
                              return term.movedWeights[i].value;
                            }),
                      moved.range, moved.divided});
  return result;
}

/// A sum of terms of one function is one term of it on the stacked expression.
Value sumOfTerms(Elaborator &elaborator, const Family &members,
                 const std::vector<Term> &looked) {
  std::vector<Term> result;
  for (auto [k, part] : llvm::enumerate(looked)) {
    auto termOf = [k = k](const Value &value) -> const Term & {
      return value.terms()[k];
    };
    Term term = part;
    term.range = members.range;
    auto weight =
        sharedConstant(elaborator, members,
                       [&](const Value &value) -> std::optional<Constant> {
                         if (!value.isTerms())
                           return std::nullopt;
                         return termOf(value).weight;
                       });
    bool weighed = false, known = weight.has_value();
    if (!weight && !checkMemberWeights(elaborator, members, k, known))
      return {};
    bool unsure = !known && !part.function->isLinear &&
                  part.function->degree != 0;
    term.movedWeights = moveWeights(elaborator, members, part, k, unsure);
    if (weight) {
      term.weight = *weight;
    } else {
      term.weight = Constant::ofReal(1);
      weighed = term.function->degree != 0;
    }
    Affine member = part.argument;
    Affine scratch;
    term.argument = affineFamily(elaborator, members, member, false, !weighed,
                                 [&](const Value &value) -> const Affine & {
                                   if (!weighed)
                                     return termOf(value).argument;
                                   scratch =
                                       weighArgument(elaborator, termOf(value));
                                   return scratch;
                                 });
    for (int64_t &axis : term.axes)
      ++axis;
    for (auto [c, constant] : llvm::enumerate(term.constants)) {
      auto get = [&, c = c](const Value &value) -> std::optional<Constant> {
        if (!value.isTerms())
          return std::nullopt;
        return termOf(value).constants[c];
      };
      if (auto shared = sharedConstant(elaborator, members, get)) {
        constant = *shared;
        continue;
      }
      // Constants of a function have the shape of what it acts on.
      constant = constantFamily(
          elaborator, members, member.type.with(realOf(member.type.element)),
          false, [&](const Value &value) {
            Constant own = *get(value);
            Broadcast how = broadcast(own.type, member.type);
            return elaborator.broadcastTo(own, member.type, how.lhs,
                                          members.range);
          });
    }
    result.push_back(std::move(term));
  }
  return Value(std::move(result));
}

} // namespace

Value Elaborator::comprehend(const Expr *body,
                             const Comprehension *comprehension,
                             std::optional<Composition> kind, int64_t axis,
                             SourceRange range, const ScopeRef &scope) {
  auto begin =
      evaluateSize(comprehension->begin, scope, "the begin of a range");
  auto end = evaluateSize(comprehension->end, scope, "the end of a range");
  if (!begin || !end)
    return {};
  Family members{body,  comprehension->variable, 0, ShapedType::kDynamic, scope,
                 range, ++state->loops};
  if (*begin != ShapedType::kDynamic && *end != ShapedType::kDynamic) {
    if (*end <= *begin) {
      error(comprehension->range,
            "the range " + Twine(*begin) + ":" + Twine(*end) + " is empty");
      return {};
    }
    members.begin = *begin;
    members.count = *end - *begin;
  }
  bool add = !kind && axis < 0;
  StringRef what = add ? "sum" : kind ? spelling(*kind) : StringRef("a list");
  Value looked = members.look(*this);
  Value result;
  bool arrays = add || !kind || *kind == Composition::Stack ||
                *kind == Composition::Concat;
  if (looked.isPoison())
    return {};
  if (looked.isOperator() && (add || kind)) {
    auto op = std::make_shared<FamilyOperator>(members, kind, axis, false);
    result = Value(finish(op, what.str(), range, {looked.op()}));
  } else if (looked.isTerms() && add) {
    result = sumOfTerms(*this, members, looked.terms());
  } else if (looked.type() && arrays && (looked.isConstant() || add || kind)) {
    const ArrayType &part = *looked.type();
    Layout layout{kind.value_or(Composition::Stack), 0};
    if (!add) {
      auto position = stackAxis(*this, layout.kind, axis, part.rank(), range);
      if (!position)
        return {};
      layout.axis = *position;
    }
    if (looked.isConstant() && layout.kind == Composition::Stack &&
        layout.axis == 0)
      if (auto folded = foldMembers(*this, members, add)) {
        folded->range = range;
        return *folded;
      }
    Affine stacked;
    if (looked.isConstant()) {
      if (!add && isSpace(part.element))
        stacked.constant = wholeArray(*this, members, looked.constant());
      if (!stacked.constant)
        stacked.constant =
            constantFamily(*this, members, part, add,
                           [](const Value &value) { return value.constant(); });
      stacked.type = stacked.constant->type;
    } else {
      stacked = affineFamily(
          *this, members, looked.affine(), add, true,
          [](const Value &value) -> const Affine & { return value.affine(); });
    }
    if (!add) {
      ArrayType space = part.with(stacked.type.element);
      Instance lay{layOutOp(*this, layout, space, members.count, range),
                   withAxis(space, 0, members.count),
                   layOut(layout, space, members.count)};
      stacked = applyInstance(lay, stacked, range);
    }
    result = looked.isConstant() ? Value(*stacked.constant) : Value(stacked);
  } else {
    error(body->range, "a comprehension in `" + what + "` cannot be of " +
                           looked.describe());
    return {};
  }
  result.range = range;
  return result;
}
