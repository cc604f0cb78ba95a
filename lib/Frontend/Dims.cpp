//===- Dims.cpp - Inferring sizes from the shapes of data -------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ElaboratorState.h"
#include "proxc/Frontend/Frontend.h"
#include "llvm/Support/CheckedArithmetic.h"

using namespace proxc::frontend;
using llvm::StringRef;
using llvm::Twine;

namespace {

using Sizes = std::map<std::string, int64_t>;

std::optional<int64_t> sizeOf(const Expr *expr, const Sizes &sizes);

std::optional<int64_t> combine(BinaryOp op, int64_t a, int64_t b) {
  switch (op) {
  case BinaryOp::Add:
    return llvm::checkedAdd(a, b);
  case BinaryOp::Subtract:
    return llvm::checkedSub(a, b);
  case BinaryOp::Multiply:
    return llvm::checkedMul(a, b);
  case BinaryOp::FloorDivide:
  case BinaryOp::Remainder: {
    if (b == 0 || b == -1)
      return std::nullopt;
    int64_t q = a / b - (a % b != 0 && (a < 0) != (b < 0));
    return op == BinaryOp::FloorDivide ? q : a - b * q;
  }
  default:
    return std::nullopt;
  }
}

/// The value of a size expression, or nothing where a dim has none yet. Errors
/// are left to the evaluation proper.
std::optional<int64_t> sizeOf(const Expr *expr, const Sizes &sizes) {
  if (auto *number = llvm::dyn_cast<NumberExpr>(expr))
    return number->integer ? std::optional(number->integerValue) : std::nullopt;
  if (auto *name = llvm::dyn_cast<NameExpr>(expr)) {
    auto it = sizes.find(name->name.str());
    return it == sizes.end() ? std::nullopt : std::optional(it->second);
  }
  if (auto *negate = llvm::dyn_cast<NegateExpr>(expr)) {
    auto value = sizeOf(negate->operand, sizes);
    return value ? combine(BinaryOp::Subtract, 0, *value) : std::nullopt;
  }
  if (auto *chain = llvm::dyn_cast<ChainExpr>(expr)) {
    auto value = sizeOf(chain->first, sizes);
    for (const ChainLink &link : chain->links) {
      auto operand = sizeOf(link.operand, sizes);
      if (!value || !operand)
        return std::nullopt;
      value = combine(link.op, *value, *operand);
    }
    return value;
  }
  return std::nullopt;
}

/// Names of dims, each once.
using Names = std::vector<std::string>;

void addName(StringRef name, Names &names) {
  if (!llvm::is_contained(names, name))
    names.push_back(name.str());
}

} // namespace

/// What is known of the dims, from the program and then from data.
struct proxc::frontend::Dims {
  /// A dim whose value follows from those of others without one.
  struct Derived {
    std::string name;
    const Expr *value;
    Names needs;
  };

  Sizes sizes;
  llvm::StringMap<SourceRange> open;
  std::vector<Derived> derived; ///< in order of declaration

  void declare(const DimDecl *decl, const Options &options);
  /// Adds the sizes that follow from those that are known.
  void derive(Sizes &known) const {
    for (const Derived &dim : derived)
      if (auto value = sizeOf(dim.value, known))
        known[dim.name] = *value;
  }
  /// The dims without a value that an expression needs.
  void collectOpen(const Expr *expr, Names &found) const;
  std::optional<int64_t> solveFor(const std::string &name, const Expr *size,
                                  int64_t extent, bool &none) const;
  void settle(const std::string &name, int64_t value) {
    sizes[name] = value;
    derive(sizes);
  }
};

void Dims::declare(const DimDecl *decl, const Options &options) {
  std::string name = decl->name.text.str();
  auto given = options.dims.find(name);
  if (given != options.dims.end()) {
    sizes[name] = given->second;
  } else if (!decl->value) {
    open[name] = decl->name.range;
  } else if (auto value = sizeOf(decl->value, sizes)) {
    sizes[name] = *value;
  } else {
    Names needs;
    collectOpen(decl->value, needs);
    bool isNew = !open.count(name) &&
                 llvm::none_of(derived, [&](const Derived &dim) {
                   return dim.name == name;
                 });
    if (isNew && !needs.empty())
      derived.push_back({name, decl->value, needs});
  }
}

void Dims::collectOpen(const Expr *expr, Names &found) const {
  if (auto *name = llvm::dyn_cast<NameExpr>(expr)) {
    if (sizes.count(name->name.str()))
      return;
    if (open.count(name->name))
      addName(name->name, found);
    for (const Derived &dim : derived)
      if (dim.name == name->name)
        for (const std::string &need : dim.needs)
          if (!sizes.count(need))
            addName(need, found);
  } else if (auto *negate = llvm::dyn_cast<NegateExpr>(expr)) {
    collectOpen(negate->operand, found);
  } else if (auto *chain = llvm::dyn_cast<ChainExpr>(expr)) {
    collectOpen(chain->first, found);
    for (const ChainLink &link : chain->links)
      collectOpen(link.operand, found);
  }
}

/// The only value of dim `name` that gives `extent`, or nothing; `none` says
/// that there is no such value rather than several, or one that is not found.
std::optional<int64_t> Dims::solveFor(const std::string &name,
                                      const Expr *size, int64_t extent,
                                      bool &none) const {
  constexpr int64_t mostTried = 1 << 20;
  none = false;
  Sizes known = sizes;
  auto sizeAt = [&](int64_t n) {
    known[name] = n;
    derive(known);
    return sizeOf(size, known);
  };
  std::optional<int64_t> solution;
  int64_t last = std::min<int64_t>(extent, mostTried / 4) * 4 + 64;
  for (int64_t n = 1; n <= last; ++n) {
    if (sizeAt(n) != extent)
      continue;
    if (solution)
      return std::nullopt;
    solution = n;
  }
  if (solution || extent <= mostTried / 4) {
    none = !solution;
    return solution;
  }
  // Behind what is tried one by one a size is followed as the line that it has
  // been so far.
  std::optional<int64_t> first = sizeAt(1), second = sizeAt(2);
  std::optional<int64_t> end = sizeAt(last);
  if (!first || !second || !end)
    return std::nullopt;
  std::optional<int64_t> step = llvm::checkedSub(*second, *first);
  std::optional<int64_t> rise = llvm::checkedSub(*end, *first);
  std::optional<int64_t> wanted = llvm::checkedSub(extent, *first);
  if (!step || *step == 0 || !rise || !wanted || *rise % (last - 1) != 0 ||
      *rise / (last - 1) != *step)
    return std::nullopt;
  int64_t n = *wanted / *step + 1;
  return n > last && sizeAt(n) == extent ? std::optional(n) : std::nullopt;
}

/// An axis whose extent is known from data.
struct proxc::frontend::KnownAxis {
  const ArrayDecl *decl;
  const Expr *size;
  int64_t extent;
};

/// The axes of all declarations that data are given for; `misfits` are those
/// whose data have another number of axes.
static std::vector<KnownAxis> knownAxes(const SyntaxTree &tree,
                                    const Options &options,
                                    std::vector<const ArrayDecl *> &misfits) {
  std::vector<KnownAxis> result;
  for (const Decl *decl : tree.declarations) {
    auto *array = llvm::dyn_cast<ArrayDecl>(decl);
    if (!array || decl->kind() == Decl::Kind::Out)
      continue;
    auto given = options.shapes.find(decl->name.text.str());
    if (given == options.shapes.end())
      continue;
    if (given->second.size() != array->type->axes.size()) {
      misfits.push_back(array);
      continue;
    }
    for (auto [axis, extent] : llvm::zip(array->type->axes, given->second))
      result.push_back({array, axis.size, extent});
  }
  return result;
}

void Elaborator::inferDims(const SyntaxTree &tree) {
  Dims dims;
  for (const Decl *decl : tree.declarations)
    if (auto *dim = llvm::dyn_cast<DimDecl>(decl))
      dims.declare(dim, options);
  if (dims.open.empty())
    return;
  std::vector<const ArrayDecl *> misfits;
  std::vector<KnownAxis> axes = knownAxes(tree, options, misfits);
  std::map<std::string, const KnownAxis *> origin;
  auto settle = [&](const std::string &name, int64_t value, const KnownAxis &from) {
    dims.settle(name, value);
    state->inferred[name] = value;
    origin[name] = &from;
  };
  // First the axes that are a bare name.
  for (const KnownAxis &axis : axes) {
    auto *name = llvm::dyn_cast<NameExpr>(axis.size);
    if (!name || !dims.open.count(name->name))
      continue;
    std::string dim = name->name.str();
    auto it = origin.find(dim);
    if (it == origin.end()) {
      settle(dim, axis.extent, axis);
    } else if (dims.sizes[dim] != axis.extent) {
      state->contradicted.insert(axis.decl->name.text);
      error(axis.size->range,
            "`" + dim + "` is " + Twine(axis.extent) + " in the data of `" +
                axis.decl->name.text + "`, but " + Twine(dims.sizes[dim]) +
                " in the data of `" + it->second->decl->name.text + "`")
          .note(it->second->size->range, "`" + dim + "` was taken from here");
    }
  }
  // Then the rest, where there is one solution.
  for (const KnownAxis &axis : axes) {
    Names unknown;
    dims.collectOpen(axis.size, unknown);
    bool none;
    if (unknown.size() == 1)
      if (auto value = dims.solveFor(unknown[0], axis.size, axis.extent, none))
        settle(unknown[0], *value, axis);
  }
  reportMisfits(dims, axes, misfits);
}

void Elaborator::reportMisfits(const Dims &dims,
                               llvm::ArrayRef<KnownAxis> axes,
                               llvm::ArrayRef<const ArrayDecl *> misfits) {
  for (const KnownAxis &axis : axes) {
    Names unknown;
    dims.collectOpen(axis.size, unknown);
    bool none = false;
    if (unknown.size() == 1 && !state->lostDims.contains(unknown[0]))
      dims.solveFor(unknown[0], axis.size, axis.extent, none);
    if (!none)
      continue;
    error(axis.size->range,
          "the data of `" + axis.decl->name.text + "` have " +
              Twine(axis.extent) + " entries along this axis, which is not `" +
              textOf(axis.size->range) + "` for any `" + unknown[0] + "`");
    state->lostDims.insert(unknown[0]);
    state->contradicted.insert(axis.decl->name.text);
  }
  for (const ArrayDecl *decl : misfits) {
    Names unknown;
    for (const AxisSyntax &axis : decl->type->axes)
      dims.collectOpen(axis.size, unknown);
    if (unknown.empty())
      continue;
    reportGivenShape(decl, options.shapes.at(decl->name.text.str()),
                     textOf(decl->type->range));
    state->contradicted.insert(decl->name.text);
    for (const std::string &name : unknown)
      state->lostDims.insert(name);
  }
}

std::string proxc::frontend::inferDims(const ProgramInfo &info,
                                       const Declared &space,
                                       llvm::ArrayRef<int64_t> shape,
                                       Sizes &sizes) {
  Dims dims;
  dims.sizes = sizes;
  for (const auto &[name, value] : info.dims)
    if (mlir::ShapedType::isDynamic(value))
      dims.open[name];
    else
      dims.sizes.try_emplace(name, value);
  struct Parsed {
    std::unique_ptr<SyntaxTree> tree;
    const Expr *size = nullptr;
  };
  DiagnosticSink sink;
  std::vector<Parsed> axes(shape.size());
  for (auto [axis, text, size] : llvm::zip(axes, space.dims, space.shape)) {
    // What does not fit where the size is known is told of the whole shape.
    if (text.empty() || !mlir::ShapedType::isDynamic(size))
      continue;
    axis.tree = parse(sink.addBuffer({"", "dim size = " + text}), sink);
    if (!sink.hasErrors() && !axis.tree->declarations.empty())
      axis.size = llvm::cast<DimDecl>(axis.tree->declarations.front())->value;
  }
  for (bool bare : {true, false})
    for (auto [axis, extent] : llvm::zip(axes, shape)) {
      Names unknown;
      if (axis.size && llvm::isa<NameExpr>(axis.size) == bare)
        dims.collectOpen(axis.size, unknown);
      bool none = false;
      if (unknown.size() == 1)
        if (auto value = dims.solveFor(unknown[0], axis.size, extent, none))
          dims.settle(unknown[0], *value);
    }
  sizes = dims.sizes;
  for (auto [axis, extent, text] : llvm::zip(axes, shape, space.dims)) {
    std::optional<int64_t> size;
    if (axis.size)
      size = sizeOf(axis.size, sizes);
    if (size && *size != extent)
      return ("`" + text + "` is " + Twine(*size) + " and " + Twine(extent))
          .str();
  }
  return "";
}

void Elaborator::declareDim(const DimDecl *decl) {
  std::string name = decl->name.text.str();
  Constant value = Constant::unknownInteger();
  auto given = options.dims.find(name);
  auto inferred = state->inferred.find(name);
  if (given != options.dims.end()) {
    value = Constant::ofInteger(given->second);
  } else if (decl->value) {
    auto constant = evaluateConstant(decl->value, nullptr, "an integer");
    if (constant && (!constant->type.isScalar() ||
                     constant->type.element != Element::Integer)) {
      error(decl->value->range,
            "a `dim` is an integer, found " + Value(*constant).describe());
      constant.reset();
    }
    if (!constant) {
      define(decl->name, Value());
      return;
    }
    value = *constant;
  } else if (inferred != state->inferred.end()) {
    value = Constant::ofInteger(inferred->second);
  } else if (state->lostDims.contains(name)) {
    define(decl->name, Value());
    return;
  } else if (!options.checkOnly) {
    error(decl->name.range, "`" + name + "` has no value: give it with `-D " +
                                name +
                                "=...`, here, or by the data of an "
                                "input whose shape names it");
    define(decl->name, Value());
    return;
  }
  auto integer = value.integer();
  info.dims.push_back({name, integer.value_or(mlir::ShapedType::kDynamic)});
  if (!integer)
    emit.turnOff();
  define(decl->name, Value(value));
}
