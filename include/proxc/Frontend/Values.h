//===- Values.h - What an expression can be ---------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An expression is a constant, an expression affine in the unknowns, a linear
// operator, a sum of terms, a string, or something that can be called. IR
// values in here are null where nothing is emitted: while sizes are not known
// (`check`), and while a body is only looked at.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_FRONTEND_VALUES_H
#define PROXC_FRONTEND_VALUES_H

#include "mlir/IR/Value.h"
#include "proxc/Frontend/Types.h"
#include <complex>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace proxc::frontend {

class Elaborator;
class Operator;
using OperatorRef = std::shared_ptr<const Operator>;
struct FunctionDef;
struct BuiltinDef;

using Complex = std::complex<double>;

/// Entries of a constant that the compiler knows, row-major; a single entry
/// stands for all of them.
struct Data {
  std::vector<Complex> entries;
  /// What the program calls or writes for them; may be empty.
  std::string text = "";

  bool isSplat() const { return entries.size() == 1; }
  Complex at(int64_t i) const { return entries[isSplat() ? 0 : i]; }
};

/// A constant: known now (`data`) or computed by the program's set-up (`value`,
/// a tensor; an `index` for the variable of a comprehension).
struct Constant {
  ArrayType type;
  std::shared_ptr<const Data> data;
  mlir::Value value;
  /// For integers that depend on a comprehension's variable: the least and the
  /// greatest value.
  std::optional<std::pair<int64_t, int64_t>> interval;
  /// The number of the comprehension whose variable this is, or its variable
  /// plus an integer; else 0.
  int loop = 0;
  /// In the body of a comprehension: this is `sliceOf[i]`, i the variable of
  /// the comprehension of number `sliceLoop` or that plus an integer, which
  /// runs over all of its entries.
  std::shared_ptr<const Constant> sliceOf;
  int sliceLoop = 0;
  /// Set for what `negate` has made: the constant that it negated.
  std::shared_ptr<const Constant> negationOf;
  /// A sparse matrix (`param G : sparse ...`); only `sparse(G)` takes it.
  mlir::Attribute sparse;
  bool isSparse = false;

  bool isKnown() const { return data != nullptr; }
  bool isKnownScalar() const { return data && type.isScalar(); }
  /// The entry of a known number.
  Complex number() const { return data->at(0); }
  /// The value of a known integer number.
  std::optional<int64_t> integer() const;

  static Constant ofInteger(int64_t value);
  static Constant ofReal(double value);
  static Constant ofComplex(Complex value);
  static Constant ofBool(bool value);
  /// An integer that is not known yet.
  static Constant unknownInteger();
};

/// A · u_j. `op` has the space of unknown j as its domain.
struct AffinePart {
  unsigned unknown = 0;
  mlir::Value op;
  /// The unknown itself: `op` is the identity.
  bool bare = false;
  /// In the body of a comprehension: A acts on one position of the axis `axis`
  /// of u_j alone, which follows the variable of the comprehension of this
  /// number (0: A acts on all of u_j). `first` is the position in the first
  /// member, and `index` that of this one in the IR.
  int slicedBy = 0;
  int64_t axis = 0, first = 0;
  mlir::Value index{};

  /// Both act on one slice of an unknown, or on all of it.
  bool actsLike(const AffinePart &other) const {
    return unknown == other.unknown && slicedBy == other.slicedBy &&
           axis == other.axis && first == other.first;
  }

  /// The same part with an operator that acts after this one.
  AffinePart with(mlir::Value newOp) const {
    AffinePart part = *this;
    part.op = newOp;
    part.bare = false;
    return part;
  }
};

/// The sum of `parts` (no two of which act alike) and `constant`.
struct Affine {
  ArrayType type;
  std::vector<AffinePart> parts;
  std::optional<Constant> constant;
};

/// A weight that has moved into what a function acts on, where its sign is
/// lost: the numbers, in an array where the term is of a family, are not
/// negative.
struct MovedWeight {
  Constant value;
  /// As `weightRange` and `divided` of the term.
  SourceRange range;
  bool divided = false;
};

/// weight * f(argument).
struct Term {
  const FunctionDef *function = nullptr;
  Affine argument;
  /// Constant arguments of f in the order of its parameters.
  std::vector<Constant> constants;
  /// Axes that f works along.
  std::vector<int64_t> axes;
  Constant weight = Constant::ofReal(1);
  /// `f(...) / factor`: the range of the weight is that of the factor.
  bool divided = false;
  SourceRange range;
  /// Where the weight stands, for errors about its sign.
  SourceRange weightRange;
  std::vector<MovedWeight> movedWeights;
};

/// A `let` function with the names that it sees.
struct Scope;
struct LetFunction {
  const LetDecl *decl = nullptr;
  std::vector<ArrayType> formals;
};

/// What has been reported already; nothing more is said about it.
struct Poison {};

class Value {
public:
  using Variant =
      std::variant<Poison, Constant, Affine, OperatorRef, std::vector<Term>,
                   std::string, const BuiltinDef *, LetFunction>;

  Value() = default;
  Value(Constant constant) : content(std::move(constant)) {}
  Value(Affine affine) : content(std::move(affine)) {}
  Value(OperatorRef op) : content(std::move(op)) {}
  Value(std::vector<Term> terms) : content(std::move(terms)) {}
  Value(std::string text) : content(std::move(text)) {}
  Value(const BuiltinDef *builtin) : content(builtin) {}
  Value(LetFunction function) : content(std::move(function)) {}

  template <typename T> bool is() const {
    return std::holds_alternative<T>(content);
  }
  template <typename T> const T &get() const { return std::get<T>(content); }
  template <typename T> T &get() { return std::get<T>(content); }

  bool isPoison() const { return is<Poison>(); }
  bool isConstant() const { return is<Constant>(); }
  bool isAffine() const { return is<Affine>(); }
  bool isOperator() const { return is<OperatorRef>(); }
  bool isTerms() const { return is<std::vector<Term>>(); }
  const Constant &constant() const { return get<Constant>(); }
  const Affine &affine() const { return get<Affine>(); }
  const OperatorRef &op() const { return get<OperatorRef>(); }
  const std::vector<Term> &terms() const { return get<std::vector<Term>>(); }

  /// The type of a constant or of an expression in the unknowns, else null.
  const ArrayType *type() const;
  /// "an operator", "a constant f32[3]", ...
  std::string describe() const;

  /// The expression that gave this value.
  SourceRange range;
  /// The declaration of the name that the expression is, if it is one.
  SourceRange declaration;

private:
  Variant content;
};

/// What an operator is on one domain. `op` is null where nothing is emitted.
struct Instance {
  mlir::Value op;
  ArrayType domain;
  ArrayType range;
};

/// A linear operator whose domain is not fixed yet. Objects are immutable and
/// shared: two uses of one `let` are the same object.
class Operator : public std::enable_shared_from_this<Operator> {
public:
  virtual ~Operator();

  /// The operator on `domain`, whose element type has a precision; nothing
  /// where it cannot act on it, which has been reported at `use`.
  std::optional<Instance> instantiate(Elaborator &elaborator,
                                      const ArrayType &domain,
                                      SourceRange use) const;
  /// The domain where the operator knows it by itself.
  virtual std::optional<ArrayType> knownDomain(Elaborator &elaborator) const;
  /// The domain that gives `range`, where there is only one.
  virtual std::optional<ArrayType> domainFor(Elaborator &elaborator,
                                             const ArrayType &range) const;
  /// The operator with all of its constants conjugated; nothing for an operator
  /// that is only real-linear.
  virtual OperatorRef conjugated(Elaborator &elaborator) const;
  /// n for `eye(n)`.
  virtual std::optional<int64_t> identitySize() const { return std::nullopt; }

  /// How it is called in messages: "conv", "A * B".
  std::string name;
  SourceRange range;
  /// How deep operators nest in this one.
  unsigned depth = 1;

private:
  virtual std::optional<Instance> make(Elaborator &elaborator,
                                       const ArrayType &domain,
                                       SourceRange use) const = 0;
};

} // namespace proxc::frontend

#endif // PROXC_FRONTEND_VALUES_H
