//===- AST.h - The syntax tree of a program ---------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One class per production of the grammar. Chains of `+ -`, of `* / // %` and
// of calls, subscripts and members are kept flat, so that the depth of a tree
// is bounded by how deep brackets nest, not by how long a line is. Nodes live
// in the arena of their SyntaxTree; all text points into the source buffer.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_FRONTEND_AST_H
#define PROXC_FRONTEND_AST_H

#include "proxc/Frontend/Diagnostics.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/Casting.h"
#include <cstdint>
#include <vector>

namespace proxc::frontend {

/// A name as written. An absent name has empty text.
struct Identifier {
  llvm::StringRef text;
  SourceRange range;

  explicit operator bool() const { return !text.empty(); }
};

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

class Expr {
public:
  enum class Kind {
    Number,
    String,
    Name,
    List,
    Negate,
    Power,
    Sum,
    Product,
    Compare,
    Postfix
  };

  Kind kind() const { return exprKind; }
  /// What the expression covers, brackets around it included.
  SourceRange range;

protected:
  Expr(Kind kind, SourceRange range) : range(range), exprKind(kind) {}

private:
  Kind exprKind;
};

/// `3`, `2.5`, `1e-3`, `2i`.
class NumberExpr : public Expr {
public:
  NumberExpr(SourceRange range, double value, bool integer, bool imaginary)
      : Expr(Kind::Number, range), value(value), integer(integer),
        imaginary(imaginary) {}
  double value;
  int64_t integerValue = 0; ///< set where `integer`
  bool integer;             ///< neither point nor exponent nor `i`
  bool imaginary;
  static bool classof(const Expr *e) { return e->kind() == Kind::Number; }
};

/// A string; `text` is without its quotes.
class StringExpr : public Expr {
public:
  StringExpr(SourceRange range, llvm::StringRef text)
      : Expr(Kind::String, range), text(text) {}
  llvm::StringRef text;
  static bool classof(const Expr *e) { return e->kind() == Kind::String; }
};

class NameExpr : public Expr {
public:
  explicit NameExpr(Identifier name)
      : Expr(Kind::Name, name.range), name(name.text) {}
  llvm::StringRef name;
  static bool classof(const Expr *e) { return e->kind() == Kind::Name; }
};

/// `for variable in begin:end`.
struct Comprehension {
  Identifier variable;
  const Expr *begin = nullptr;
  const Expr *end = nullptr;
  SourceRange range;
};

/// One entry of a list: a value, or a range `value:end`.
struct ListElement {
  const Expr *value = nullptr;
  const Expr *end = nullptr; ///< null for a plain value
};

/// `[a, b]`, `[0:3, 4:8]`, `[f(i) for i in 0:n]`.
class ListExpr : public Expr {
public:
  ListExpr(SourceRange range, llvm::ArrayRef<ListElement> elements,
           const Comprehension *comprehension)
      : Expr(Kind::List, range), elements(elements),
        comprehension(comprehension) {}
  llvm::ArrayRef<ListElement> elements;
  const Comprehension *comprehension; ///< null for a list of values
  static bool classof(const Expr *e) { return e->kind() == Kind::List; }
};

class NegateExpr : public Expr {
public:
  NegateExpr(SourceRange range, const Expr *operand)
      : Expr(Kind::Negate, range), operand(operand) {}
  const Expr *operand;
  static bool classof(const Expr *e) { return e->kind() == Kind::Negate; }
};

/// `base ** exponent`.
class PowerExpr : public Expr {
public:
  PowerExpr(SourceRange range, const Expr *base, SourceRange opRange,
            const Expr *exponent)
      : Expr(Kind::Power, range), base(base), opRange(opRange),
        exponent(exponent) {}
  const Expr *base;
  SourceRange opRange;
  const Expr *exponent;
  static bool classof(const Expr *e) { return e->kind() == Kind::Power; }
};

enum class BinaryOp {
  Add,
  Subtract,
  Multiply,
  Divide,
  FloorDivide,
  Remainder,
  Power,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Equal,
  NotEqual
};

/// The operator as written.
llvm::StringRef spelling(BinaryOp op);

/// An operator and its right operand in a chain.
struct ChainLink {
  BinaryOp op;
  SourceRange opRange;
  const Expr *operand;
};

/// A left-associative chain `first op a op b ...`, of sums or of products.
class ChainExpr : public Expr {
public:
  ChainExpr(Kind kind, SourceRange range, const Expr *first,
            llvm::ArrayRef<ChainLink> links)
      : Expr(kind, range), first(first), links(links) {}
  const Expr *first;
  llvm::ArrayRef<ChainLink> links;
  static bool classof(const Expr *e) {
    return e->kind() == Kind::Sum || e->kind() == Kind::Product;
  }
};

class CompareExpr : public Expr {
public:
  CompareExpr(SourceRange range, const Expr *lhs, BinaryOp op,
              SourceRange opRange, const Expr *rhs)
      : Expr(Kind::Compare, range), lhs(lhs), op(op), opRange(opRange),
        rhs(rhs) {}
  const Expr *lhs;
  BinaryOp op;
  SourceRange opRange;
  const Expr *rhs;
  static bool classof(const Expr *e) { return e->kind() == Kind::Compare; }
};

/// `name = value` in a call or after `solve with`.
struct OptionArgument {
  Identifier name;
  const Expr *value = nullptr;
};

/// One entry of a subscript.
struct Subscript {
  enum class Kind { Index, Slice, New } kind = Kind::Index;
  SourceRange range;
  const Expr *begin = nullptr; ///< the index, or where a slice begins
  const Expr *end = nullptr;   ///< null where left out
  const Expr *step = nullptr;  ///< null where left out
};

/// What follows an operand: a call, a subscript, `.H` or `.T`.
struct Suffix {
  enum class Kind { Call, Subscript, Adjoint, Transpose } kind = Kind::Call;
  SourceRange range; ///< from the bracket or the dot on
  // Call:
  llvm::ArrayRef<const Expr *> arguments;
  const Comprehension *comprehension = nullptr; ///< over the only argument
  llvm::ArrayRef<OptionArgument> options;
  // Subscript:
  llvm::ArrayRef<Subscript> subscripts;
};

/// `base` with suffixes, applied left to right.
class PostfixExpr : public Expr {
public:
  PostfixExpr(SourceRange range, const Expr *base,
              llvm::ArrayRef<Suffix> suffixes)
      : Expr(Kind::Postfix, range), base(base), suffixes(suffixes) {}
  const Expr *base;
  llvm::ArrayRef<Suffix> suffixes;
  static bool classof(const Expr *e) { return e->kind() == Kind::Postfix; }
};

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

enum class ElementType { F32, F64, C64, C128, I32, I64, U8, U16, F16 };

/// The element type as written in programs: "f32".
llvm::StringRef spelling(ElementType type);

struct AxisSyntax {
  Identifier name; ///< empty where the axis has none
  const Expr *size = nullptr;
};

struct TypeSyntax {
  SourceRange range;
  bool sparse = false;
  ElementType element = ElementType::F32;
  llvm::ArrayRef<AxisSyntax> axes;
};

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

class Decl {
public:
  enum class Kind {
    Dim,
    Input,
    Param,
    Var,
    Let,
    Out,
    ExternOperator,
    ExternProx,
    ExternSmooth,
    Import,
    Export,
    Recipe,
    Problem,
    Invalid
  };
  Kind kind() const { return declKind; }
  SourceRange range;
  Identifier name; ///< empty for import, export without `as`, recipe, problem

protected:
  Decl(Kind kind) : declKind(kind) {}

private:
  Kind declKind;
};

/// One item of a `dim` declaration.
class DimDecl : public Decl {
public:
  DimDecl() : Decl(Kind::Dim) {}
  const Expr *value = nullptr; ///< null where it is inferred or given
  static bool classof(const Decl *d) { return d->kind() == Kind::Dim; }
};

/// `input`, `param`, `var` or `out`.
class ArrayDecl : public Decl {
public:
  explicit ArrayDecl(Kind kind) : Decl(kind) {}
  const TypeSyntax *type = nullptr;
  const Expr *value = nullptr; ///< default, start, or (out) the result
  static bool classof(const Decl *d) {
    return d->kind() == Kind::Input || d->kind() == Kind::Param ||
           d->kind() == Kind::Var || d->kind() == Kind::Out;
  }
};

struct Formal {
  Identifier name;
  const TypeSyntax *type = nullptr;
};

class LetDecl : public Decl {
public:
  LetDecl() : Decl(Kind::Let) {}
  bool isFunction = false;
  llvm::ArrayRef<Formal> formals;
  const Expr *value = nullptr;
  static bool classof(const Decl *d) { return d->kind() == Kind::Let; }
};

class ExternOperatorDecl : public Decl {
public:
  ExternOperatorDecl() : Decl(Kind::ExternOperator) {}
  llvm::ArrayRef<Identifier> arguments;
  const TypeSyntax *domain = nullptr;
  const TypeSyntax *codomain = nullptr;
  const StringExpr *forward = nullptr; ///< null for a function pointer
  const StringExpr *adjoint = nullptr;
  static bool classof(const Decl *d) {
    return d->kind() == Kind::ExternOperator;
  }
};

/// `extern prox` or `extern smooth`.
class ExternFunctionDecl : public Decl {
public:
  explicit ExternFunctionDecl(Kind kind) : Decl(kind) {}
  Formal formal;
  const StringExpr *symbol = nullptr; ///< null for a function pointer
  static bool classof(const Decl *d) {
    return d->kind() == Kind::ExternProx || d->kind() == Kind::ExternSmooth;
  }
};

/// `import "file"` or `recipe "file"`.
class FileDecl : public Decl {
public:
  explicit FileDecl(Kind kind) : Decl(kind) {}
  const StringExpr *file = nullptr;
  static bool classof(const Decl *d) {
    return d->kind() == Kind::Import || d->kind() == Kind::Recipe;
  }
};

class ExportDecl : public Decl {
public:
  ExportDecl() : Decl(Kind::Export) {}
  const Expr *value = nullptr;
  const TypeSyntax *type = nullptr; ///< the domain's annotation or null
  static bool classof(const Decl *d) { return d->kind() == Kind::Export; }
};

/// A constraint `first op second [op third]`; chains are two `<=` or two `>=`.
struct Constraint {
  SourceRange range;
  const Expr *first = nullptr;
  BinaryOp op = BinaryOp::LessEqual;
  SourceRange opRange;
  const Expr *second = nullptr;
  const Expr *third = nullptr; ///< null without a chain
};

class ProblemDecl : public Decl {
public:
  ProblemDecl() : Decl(Kind::Problem) {}
  SourceRange keyword;
  const Expr *objective = nullptr;
  llvm::ArrayRef<Constraint> constraints;
  Identifier method; ///< empty without `solve with`
  llvm::ArrayRef<OptionArgument> options;
  static bool classof(const Decl *d) { return d->kind() == Kind::Problem; }
};

/// A declaration with a syntax error. Its name, where it was read, is known
/// so that its uses are no errors of their own.
class InvalidDecl : public Decl {
public:
  InvalidDecl() : Decl(Kind::Invalid) {}
  static bool classof(const Decl *d) { return d->kind() == Kind::Invalid; }
};

/// A parsed file and the arena that its nodes live in.
class SyntaxTree {
public:
  SyntaxTree() = default;
  SyntaxTree(const SyntaxTree &) = delete;
  SyntaxTree &operator=(const SyntaxTree &) = delete;

  std::vector<const Decl *> declarations;
  /// Where the file ends, for errors about what it lacks.
  SourceRange endOfFile;

  /// Makes a node in the arena. Nodes hold no resources: none is destroyed.
  template <typename T, typename... Args> T *make(Args &&...args) {
    return new (arena.Allocate<T>()) T(std::forward<Args>(args)...);
  }
  template <typename T> llvm::ArrayRef<T> copy(llvm::ArrayRef<T> items) {
    return items.copy(arena);
  }

private:
  llvm::BumpPtrAllocator arena;
};

} // namespace proxc::frontend

#endif // PROXC_FRONTEND_AST_H
