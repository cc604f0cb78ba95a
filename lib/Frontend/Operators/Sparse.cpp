//===- Sparse.cpp - sparse matrices -----------------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Leaf.h"

using namespace proxc::frontend;
using llvm::Twine;
namespace linop = proxc::linop;

static OperatorRef makeSparse(Elaborator &elaborator,
                              const Arguments &arguments) {
  const Argument &m = arguments["M"];
  Constant matrix = m.constant;
  if (!matrix.isSparse) {
    auto report =
        elaborator.error(m.range, "`sparse` takes a sparse matrix, found " +
                                      Value(matrix).describe() +
                                      "; it is declared as `param M : sparse "
                                      "f32[m, n]`");
    if (m.declaration.isValid())
      report.note(m.declaration, "it is declared here");
    return nullptr;
  }
  if (!matrix.sparse && elaborator.emit.isOn()) {
    elaborator
        .error(m.range, "a sparse matrix must be known when the program is "
                        "compiled: `load` it, or give it with `--bind`")
        .note(m.declaration, "it is declared here");
    return nullptr;
  }
  ArrayType rows(matrix.type.element, {matrix.type.axes[0]});
  ArrayType columns(matrix.type.element, {matrix.type.axes[1]});
  Leaf leaf;
  leaf.knownDomain = columns;
  leaf.domainFor = [columns](Elaborator &, const ArrayType &range) {
    return std::optional(columns.with(range.element));
  };
  leaf.make = [=](Elaborator &elaborator, const ArrayType &domain,
                  SourceRange use) -> std::optional<Instance> {
    if (!sameShape(domain, columns)) {
      elaborator
          .error(use,
                 "the matrix " + matrix.type.str() + " acts on vectors of " +
                     (columns.axes[0].isKnown() ? Twine(columns.axes[0].size)
                                                : Twine("?")) +
                     " entries, found " + domain.str())
          .note(m.declaration, "the matrix is declared here");
      return std::nullopt;
    }
    Instance result{nullptr, domain,
                    rows.with(promote(rows.element, domain.element))};
    if (elaborator.emit.isOn())
      result.op = elaborator.emit.create<linop::SparseOp>(
          use, elaborator.opType(domain, result.range),
          mlir::cast<linop::CsrAttr>(matrix.sparse));
    return result;
  };
  if (isComplex(matrix.type.element))
    leaf.conjugated = [](Elaborator &) { return OperatorRef(); };
  return makeLeaf("sparse", arguments, std::move(leaf));
}

void proxc::frontend::registerSparse(Registry &registry) {
  BuiltinDef &def = registry.add("sparse", BuiltinDef::Kind::Operator,
                                 "a sparse matrix known at compile time");
  def.parameters = {{"M", ParameterKind::Array, true, {}, ""}};
  def.op.make = makeSparse;
}
