//===- Subscripts.cpp - Slices, single entries, new axes --------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A subscript is a crop, then every step-th entry, then a reshape that drops
// the axes of single entries and inserts new ones. An entry whose position is a
// comprehension's variable is read by `tensor.extract_slice` where the array is
// constant, and selected by a mask where it depends on unknowns.
//
//===----------------------------------------------------------------------===//

#include "ElaboratorState.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include <cctype>

using namespace proxc::frontend;
namespace linop = proxc::linop;
using llvm::SmallVector;
using llvm::Twine;
using mlir::ShapedType;

namespace {

/// What happens to one axis of the array.
struct AxisSlice {
  int64_t begin = 0;
  int64_t size = ShapedType::kDynamic; ///< after the step
  int64_t span = ShapedType::kDynamic; ///< before the step
  int64_t step = 1;
  bool drop = false;
  /// The position is only known at run time.
  std::optional<Constant> index;
  /// Where the axis stands in the result, if it is not dropped.
  int64_t position = -1;
};

/// The most entries of a slice of an unknown that moves: each is an operator of
/// its own.
constexpr int64_t maxMoving = 16;

class Slicer {
public:
  Slicer(Elaborator &elaborator, const ArrayType &type, SourceRange range,
         const ScopeRef &scope)
      : elaborator(elaborator), type(type), range(range), scope(scope) {}

  bool read(llvm::ArrayRef<Subscript> subscripts);
  Value apply(const Value &base);

private:
  bool readIndex(const Subscript &subscript, int64_t axis);
  bool readSlice(const Subscript &subscript, int64_t axis);
  std::optional<int64_t> bound(const Expr *expr, int64_t otherwise,
                               int64_t extent, int64_t axis);
  bool outside(SourceRange where, int64_t value, int64_t axis);
  /// The axes after crop and step, before any is dropped or inserted.
  ArrayType sliced() const;
  Constant extract(const Constant &constant) const;
  Value select(Value value);
  bool isMember() const;
  std::optional<Constant> movingBegin(const Subscript &subscript, int64_t axis,
                                      int64_t &size, bool &failed);
  Value sliceUnknown(const Value &base);
  Value gather(const Value &base, size_t moving);

  Elaborator &elaborator;
  ArrayType type;
  SourceRange range;
  const ScopeRef &scope;
  std::vector<AxisSlice> slices;
  ArrayType result;
};

} // namespace

bool Slicer::outside(SourceRange where, int64_t value, int64_t axis) {
  elaborator.error(where, "position " + Twine(value) + " is outside of axis " +
                              Twine(axis) + ", which has " +
                              Twine(type.axes[axis].size) + " entries");
  return false;
}

bool Slicer::readIndex(const Subscript &subscript, int64_t axis) {
  auto constant =
      elaborator.evaluateConstant(subscript.begin, scope, "a position");
  if (!constant)
    return false;
  AxisSlice &slice = slices.emplace_back();
  slice.drop = true;
  slice.size = slice.span = 1;
  int64_t extent = type.axes[axis].size;
  if (!constant->type.isScalar() ||
      constant->type.element != Element::Integer) {
    elaborator.error(subscript.range,
                     "expected an integer position or a slice, "
                     "found " +
                         Value(*constant).describe());
    return false;
  }
  if (auto value = constant->integer()) {
    if (extent == ShapedType::kDynamic)
      return true;
    if (*value < -extent || *value >= extent)
      return outside(subscript.range, *value, axis);
    slice.begin = *value < 0 ? *value + extent : *value;
    return true;
  }
  if (constant->interval && extent != ShapedType::kDynamic) {
    if (constant->interval->first < 0)
      return outside(subscript.range, constant->interval->first, axis);
    if (constant->interval->second >= extent)
      return outside(subscript.range, constant->interval->second, axis);
  }
  slice.index = *constant;
  return true;
}

std::optional<int64_t> Slicer::bound(const Expr *expr, int64_t otherwise,
                                     int64_t extent, int64_t axis) {
  if (!expr)
    return otherwise;
  auto value = elaborator.evaluateSize(expr, scope, "the end of a slice");
  if (!value)
    return std::nullopt;
  if (*value == ShapedType::kDynamic || extent == ShapedType::kDynamic)
    return ShapedType::kDynamic;
  if (*value < -extent || *value > extent) {
    outside(expr->range, *value, axis);
    return std::nullopt;
  }
  return *value < 0 ? *value + extent : *value;
}

/// A size as a text and an integer that is added to it: `2 * i + 1` is `2 * i`
/// and 1.
static std::pair<std::string, int64_t> splitOffset(const Expr *expr) {
  auto packed = [](const char *begin, const char *end) {
    std::string text;
    for (const char *p = begin; p != end; ++p)
      if (!std::isspace(static_cast<unsigned char>(*p)))
        text += *p;
    return text;
  };
  const char *begin = expr->range.begin.getPointer();
  const char *end = expr->range.end.getPointer();
  auto *sum = llvm::dyn_cast<ChainExpr>(expr);
  if (sum && sum->kind() == Expr::Kind::Sum) {
    const ChainLink &last = sum->links.back();
    auto *number = llvm::dyn_cast<NumberExpr>(last.operand);
    if (number && number->integer)
      return {packed(begin, last.opRange.begin.getPointer()),
              last.op == BinaryOp::Add ? number->integerValue
                                       : -number->integerValue};
  }
  return {packed(begin, end), 0};
}

/// `i:i+n`, a window of n entries that moves with the variable of a
/// comprehension. Nothing where the slice is none; `failed` after an error.
std::optional<Constant> Slicer::movingBegin(const Subscript &subscript,
                                            int64_t axis, int64_t &size,
                                            bool &failed) {
  if (!subscript.begin || !subscript.end || subscript.step)
    return std::nullopt;
  auto begin = elaborator.evaluateConstant(subscript.begin, scope,
                                           "the begin of a slice");
  failed = !begin;
  if (failed || !begin->interval || begin->integer())
    return std::nullopt;
  auto [first, low] = splitOffset(subscript.begin);
  auto [last, high] = splitOffset(subscript.end);
  size = high - low;
  if (first != last) {
    elaborator.error(subscript.range,
                     "a slice that moves with the variable of a comprehension "
                     "has one size, as `i:i+2`");
    failed = true;
  } else if (size < 1) {
    elaborator.error(subscript.range, "the slice is empty");
    failed = true;
  } else if (int64_t extent = type.axes[axis].size;
             extent != ShapedType::kDynamic) {
    if (begin->interval->first < 0)
      failed = !outside(subscript.begin->range, begin->interval->first, axis);
    else if (begin->interval->second + size > extent)
      failed =
          !outside(subscript.end->range, begin->interval->second + size, axis);
  }
  return failed ? std::nullopt : begin;
}

bool Slicer::readSlice(const Subscript &subscript, int64_t axis) {
  AxisSlice &slice = slices.emplace_back();
  int64_t extent = type.axes[axis].size;
  bool failed = false;
  int64_t moving = 0;
  if (auto begin = movingBegin(subscript, axis, moving, failed)) {
    slice.index = *begin;
    slice.size = slice.span = moving;
    return true;
  }
  if (failed)
    return false;
  if (subscript.step) {
    auto step = elaborator.evaluateSize(subscript.step, scope, "a step");
    if (!step)
      return false;
    if (*step == 0) {
      elaborator.error(subscript.step->range, "the step of a slice is not 0");
      return false;
    }
    slice.step = *step;
  }
  bool dynamicStep = slice.step == ShapedType::kDynamic;
  bool backwards = !dynamicStep && slice.step < 0;
  bool unknown = extent == ShapedType::kDynamic;
  // Backwards from `begin` down to the entry after `end`, as in NumPy.
  int64_t first = backwards ? (unknown ? ShapedType::kDynamic : extent - 1) : 0;
  auto begin = bound(subscript.begin, first, extent, axis);
  auto end = bound(subscript.end, backwards ? -1 : extent, extent, axis);
  if (!begin || !end)
    return false;
  if (*begin == ShapedType::kDynamic || *end == ShapedType::kDynamic ||
      dynamicStep)
    return true;
  if (backwards && *begin == extent)
    return outside(subscript.begin->range, *begin, axis);
  int64_t span = backwards ? *begin - *end : *end - *begin;
  if (span <= 0) {
    elaborator.error(subscript.range, "the slice is empty");
    return false;
  }
  slice.begin = backwards ? *end + 1 : *begin;
  slice.span = span;
  slice.size = (span - 1) / std::abs(slice.step) + 1;
  return true;
}

bool Slicer::read(llvm::ArrayRef<Subscript> subscripts) {
  int64_t axis = 0;
  int64_t given = llvm::count_if(subscripts, [](const Subscript &s) {
    return s.kind != Subscript::Kind::New;
  });
  if (given > type.rank()) {
    elaborator.error(range, "too many subscripts: " + Twine(given) +
                                " for the " + Twine(type.rank()) + " axes of " +
                                type.str());
    return false;
  }
  result.element = type.element;
  for (const Subscript &subscript : subscripts) {
    if (subscript.kind == Subscript::Kind::New) {
      result.axes.push_back({1, ""});
      continue;
    }
    if (subscript.kind == Subscript::Kind::Index) {
      if (!readIndex(subscript, axis))
        return false;
    } else {
      if (!readSlice(subscript, axis))
        return false;
      slices.back().position = result.rank();
      result.axes.push_back({slices.back().size, type.axes[axis].name});
    }
    ++axis;
  }
  for (; axis < type.rank(); ++axis) {
    AxisSlice &slice = slices.emplace_back();
    slice.size = slice.span = type.axes[axis].size;
    result.axes.push_back(type.axes[axis]);
  }
  if (result.rank() > 8) {
    elaborator.error(range, "arrays have at most 8 axes");
    return false;
  }
  return true;
}

ArrayType Slicer::sliced() const {
  ArrayType after = type;
  for (auto [axis, slice] : llvm::zip(after.axes, slices))
    axis.size = slice.size;
  return after;
}

/// Entries of a known constant.
static std::vector<Complex> pick(const Constant &constant,
                                 llvm::ArrayRef<AxisSlice> slices) {
  if (constant.data->isSplat())
    return constant.data->entries;
  std::vector<Complex> entries;
  SmallVector<int64_t> index(slices.size(), 0);
  for (;;) {
    int64_t flat = 0;
    for (auto [i, slice] : llvm::enumerate(slices)) {
      int64_t position =
          slice.step > 0 ? slice.begin + index[i] * slice.step
                         : slice.begin + slice.span - 1 + index[i] * slice.step;
      flat = flat * constant.type.axes[i].size + position;
    }
    entries.push_back(constant.data->at(flat));
    int64_t axis = static_cast<int64_t>(slices.size()) - 1;
    for (; axis >= 0; --axis) {
      if (++index[axis] < slices[axis].size)
        break;
      index[axis] = 0;
    }
    if (axis < 0)
      return entries;
  }
}

/// A slice of a computed constant with positive steps.
Constant Slicer::extract(const Constant &constant) const {
  Constant out = elaborator.computed(result, {});
  Emitter &emit = elaborator.emit;
  if (!emit.isOn())
    return out;
  SmallVector<mlir::OpFoldResult> offsets, sizes, strides;
  mlir::OpBuilder &b = emit.builder;
  SmallVector<int64_t> kept;
  for (const AxisSlice &slice : slices) {
    if (slice.index)
      offsets.push_back(slice.index->value);
    else
      offsets.push_back(b.getIndexAttr(slice.begin));
    sizes.push_back(b.getIndexAttr(slice.size));
    strides.push_back(b.getIndexAttr(slice.step));
    if (!slice.drop)
      kept.push_back(slice.size);
  }
  mlir::Value source =
      elaborator.materialize(constant, constant.type.element, range);
  auto type = mlir::RankedTensorType::get(
      kept, mlir::getElementTypeOrSelf(source.getType()));
  out.value = source;
  if (source.getType() != type)
    out.value = emit.create<mlir::tensor::ExtractSliceOp>(
        range, type, source, offsets, sizes, strides);
  if (type.getShape() == llvm::ArrayRef<int64_t>(result.shape()))
    return out;
  // `new` axes have one entry each.
  auto target = result.ir(emit.context());
  if (isSpace(result.element)) {
    ArrayType before(result.element, kept);
    mlir::Value reshape =
        emit.create<linop::ReshapeOp>(range, elaborator.opType(before, result));
    out.value = emit.create<linop::ApplyOp>(range, target, reshape, out.value);
    return out;
  }
  mlir::Value shape = emit.create<mlir::arith::ConstantOp>(
      range, b.getIndexTensorAttr(target.getShape()));
  out.value =
      emit.create<mlir::tensor::ReshapeOp>(range, target, out.value, shape);
  return out;
}

mlir::Value Elaborator::selectOp(const ArrayType &from, int64_t axis,
                                 mlir::Value position, SourceRange range) {
  if (!emit.isOn())
    return {};
  // Zeros everywhere else, then the sum along the axis.
  ArrayType to = from;
  to.axes[axis].size = 1;
  Element real = realOf(from.element);
  mlir::Type entry = irElement(real, context());
  mlir::Value mask = emit.create<mlir::tensor::GenerateOp>(
      range, from.with(real).ir(context()), mlir::ValueRange{},
      [&](mlir::OpBuilder &b, mlir::Location loc, mlir::ValueRange index) {
        mlir::Value same = mlir::arith::CmpIOp::create(
            b, loc, mlir::arith::CmpIPredicate::eq, index[axis], position);
        mlir::Value one =
            mlir::arith::ConstantOp::create(b, loc, b.getFloatAttr(entry, 1.0));
        mlir::Value none =
            mlir::arith::ConstantOp::create(b, loc, b.getFloatAttr(entry, 0.0));
        mlir::tensor::YieldOp::create(
            b, loc,
            mlir::arith::SelectOp::create(b, loc, same, one, none).getResult());
      });
  SmallVector<int64_t> axes;
  for (int64_t i = 0; i < from.rank(); ++i)
    axes.push_back(i);
  mlir::Value keep =
      emit.create<linop::DiagOp>(range, opType(from, from), mask);
  mlir::Value repeat =
      emit.create<linop::BroadcastOp>(range, opType(to, from), axes);
  mlir::Value sum =
      emit.create<linop::AdjointOp>(range, opType(from, to), repeat);
  return compose(sum, keep, range);
}

ArrayType Elaborator::domainOf(const AffinePart &part) const {
  ArrayType type = unknowns[part.unknown].type;
  if (part.slicedBy)
    type.axes.erase(type.axes.begin() + part.axis);
  return type;
}

AffinePart Elaborator::unslice(const AffinePart &part, SourceRange range) {
  if (!part.slicedBy)
    return part;
  AffinePart result;
  result.unknown = part.unknown;
  if (!emit.isOn())
    return result;
  ArrayType from = unknowns[part.unknown].type, one = from;
  one.axes[part.axis].size = 1;
  mlir::Value drop =
      emit.create<linop::ReshapeOp>(range, opType(one, domainOf(part)));
  mlir::Value select = selectOp(from, part.axis, part.index, range);
  result.op = compose(part.op, compose(drop, select, range), range);
  return result;
}

/// Keeps one slice of each axis whose position is a comprehension's variable.
Value Slicer::select(Value value) {
  for (int64_t axis = type.rank() - 1; axis >= 0; --axis) {
    if (!slices[axis].index)
      continue;
    const Affine &e = value.affine();
    ArrayType from = e.type, to = e.type;
    to.axes[axis].size = 1;
    Instance instance{nullptr, from, to};
    instance.op =
        elaborator.selectOp(from, axis, slices[axis].index->value, range);
    value = Value(elaborator.applyInstance(instance, e, range));
    slices[axis].index.reset();
    slices[axis].begin = 0;
    type = to;
  }
  return value;
}

/// True for `S[i]` with i running over all of the leading axis.
bool Slicer::isMember() const {
  if (slices.empty() || !slices[0].index || !slices[0].index->loop ||
      !slices[0].index->interval || slices[0].index->interval->first != 0 ||
      slices[0].index->interval->second != type.axes[0].size - 1 ||
      result.rank() != type.rank() - 1)
    return false;
  for (size_t i = 1; i < slices.size(); ++i)
    if (slices[i].index || slices[i].drop || slices[i].step != 1 ||
        slices[i].size != type.axes[i].size)
      return false;
  return true;
}

/// In `u[i, ...]` what follows acts on one slice of the unknown: the family
/// becomes one block an entry.
Value Slicer::sliceUnknown(const Value &base) {
  const Affine &e = base.affine();
  if (e.parts.size() != 1 || !e.parts[0].bare || e.constant)
    return base;
  auto found = llvm::find_if(slices, [](const AxisSlice &slice) {
    return slice.index && slice.index->loop && slice.index->interval;
  });
  if (found == slices.end())
    return base;
  AffinePart part = e.parts[0];
  part.axis = found - slices.begin();
  part.first = found->index->interval->first;
  part.slicedBy = found->index->loop;
  part.index = found->index->value;
  part.bare = false;
  type.axes.erase(type.axes.begin() + part.axis);
  slices.erase(found);
  part.op = elaborator.identity(type, range);
  Affine slice;
  slice.type = type;
  slice.parts.push_back(part);
  return Value(slice);
}

/// `u[i:i+n]` as the sum of its entries, each put where it belongs.
Value Slicer::gather(const Value &base, size_t moving) {
  int64_t size = slices[moving].size, at = slices[moving].position;
  if (size > maxMoving) {
    elaborator.error(range, "a slice of an unknown that moves with the "
                            "variable of a comprehension has at most " +
                                Twine(maxMoving) + " entries, found " +
                                Twine(size) +
                                "; slices of constants may have more");
    return {};
  }
  Value sum;
  for (int64_t k = 0; k < size; ++k) {
    Slicer one(*this);
    one.result.axes[at].size = 1;
    AxisSlice &slice = one.slices[moving];
    slice.size = slice.span = 1;
    bool failed = false;
    slice.index =
        elaborator.binary(BinaryOp::Add, *slice.index, Constant::ofInteger(k),
                          range, range, failed);
    Value entry = one.apply(base);
    if (failed || entry.isPoison())
      return {};
    Instance pad{nullptr, one.result, result};
    SmallVector<int64_t> before(result.rank(), 0), after(result.rank(), 0);
    before[at] = k;
    after[at] = size - 1 - k;
    if (elaborator.emit.isOn())
      pad.op = elaborator.emit.create<linop::PadOp>(
          range, elaborator.opType(one.result, result),
          llvm::ArrayRef<int64_t>(before), llvm::ArrayRef<int64_t>(after));
    Value placed(elaborator.applyInstance(pad, entry.affine(), range));
    sum = k == 0
              ? placed
              : elaborator.add(sum, placed, /*subtract=*/false, range, range);
  }
  return sum;
}

Value Slicer::apply(const Value &base) {
  if (base.isConstant()) {
    Constant constant = base.constant();
    bool dynamic = llvm::any_of(
        slices, [](const AxisSlice &s) { return s.index.has_value(); });
    if (constant.data && !dynamic && type.hasStaticShape() &&
        result.hasStaticShape())
      return Value(elaborator.known(result, pick(constant, slices)));
    bool forward =
        llvm::all_of(slices, [](const AxisSlice &s) { return s.step > 0; });
    if (forward || !elaborator.emit.isOn()) {
      Constant slice = extract(constant);
      if (isMember()) {
        slice.sliceOf = std::make_shared<Constant>(constant);
        slice.sliceLoop = slices[0].index->loop;
      }
      return Value(slice);
    }
    Element space = widened(constant.type.element);
    if (!isSpace(space))
      space = Element::F64;
    Affine e;
    e.type = constant.type.with(space);
    e.constant = elaborator.convert(constant, space, range);
    type.element = result.element = space;
    return Value(*apply(Value(e)).affine().constant);
  }
  for (auto [axis, slice] : llvm::enumerate(slices))
    if (slice.index && slice.size > 1)
      return gather(base, axis);
  Value value = sliceUnknown(base);
  if (llvm::any_of(slices,
                   [](const AxisSlice &s) { return s.index.has_value(); }))
    value = select(std::move(value));
  const Affine &e = value.affine();
  Emitter &emit = elaborator.emit;
  Instance instance{nullptr, e.type, result};
  if (emit.isOn()) {
    SmallVector<int64_t> offsets, spans, steps;
    ArrayType window = type;
    for (auto [axis, slice] : llvm::zip(window.axes, slices)) {
      offsets.push_back(slice.begin);
      spans.push_back(slice.span);
      steps.push_back(slice.step);
      axis.size = slice.span;
    }
    instance.op = elaborator.identity(type, range);
    if (window.shape() != type.shape())
      instance.op = emit.create<linop::CropOp>(
          range, elaborator.opType(type, window), offsets, spans);
    ArrayType stepped = sliced();
    if (llvm::any_of(steps, [](int64_t step) { return step != 1; }))
      instance.op = elaborator.compose(
          emit.create<linop::SubsampleOp>(
              range, elaborator.opType(window, stepped), steps),
          instance.op, range);
    if (stepped.shape() != result.shape())
      instance.op =
          elaborator.compose(emit.create<linop::ReshapeOp>(
                                 range, elaborator.opType(stepped, result)),
                             instance.op, range);
  }
  return Value(elaborator.applyInstance(instance, e, range));
}

Value Elaborator::subscript(const Value &base, const Suffix &suffix,
                            SourceRange range, const ScopeRef &scope) {
  const ArrayType *type = base.type();
  if (!type) {
    error(suffix.range,
          "only arrays have subscripts, found " + base.describe());
    return {};
  }
  if (base.isConstant() && base.constant().isSparse) {
    error(suffix.range, "a sparse matrix has no subscripts");
    return {};
  }
  Slicer slicer(*this, *type, range, scope);
  if (!slicer.read(suffix.subscripts))
    return {};
  return slicer.apply(base);
}
