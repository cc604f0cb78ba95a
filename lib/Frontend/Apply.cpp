//===- Apply.cpp - Operators: application, products, adjoints ---*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "proxc/Frontend/Elaborator.h"

using namespace proxc::frontend;
using llvm::ArrayRef;

//===----------------------------------------------------------------------===//
// Emission
//===----------------------------------------------------------------------===//

mlir::Type Elaborator::opType(const ArrayType &domain, const ArrayType &range) {
  return proxc::linop::OpType::get(context(), domain.ir(context()),
                                   range.ir(context()));
}

mlir::Value Elaborator::identity(const ArrayType &type, SourceRange range) {
  if (!emit.isOn())
    return {};
  return emit.create<proxc::linop::EyeOp>(range, opType(type, type));
}

mlir::Value Elaborator::castOp(const ArrayType &from, Element to,
                               SourceRange range) {
  if (!emit.isOn())
    return {};
  if (from.element == to)
    return identity(from, range);
  return emit.create<proxc::linop::CastOp>(range, opType(from, from.with(to)));
}

mlir::Value Elaborator::broadcastOp(const ArrayType &from, const ArrayType &to,
                                    ArrayRef<int64_t> axes, SourceRange range) {
  if (!emit.isOn())
    return {};
  if (from.shape() == to.shape())
    return identity(from, range);
  return emit.create<proxc::linop::BroadcastOp>(
      range, opType(from, to.with(from.element)), axes);
}

mlir::Value Elaborator::scaleOp(const Constant &factor, const ArrayType &domain,
                                SourceRange range) {
  if (!emit.isOn())
    return {};
  Element element = promote(factor.type.element, domain.element);
  Element own = isComplex(factor.type.element) ? element : realOf(element);
  mlir::Value value = materialize(factor, own, range);
  return emit.create<proxc::linop::ScaleOp>(
      range, opType(domain, domain.with(element)), value);
}

/// The parts of a product, or the operator itself; the identity has none. Long
/// products are not flattened further: each step would copy them.
static void addFactors(mlir::Value op, llvm::SmallVectorImpl<mlir::Value> &to) {
  auto compose = op.getDefiningOp<proxc::linop::ComposeOp>();
  if (compose && compose.getParts().size() < maxFlatParts)
    to.append(compose.getParts().begin(), compose.getParts().end());
  else if (!op.getDefiningOp<proxc::linop::EyeOp>())
    to.push_back(op);
}

mlir::Value Elaborator::compose(mlir::Value outer, mlir::Value inner,
                                SourceRange range) {
  if (!emit.isOn() || !outer || !inner)
    return {};
  llvm::SmallVector<mlir::Value> factors;
  addFactors(outer, factors);
  addFactors(inner, factors);
  if (factors.empty())
    return inner;
  if (factors.size() == 1)
    return factors[0];
  auto type = proxc::linop::OpType::get(
      context(), mlir::cast<proxc::linop::OpType>(inner.getType()).getDomain(),
      mlir::cast<proxc::linop::OpType>(outer.getType()).getRange());
  return emit.create<proxc::linop::ComposeOp>(range, type, factors);
}

Constant Elaborator::applyInstance(const Instance &instance,
                                   const Constant &operand, SourceRange range) {
  Constant result = computed(instance.range, {});
  if (!emit.isOn())
    return result;
  mlir::Value input = materialize(operand, instance.domain.element, range);
  if (instance.op.getDefiningOp<proxc::linop::EyeOp>()) {
    result.value = input;
    return result;
  }
  result.value = emit.create<proxc::linop::ApplyOp>(
      range, instance.range.ir(context()), instance.op, input);
  return result;
}

Affine Elaborator::applyInstance(const Instance &instance,
                                 const Affine &operand, SourceRange range) {
  Affine result;
  result.type = instance.range;
  for (const AffinePart &part : operand.parts)
    result.parts.push_back(part.with(compose(instance.op, part.op, range)));
  if (operand.constant)
    result.constant = applyInstance(instance, *operand.constant, range);
  return result;
}

mlir::Value Elaborator::placeholder(mlir::OpBuilder &builder,
                                    mlir::Location location) {
  auto space = mlir::RankedTensorType::get({}, builder.getF32Type());
  return proxc::linop::EyeOp::create(
      builder, location,
      proxc::linop::OpType::get(builder.getContext(), space, space));
}

//===----------------------------------------------------------------------===//
// Operators made of operators
//===----------------------------------------------------------------------===//

Operator::~Operator() = default;

std::optional<Instance> Operator::instantiate(Elaborator &elaborator,
                                              const ArrayType &domain,
                                              SourceRange use) const {
  std::optional<Instance> result = make(elaborator, domain, use);
  if (!result)
    return std::nullopt;
  if (result->range.count() > maxArrayEntries) {
    elaborator.error(use, "the result of `" + name + "`, " +
                              result->range.str() + ", is too large");
    return std::nullopt;
  }
  elaborator.noteDomain(*this, domain);
  return result;
}

std::optional<ArrayType> Operator::knownDomain(Elaborator &) const {
  return std::nullopt;
}
std::optional<ArrayType> Operator::domainFor(Elaborator &,
                                             const ArrayType &) const {
  return std::nullopt;
}
OperatorRef Operator::conjugated(Elaborator &) const {
  return shared_from_this();
}

namespace {

/// The domain of `op` for results of type `range`; reports where it is open.
std::optional<ArrayType> domainOf(Elaborator &elaborator, const Operator &op,
                                  const ArrayType &range, SourceRange use) {
  std::optional<ArrayType> domain = op.domainFor(elaborator, range);
  if (!domain)
    domain = op.knownDomain(elaborator);
  if (!domain)
    elaborator
        .error(use, "what `" + op.name +
                        "` acts on is not known here: its "
                        "results " +
                        range.str() + " have more than one origin")
        .note(op.range, "compose it with `eye(n)` or apply it where its domain "
                        "can be seen");
  return domain;
}

class AdjointOperator : public Operator {
public:
  explicit AdjointOperator(OperatorRef inner) : inner(std::move(inner)) {}

  std::optional<Instance> make(Elaborator &elaborator, const ArrayType &domain,
                               SourceRange use) const override {
    auto space = domainOf(elaborator, *inner, domain, use);
    return space ? instantiateFor(elaborator, *space, domain, use)
                 : std::nullopt;
  }

  /// The adjoint of the inner operator on `space`, applied to `domain`.
  std::optional<Instance> instantiateFor(Elaborator &elaborator,
                                         const ArrayType &space,
                                         const ArrayType &domain,
                                         SourceRange use) const {
    auto instance = inner->instantiate(elaborator, space, use);
    if (!instance)
      return std::nullopt;
    if (!sameShape(instance->range, domain)) {
      elaborator.error(use, "`" + name + "` acts on " + instance->range.str() +
                                ", found " + domain.str());
      return std::nullopt;
    }
    Instance result;
    result.domain = domain;
    result.range = instance->domain;
    if (!elaborator.emit.isOn())
      return result;
    result.op = elaborator.emit.create<proxc::linop::AdjointOp>(
        use, elaborator.opType(instance->range, instance->domain),
        instance->op);
    if (instance->range.element == domain.element)
      return result;
    if (isComplex(domain.element) && !isComplex(instance->range.element)) {
      elaborator.error(use, "`" + name + "` acts on " + instance->range.str() +
                                ", found complex data");
      return std::nullopt;
    }
    mlir::Value cast = elaborator.castOp(domain, instance->range.element, use);
    result.op = elaborator.compose(result.op, cast, use);
    return result;
  }

  std::optional<ArrayType> knownDomain(Elaborator &elaborator) const override {
    auto domain = inner->knownDomain(elaborator);
    if (!domain)
      return std::nullopt;
    Emitter::Off off(elaborator.emit);
    auto instance = inner->instantiate(elaborator, *domain, range);
    if (!instance)
      return std::nullopt;
    return instance->range;
  }
  std::optional<ArrayType> domainFor(Elaborator &elaborator,
                                     const ArrayType &range) const override {
    Emitter::Off off(elaborator.emit);
    auto instance = inner->instantiate(elaborator, range, this->range);
    if (!instance)
      return std::nullopt;
    return instance->range;
  }
  OperatorRef conjugated(Elaborator &elaborator) const override {
    OperatorRef other = inner->conjugated(elaborator);
    return other ? elaborator.adjoint(other, range) : nullptr;
  }

  OperatorRef inner;
};

class ProductOperator : public Operator {
public:
  explicit ProductOperator(std::vector<OperatorRef> factors)
      : factors(std::move(factors)) {}

  std::optional<Instance> make(Elaborator &elaborator, const ArrayType &domain,
                               SourceRange use) const override {
    Instance result{nullptr, domain, domain};
    llvm::SmallVector<std::pair<const Operator *, ArrayType>> seen;
    for (const OperatorRef &factor : llvm::reverse(factors)) {
      auto next =
          instantiateFactor(elaborator, *factor, result.range, seen, use);
      if (!next)
        return std::nullopt;
      seen.push_back({factor.get(), result.range});
      result.op =
          result.op ? elaborator.compose(next->op, result.op, range) : next->op;
      result.range = next->range;
    }
    return result;
  }

  /// In A.H * W * A the adjoint leads back to where A started, also where the
  /// results of A alone would not tell.
  static std::optional<Instance> instantiateFactor(
      Elaborator &elaborator, const Operator &factor, const ArrayType &domain,
      ArrayRef<std::pair<const Operator *, ArrayType>> seen, SourceRange use) {
    if (auto *adjoint = dynamic_cast<const AdjointOperator *>(&factor))
      for (const auto &[op, space] : llvm::reverse(seen))
        if (op == adjoint->inner.get())
          return adjoint->instantiateFor(elaborator, space, domain, use);
    return factor.instantiate(elaborator, domain, use);
  }

  std::optional<ArrayType> knownDomain(Elaborator &elaborator) const override {
    // Factors that do not change spaces pass on what the next one knows.
    std::optional<ArrayType> range;
    Emitter::Off off(elaborator.emit);
    for (const OperatorRef &factor : factors) {
      if (auto domain = factor->knownDomain(elaborator))
        range = domain;
      else
        range = range ? factor->domainFor(elaborator, *range) : std::nullopt;
    }
    return range;
  }
  std::optional<ArrayType> domainFor(Elaborator &elaborator,
                                     const ArrayType &range) const override {
    std::optional<ArrayType> space = range;
    for (const OperatorRef &factor : factors) {
      auto domain =
          space ? factor->domainFor(elaborator, *space) : std::nullopt;
      space = domain ? domain : factor->knownDomain(elaborator);
    }
    return space;
  }
  OperatorRef conjugated(Elaborator &elaborator) const override {
    std::vector<OperatorRef> others;
    for (const OperatorRef &factor : factors) {
      others.push_back(factor->conjugated(elaborator));
      if (!others.back())
        return nullptr;
    }
    return elaborator.product(std::move(others), range);
  }

  std::vector<OperatorRef> factors;
};

class SumOperator : public Operator {
public:
  explicit SumOperator(std::vector<OperatorRef> terms)
      : terms(std::move(terms)) {}

  std::optional<Instance> make(Elaborator &elaborator, const ArrayType &domain,
                               SourceRange use) const override {
    std::vector<Instance> parts;
    for (const OperatorRef &term : terms) {
      auto part = term->instantiate(elaborator, domain, use);
      if (!part)
        return std::nullopt;
      if (!parts.empty() && !sameShape(part->range, parts[0].range)) {
        elaborator
            .error(use, "the results of `" + term->name + "`, " +
                            part->range.str() +
                            ", do not add to those "
                            "of `" +
                            terms[0]->name + "`, " + parts[0].range.str())
            .note(range, "in this sum of operators");
        return std::nullopt;
      }
      parts.push_back(*part);
    }
    Instance result = parts[0];
    for (const Instance &part : parts)
      result.range.element = promote(result.range.element, part.range.element);
    if (!elaborator.emit.isOn())
      return result;
    llvm::SmallVector<mlir::Value> ops;
    for (const Instance &part : parts)
      ops.push_back(elaborator.compose(
          elaborator.castOp(part.range, result.range.element, range), part.op,
          range));
    result.op = elaborator.emit.create<proxc::linop::AddOp>(
        range, elaborator.opType(result.domain, result.range), ops);
    return result;
  }

  std::optional<ArrayType> knownDomain(Elaborator &elaborator) const override {
    for (const OperatorRef &term : terms)
      if (auto domain = term->knownDomain(elaborator))
        return domain;
    return std::nullopt;
  }
  std::optional<ArrayType> domainFor(Elaborator &elaborator,
                                     const ArrayType &range) const override {
    for (const OperatorRef &term : terms)
      if (auto domain = term->domainFor(elaborator, range))
        return domain;
    return std::nullopt;
  }
  OperatorRef conjugated(Elaborator &elaborator) const override {
    std::vector<OperatorRef> others;
    for (const OperatorRef &term : terms) {
      others.push_back(term->conjugated(elaborator));
      if (!others.back())
        return nullptr;
    }
    return elaborator.sum(std::move(others), range);
  }

  std::vector<OperatorRef> terms;
};

class ScaledOperator : public Operator {
public:
  ScaledOperator(Constant factor, OperatorRef inner)
      : factor(std::move(factor)), inner(std::move(inner)) {}

  std::optional<Instance> make(Elaborator &elaborator, const ArrayType &domain,
                               SourceRange use) const override {
    auto result = inner->instantiate(elaborator, domain, use);
    if (!result)
      return std::nullopt;
    mlir::Value scale = elaborator.scaleOp(factor, result->range, range);
    result->op = elaborator.compose(scale, result->op, range);
    result->range.element = promote(factor.type.element, result->range.element);
    return result;
  }
  std::optional<ArrayType> knownDomain(Elaborator &elaborator) const override {
    return inner->knownDomain(elaborator);
  }
  std::optional<ArrayType> domainFor(Elaborator &elaborator,
                                     const ArrayType &range) const override {
    return inner->domainFor(elaborator, range);
  }
  OperatorRef conjugated(Elaborator &elaborator) const override {
    OperatorRef other = inner->conjugated(elaborator);
    if (!other)
      return nullptr;
    return elaborator.scaled(elaborator.conjugate(factor, range), other, range);
  }

  Constant factor;
  OperatorRef inner;
};

} // namespace

OperatorRef Elaborator::finish(std::shared_ptr<Operator> op, std::string name,
                               SourceRange range, ArrayRef<OperatorRef> parts) {
  op->name = std::move(name);
  op->range = range;
  for (const OperatorRef &part : parts)
    op->depth = std::max(op->depth, part->depth + 1);
  // Recursion over operators is as deep as they nest.
  if (op->depth > 256) {
    error(range, "operators are made of operators more than 256 deep");
    return parts.front();
  }
  return op;
}

OperatorRef Elaborator::adjoint(const OperatorRef &op, SourceRange range) {
  if (auto *adjoint = dynamic_cast<const AdjointOperator *>(op.get()))
    return adjoint->inner;
  return finish(std::make_shared<AdjointOperator>(op), op->name + ".H", range,
                {op});
}

/// A chain grows at its front: only that is flattened, so that what a name
/// stands for stays one operator.
template <typename T>
static std::vector<OperatorRef>
flattenFront(std::vector<OperatorRef> parts,
             std::vector<OperatorRef> T::*inner) {
  auto *front = dynamic_cast<const T *>(parts.front().get());
  if (!front)
    return parts;
  std::vector<OperatorRef> flat = front->*inner;
  flat.insert(flat.end(), parts.begin() + 1, parts.end());
  return flat;
}

OperatorRef Elaborator::product(std::vector<OperatorRef> factors,
                                SourceRange range) {
  factors = flattenFront(std::move(factors), &ProductOperator::factors);
  std::string name = factors.front()->name + " * " + factors.back()->name;
  auto op = std::make_shared<ProductOperator>(factors);
  return finish(op, name, range, factors);
}

OperatorRef Elaborator::sum(std::vector<OperatorRef> terms, SourceRange range) {
  terms = flattenFront(std::move(terms), &SumOperator::terms);
  std::string name = terms.front()->name + " + " + terms.back()->name;
  auto op = std::make_shared<SumOperator>(terms);
  return finish(op, name, range, terms);
}

OperatorRef Elaborator::scaled(const Constant &factor, OperatorRef op,
                               SourceRange range) {
  return finish(std::make_shared<ScaledOperator>(factor, op), op->name, range,
                {op});
}

//===----------------------------------------------------------------------===//
// Application
//===----------------------------------------------------------------------===//

Value Elaborator::apply(const OperatorRef &op, const Value &operand,
                        SourceRange range) {
  if (operand.isPoison())
    return {};
  if (operand.isOperator()) {
    Value result(product({op, operand.op()}, range));
    result.range = range;
    return result;
  }
  const ArrayType *type = operand.type();
  if (!type || (operand.isConstant() && operand.constant().isSparse)) {
    error(operand.range,
          "`" + op->name + "` acts on an array, found " + operand.describe());
    return {};
  }
  // What has no precision of its own, and stored types, become floats.
  ArrayType domain = *type;
  if (!isSpace(domain.element))
    domain.element = adapt(domain.element, Element::F32);
  if (!isSpace(domain.element))
    domain.element = Element::F32;
  auto instance = op->instantiate(*this, domain, range);
  if (!instance)
    return {};
  Value result;
  if (operand.isConstant())
    result = Value(applyInstance(
        *instance, convert(operand.constant(), domain.element, range), range));
  else
    result = Value(applyInstance(*instance, operand.affine(), range));
  result.range = range;
  return result;
}
