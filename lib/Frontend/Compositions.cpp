//===- Compositions.cpp - Stacks, block matrices, kron ----------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Compositions.h"
#include "ElaboratorState.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"

using namespace proxc::frontend;
using llvm::ArrayRef;
using llvm::SmallVector;
using llvm::StringRef;
using llvm::Twine;
using mlir::ShapedType;
namespace linop = proxc::linop;

StringRef proxc::frontend::spelling(Composition kind) {
  switch (kind) {
  case Composition::Stack:
    return "stack";
  case Composition::Concat:
    return "concat";
  case Composition::VStack:
    return "vstack";
  case Composition::HStack:
    return "hstack";
  case Composition::BlockDiag:
    return "blockdiag";
  case Composition::Kron:
    return "kron";
  case Composition::Gram:
    return "gram";
  }
  return "";
}

bool proxc::frontend::splitsDomain(Composition kind) {
  return kind == Composition::HStack || kind == Composition::BlockDiag ||
         kind == Composition::Kron;
}

std::optional<ArrayType>
proxc::frontend::withoutLeading(Elaborator &elaborator, const ArrayType &domain,
                                int64_t count, StringRef name,
                                SourceRange use) {
  if (domain.rank() == 0 || !fits(domain.axes[0].size, count)) {
    elaborator.error(use, "`" + name +
                              "` acts on arrays with a leading axis "
                              "of " +
                              Twine(count) +
                              " entries, one for each part, "
                              "found " +
                              domain.str());
    return std::nullopt;
  }
  ArrayType part = domain;
  part.axes.erase(part.axes.begin());
  return part;
}

ArrayType proxc::frontend::withAxis(const ArrayType &type, int64_t axis,
                                    int64_t size) {
  ArrayType result = type;
  result.axes.insert(result.axes.begin() + axis, Axis{size, ""});
  return result;
}

std::optional<int64_t> proxc::frontend::stackAxis(Elaborator &elaborator,
                                                  Composition kind,
                                                  int64_t axis, int64_t rank,
                                                  SourceRange range) {
  int64_t limit = kind == Composition::Stack ? rank + 1 : rank;
  int64_t position = axis < 0 ? axis + limit : axis;
  if (position < 0 || position >= limit) {
    elaborator.error(range, "axis " + Twine(axis) + " does not exist: `" +
                                spelling(kind) + "` of parts with " +
                                Twine(rank) + " axes");
    return std::nullopt;
  }
  if (limit > 8) {
    elaborator.error(range, "arrays have at most 8 axes");
    return std::nullopt;
  }
  return position;
}

/// Checks that parts fit and gives the type of their stack; the parts' element
/// type is the common one.
static std::optional<ArrayType> stackedType(Elaborator &elaborator,
                                            StringRef name, Composition kind,
                                            ArrayRef<ArrayType> parts,
                                            int64_t axis, SourceRange range) {
  ArrayType result = parts[0];
  int64_t total = 0;
  for (auto [i, part] : llvm::enumerate(parts)) {
    result.element = promote(result.element, part.element);
    bool fit = part.rank() == parts[0].rank();
    for (int64_t a = 0; fit && a < part.rank(); ++a)
      fit = (kind == Composition::Concat && a == axis) ||
            fits(part.axes[a].size, parts[0].axes[a].size);
    if (!fit) {
      elaborator.error(range, "the parts of `" + name +
                                  "` do not fit: part 0 is " + parts[0].str() +
                                  ", part " + Twine(i) + " is " + part.str());
      return std::nullopt;
    }
    if (kind == Composition::Concat) {
      int64_t size = part.axes[axis].size;
      total = size == ShapedType::kDynamic || total == ShapedType::kDynamic
                  ? ShapedType::kDynamic
                  : total + size;
    }
  }
  if (kind == Composition::Concat)
    result.axes[axis].size = total;
  else
    result = withAxis(result, axis, static_cast<int64_t>(parts.size()));
  return result;
}

/// Emits a stack of operators with one domain.
static mlir::Value emitStack(Elaborator &elaborator, Composition kind,
                             const ArrayType &domain, const ArrayType &result,
                             ArrayRef<mlir::Value> ops, int64_t axis,
                             SourceRange range) {
  if (!elaborator.emit.isOn())
    return {};
  mlir::Type type = elaborator.opType(domain, result);
  if (kind == Composition::Concat)
    return elaborator.emit.create<linop::ConcatOp>(range, type, ops, axis);
  return elaborator.emit.create<linop::VStackOp>(range, type, ops, axis);
}

//===----------------------------------------------------------------------===//
// Of operators
//===----------------------------------------------------------------------===//

namespace {

class StackedOperator : public Operator {
public:
  StackedOperator(Composition kind, std::vector<OperatorRef> parts,
                  int64_t axis)
      : kind(kind), parts(std::move(parts)), axis(axis) {}

  std::optional<Instance> make(Elaborator &elaborator, const ArrayType &domain,
                               SourceRange use) const override;
  std::optional<ArrayType> knownDomain(Elaborator &elaborator) const override;
  std::optional<ArrayType> domainFor(Elaborator &elaborator,
                                     const ArrayType &range) const override;
  OperatorRef conjugated(Elaborator &elaborator) const override;

private:
  int64_t count() const { return static_cast<int64_t>(parts.size()); }
  std::optional<ArrayType> rangeOf(Elaborator &elaborator,
                                   ArrayRef<Instance> instances,
                                   int64_t &position) const;

  Composition kind;
  std::vector<OperatorRef> parts;
  int64_t axis;
};

/// `kron(eye(n), A)`: the family whose body does not use its index.
class KronOperator : public Operator {
public:
  KronOperator(int64_t copies, OperatorRef inner)
      : copies(copies), inner(std::move(inner)) {}

  std::optional<Instance> make(Elaborator &elaborator, const ArrayType &domain,
                               SourceRange use) const override {
    auto space = withoutLeading(elaborator, domain, copies, name, use);
    if (!space)
      return std::nullopt;
    // Looked at before anything is emitted: a body must end in a value.
    std::optional<Instance> part;
    {
      Emitter::Off off(elaborator.emit);
      part = inner->instantiate(elaborator, *space, use);
    }
    if (!part)
      return std::nullopt;
    Instance result{nullptr, domain, withAxis(part->range, 0, copies)};
    result.range.axes[0].name = domain.axes[0].name;
    result.op = elaborator.family<linop::BlockDiagForOp>(
        copies, range, [&](mlir::Value) -> mlir::Value {
          auto body = inner->instantiate(elaborator, *space, use);
          return body ? body->op : mlir::Value();
        });
    return result;
  }
  std::optional<ArrayType> knownDomain(Elaborator &elaborator) const override {
    auto domain = inner->knownDomain(elaborator);
    return domain ? std::optional(withAxis(*domain, 0, copies)) : std::nullopt;
  }
  std::optional<ArrayType> domainFor(Elaborator &elaborator,
                                     const ArrayType &range) const override {
    if (range.rank() == 0)
      return std::nullopt;
    ArrayType part = range;
    part.axes.erase(part.axes.begin());
    auto domain = inner->domainFor(elaborator, part);
    return domain ? std::optional(withAxis(*domain, 0, copies)) : std::nullopt;
  }
  OperatorRef conjugated(Elaborator &elaborator) const override {
    OperatorRef other = inner->conjugated(elaborator);
    if (!other)
      return nullptr;
    auto result = std::make_shared<KronOperator>(copies, other);
    result->name = name;
    result->range = range;
    return result;
  }

private:
  int64_t copies;
  OperatorRef inner;
};

} // namespace

std::optional<ArrayType> StackedOperator::rangeOf(Elaborator &elaborator,
                                                  ArrayRef<Instance> instances,
                                                  int64_t &position) const {
  SmallVector<ArrayType> ranges;
  for (const Instance &instance : instances)
    ranges.push_back(instance.range);
  Composition layout =
      kind == Composition::Concat ? Composition::Concat : Composition::Stack;
  auto where = stackAxis(elaborator, layout, axis, ranges[0].rank(), range);
  if (!where)
    return std::nullopt;
  position = *where;
  auto stacked = stackedType(elaborator, name, layout, ranges, position, range);
  if (stacked && kind == Composition::HStack)
    stacked->axes.erase(stacked->axes.begin());
  return stacked;
}

std::optional<Instance> StackedOperator::make(Elaborator &elaborator,
                                              const ArrayType &domain,
                                              SourceRange use) const {
  std::optional<ArrayType> space = domain;
  if (splitsDomain(kind)) {
    space = withoutLeading(elaborator, domain, count(), name, use);
    if (!space)
      return std::nullopt;
  }
  std::vector<Instance> instances;
  for (const OperatorRef &part : parts) {
    auto instance = part->instantiate(elaborator, *space, use);
    if (!instance)
      return std::nullopt;
    instances.push_back(*instance);
  }
  int64_t position = 0;
  auto stacked = rangeOf(elaborator, instances, position);
  if (!stacked)
    return std::nullopt;
  Instance result{nullptr, domain, *stacked};
  if (!elaborator.emit.isOn())
    return result;
  SmallVector<mlir::Value> ops;
  for (const Instance &instance : instances)
    ops.push_back(elaborator.compose(
        elaborator.castOp(instance.range, stacked->element, range), instance.op,
        range));
  mlir::Type type = elaborator.opType(domain, *stacked);
  if (kind == Composition::HStack)
    result.op = elaborator.emit.create<linop::HStackOp>(range, type, ops, 0);
  else if (kind == Composition::BlockDiag)
    result.op = elaborator.emit.create<linop::BlockDiagOp>(range, type, ops);
  else
    result.op =
        emitStack(elaborator, kind, domain, *stacked, ops, position, range);
  return result;
}

std::optional<ArrayType>
StackedOperator::knownDomain(Elaborator &elaborator) const {
  for (const OperatorRef &part : parts)
    if (auto domain = part->knownDomain(elaborator))
      return splitsDomain(kind) ? withAxis(*domain, 0, count()) : *domain;
  return std::nullopt;
}

std::optional<ArrayType>
StackedOperator::domainFor(Elaborator &elaborator,
                           const ArrayType &range) const {
  if (kind == Composition::Concat)
    return std::nullopt;
  ArrayType part = range;
  if (kind != Composition::HStack) {
    int64_t position = kind == Composition::Stack
                           ? (axis < 0 ? axis + range.rank() : axis)
                           : 0;
    if (position < 0 || position >= range.rank())
      return std::nullopt;
    part.axes.erase(part.axes.begin() + position);
  }
  for (const OperatorRef &op : parts)
    if (auto domain = op->domainFor(elaborator, part))
      return splitsDomain(kind) ? withAxis(*domain, 0, count()) : *domain;
  return std::nullopt;
}

OperatorRef StackedOperator::conjugated(Elaborator &elaborator) const {
  std::vector<OperatorRef> others;
  for (const OperatorRef &part : parts) {
    others.push_back(part->conjugated(elaborator));
    if (!others.back())
      return nullptr;
  }
  auto result =
      std::make_shared<StackedOperator>(kind, std::move(others), axis);
  result->name = name;
  result->range = range;
  return result;
}

//===----------------------------------------------------------------------===//
// Of expressions
//===----------------------------------------------------------------------===//

/// Ones of the shape of `type`, which a stack of diagonals turns into a stack
/// of constants.
static Constant ones(const ArrayType &type) {
  Constant result = Constant::ofInteger(1);
  result.type.axes = type.axes;
  return result;
}

Constant proxc::frontend::fromOnes(Elaborator &elaborator,
                                   const ArrayType &part,
                                   const ArrayType &result,
                                   llvm::function_ref<mlir::Value()> makeOp,
                                   SourceRange range) {
  Instance instance{nullptr, part, result};
  if (elaborator.emit.isOn())
    instance.op = makeOp();
  return elaborator.applyInstance(instance, ones(part), range);
}

mlir::Value proxc::frontend::diagonal(Elaborator &elaborator,
                                      const Constant &weights,
                                      const ArrayType &type,
                                      SourceRange range) {
  if (!elaborator.emit.isOn())
    return {};
  mlir::Value value = elaborator.materialize(weights, type.element, range);
  return elaborator.emit.create<linop::DiagOp>(
      range, elaborator.opType(type, type), value);
}

/// What the parts of all expressions act on: one of each kind. Where slices of
/// an unknown follow different variables, or none, all parts act on all of it.
static std::vector<AffinePart> alignParts(Elaborator &elaborator,
                                          std::vector<Affine> &expressions,
                                          SourceRange range) {
  std::vector<AffinePart> kinds;
  // The kinds as one expression would have them.
  for (const Affine &expression : expressions)
    for (const AffinePart &part : expression.parts)
      elaborator.addPart(kinds, part.with({}), range);
  for (Affine &expression : expressions) {
    std::vector<AffinePart> parts = std::move(expression.parts);
    expression.parts.clear();
    for (const AffinePart &part : parts) {
      bool known = llvm::any_of(
          kinds, [&](const AffinePart &kind) { return kind.actsLike(part); });
      elaborator.addPart(expression.parts,
                         known ? part : elaborator.unslice(part, range), range);
    }
  }
  return kinds;
}

/// `stack` or `concat` of expressions: for each unknown the stack of what the
/// parts do with it, zero where they do not have it.
static Value stackExpressions(Elaborator &elaborator, Composition kind,
                              ArrayRef<Value> values, int64_t axis,
                              SourceRange range) {
  SmallVector<ArrayType> types;
  for (const Value &value : values)
    types.push_back(*value.type());
  auto position = stackAxis(elaborator, kind, axis, types[0].rank(), range);
  if (!position)
    return {};
  auto stacked =
      stackedType(elaborator, spelling(kind), kind, types, *position, range);
  if (!stacked)
    return {};
  if (!isSpace(stacked->element))
    stacked->element = adapt(stacked->element, Element::F32);
  if (!isSpace(stacked->element))
    stacked->element = Element::F32;
  std::vector<Affine> parts;
  bool constant = false;
  for (const Value &value : values) {
    parts.push_back(elaborator.castTo(elaborator.toAffine(value, value.range),
                                      stacked->element, range));
    constant |= parts.back().constant.has_value();
  }
  Affine result;
  result.type = *stacked;
  for (const AffinePart &like : alignParts(elaborator, parts, range)) {
    ArrayType domain = elaborator.domainOf(like);
    SmallVector<mlir::Value> ops;
    for (const Affine &part : parts) {
      auto found = llvm::find_if(
          part.parts, [&](const AffinePart &p) { return p.actsLike(like); });
      if (found != part.parts.end())
        ops.push_back(found->op);
      else if (elaborator.emit.isOn())
        ops.push_back(elaborator.emit.create<linop::ZeroOp>(
            range, elaborator.opType(domain, part.type)));
    }
    result.parts.push_back(like.with(
        emitStack(elaborator, kind, domain, *stacked, ops, *position, range)));
  }
  if (constant) {
    // Constants of one shape come from ones of that shape; of several shapes
    // (`concat`) from a single one.
    ArrayType seed = kind == Composition::Concat
                         ? ArrayType(stacked->element)
                         : types[0].with(stacked->element);
    result.constant = fromOnes(
        elaborator, seed, *stacked,
        [&] {
          SmallVector<mlir::Value> ops;
          for (const Affine &part : parts) {
            mlir::Value op;
            if (!part.constant) {
              op = elaborator.emit.create<linop::ZeroOp>(
                  range, elaborator.opType(seed, part.type));
            } else {
              op = diagonal(elaborator, *part.constant, part.type, range);
              if (kind == Composition::Concat)
                op = elaborator.compose(
                    op, elaborator.broadcastOp(seed, part.type, {}, range),
                    range);
            }
            ops.push_back(op);
          }
          return emitStack(elaborator, kind, seed, *stacked, ops, *position,
                           range);
        },
        range);
  }
  if (result.parts.empty())
    return Value(*result.constant);
  return Value(result);
}

//===----------------------------------------------------------------------===//
// Entry
//===----------------------------------------------------------------------===//

static Value composeOperators(Elaborator &elaborator, Composition kind,
                              ArrayRef<Value> parts, int64_t axis,
                              SourceRange range) {
  std::vector<OperatorRef> ops;
  for (const Value &part : parts)
    ops.push_back(part.op());
  if (kind == Composition::Gram)
    return Value(
        elaborator.product({elaborator.adjoint(ops[0], range), ops[0]}, range));
  std::shared_ptr<Operator> result;
  std::vector<OperatorRef> inner = ops;
  if (kind == Composition::Kron) {
    auto copies = ops[0]->identitySize();
    if (!copies) {
      elaborator.error(parts[0].range,
                       "`kron` of an operator other than `eye(n)` is not "
                       "available yet");
      return {};
    }
    result = std::make_shared<KronOperator>(*copies, ops[1]);
  } else {
    result = std::make_shared<StackedOperator>(kind, std::move(ops), axis);
  }
  return Value(elaborator.finish(result, spelling(kind).str(), range, inner));
}

Value Elaborator::compose(Composition kind, ArrayRef<Value> parts, int64_t axis,
                          SourceRange range) {
  bool operators = llvm::all_of(
      parts, [](const Value &value) { return value.isOperator(); });
  Value result;
  if (operators) {
    result = composeOperators(*this, kind, parts, axis, range);
    result.range = range;
    return result;
  }
  bool expressions = kind == Composition::Stack || kind == Composition::Concat;
  for (const Value &part : parts) {
    bool array =
        part.type() && !(part.isConstant() && part.constant().isSparse);
    if (expressions ? array : part.isOperator())
      continue;
    error(part.range,
          "`" + spelling(kind) + "` is of " +
              (expressions ? "expressions, or of operators, not of both"
                           : "operators") +
              ", found " + part.describe());
    return {};
  }
  result = stackExpressions(*this, kind, parts, axis, range);
  result.range = range;
  return result;
}
