//===- Registry.h - Every operator and function of the language -*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Names are resolved here and nowhere else. A family of operators or functions
// is one file with a `register...` function that adds its definitions: the
// signature, which is checked before the definition sees an argument, one line
// of documentation, and what it elaborates to.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_FRONTEND_REGISTRY_H
#define PROXC_FRONTEND_REGISTRY_H

#include "proxc/Frontend/Values.h"
#include "llvm/ADT/StringMap.h"
#include <functional>

namespace proxc::frontend {

/// What a parameter takes.
enum class ParameterKind {
  Array,      ///< a constant of any shape
  Expression, ///< a constant or an expression in the unknowns
  Scalar,     ///< a constant number
  Integer,    ///< an integer that is known when the program is compiled
  Integers,   ///< one such integer or a list of them
  Pairs,      ///< [before, after] for each axis
  Ranges,     ///< [a:b, c:d]
  Numbers,    ///< one known real number or a list of them
  Axis,       ///< a name or a number
  Axes,       ///< a list of them
  Word,       ///< one of `words`
  Flag        ///< true or false
};

struct Parameter {
  std::string name;
  ParameterKind kind = ParameterKind::Array;
  /// A required parameter goes by position or by name, an optional one of an
  /// operator by name only.
  bool required = false;
  std::vector<std::string> words;
  /// The default as text, for documentation.
  std::string defaultText;
};

/// An axis as written: a name, a number, or a name that also is a number.
struct AxisArgument {
  std::string name;
  std::optional<int64_t> number;
  SourceRange range;
};

struct RangeArgument {
  std::optional<int64_t> begin, end; ///< empty while a size is not known
  SourceRange range;
};

/// The value of one parameter, in the field that its kind names.
struct Argument {
  bool given = false;
  SourceRange range;
  SourceRange declaration;
  Value value;                       // Expression
  Constant constant;                 // Array, Scalar
  std::vector<int64_t> integers;     // Integer, Integers, Pairs (flat)
  std::vector<double> numbers;       // Numbers
  std::vector<RangeArgument> ranges; // Ranges
  std::vector<AxisArgument> axes;    // Axis, Axes
  std::string word;                  // Word
  bool flag = false;                 // Flag
  std::string function;              // of constants, that it belongs to
};

/// The arguments of a call, looked up by parameter name.
class Arguments {
public:
  llvm::StringMap<Argument> byName;
  /// The call, and the name in it.
  SourceRange call;
  SourceRange callee;

  const Argument &operator[](llvm::StringRef name) const;
  bool has(llvm::StringRef name) const { return (*this)[name].given; }
  /// The word of an option or its default.
  std::string word(llvm::StringRef name, llvm::StringRef otherwise) const;
  bool flag(llvm::StringRef name, bool otherwise) const;
};

/// A linear operator: parameters first, what it acts on last.
struct OperatorDef {
  /// Makes the operator of a call; null where its arguments are wrong, which
  /// has been reported.
  std::function<OperatorRef(Elaborator &, const Arguments &)> make;
};

/// A proximable function: what it acts on first, then parameters.
struct FunctionDef {
  std::string name;
  /// Refused on complex expressions.
  bool realOnly = false;
  bool isQuadratic = false;
  bool isLinear = false;
  bool isIndicator = false;
  /// f(s x) = s^degree f(x) for s > 0: 1 for norms, 2 for squares, 0 for sets.
  int degree = 1;
  /// Checks the arguments against the space that the function acts on and
  /// stores what it needs in the term; false where they are wrong.
  std::function<bool(Elaborator &, const Arguments &, Term &)> check;
  /// Emits the function on the space of the term's argument.
  std::function<mlir::Value(Elaborator &, const Term &)> emit;
};

/// A function of constants, evaluated or emitted entry by entry or as a whole.
struct ConstantDef {
  std::function<Value(Elaborator &, const Arguments &)> evaluate;
};

/// A composition of operators or expressions: `stack concat vstack ...`.
enum class Composition { Stack, Concat, VStack, HStack, BlockDiag, Kron, Gram };

struct BuiltinDef {
  enum class Kind {
    Operator,
    Function,
    Constant,
    Composition,
    Sum,
    Load,
    Unavailable
  };
  std::string name;
  Kind kind = Kind::Unavailable;
  /// One line: what it is.
  std::string doc;
  std::vector<Parameter> parameters;
  OperatorDef op;
  FunctionDef function;
  ConstantDef constant;
  Composition composition = Composition::Stack;

  const Parameter *parameter(llvm::StringRef name) const;
};

/// All predefined names that can be called.
class Registry {
public:
  /// The registry with everything in it.
  static const Registry &get();

  const BuiltinDef *find(llvm::StringRef name) const;
  /// All names, sorted.
  std::vector<llvm::StringRef> names() const;

  BuiltinDef &add(llvm::StringRef name, BuiltinDef::Kind kind,
                  llvm::StringRef doc);
  /// A second name for `name`.
  void alias(llvm::StringRef other, llvm::StringRef name);

private:
  std::map<std::string, std::unique_ptr<BuiltinDef>, std::less<>> definitions;
};

} // namespace proxc::frontend

#endif // PROXC_FRONTEND_REGISTRY_H
