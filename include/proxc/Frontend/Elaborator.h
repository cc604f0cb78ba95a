//===- Elaborator.h - Type checking and emission of IR ----------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The elaborator evaluates expressions to values (Values.h) and emits IR as it
// goes. Definitions of operators and functions (Registry.h) use its services:
// constants, broadcasting, application, emission, errors.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_FRONTEND_ELABORATOR_H
#define PROXC_FRONTEND_ELABORATOR_H

#include "mlir/IR/Builders.h"
#include "proxc/Frontend/Emitter.h"
#include "proxc/Frontend/Frontend.h"
#include "proxc/Frontend/Registry.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace proxc::frontend {

/// Products and sums of operators with more parts are not flattened.
constexpr size_t maxFlatParts = 128;

/// Local names: variables of comprehensions and parameters of `let` functions,
/// innermost first.
struct Scope {
  std::string name;
  Value value;
  std::shared_ptr<const Scope> parent;
};
using ScopeRef = std::shared_ptr<const Scope>;

/// A declared unknown.
struct Unknown {
  std::string name;
  ArrayType type;
  mlir::Value value;
  SourceRange declaration;
  bool used = false;
};

struct Dims;      // of Dims.cpp
struct KnownAxis; // of Dims.cpp

class Elaborator {
public:
  Elaborator(const Options &options, mlir::MLIRContext &context,
             DiagnosticSink &sink, ProgramInfo &info);
  ~Elaborator();

  mlir::OwningOpRef<mlir::ModuleOp> run(const SourceText &source);

  //===--------------------------------------------------------------------===//
  // Services
  //===--------------------------------------------------------------------===//

  DiagnosticSink &sink;
  Emitter emit;
  const Options &options;

  mlir::MLIRContext *context() { return emit.context(); }
  DiagnosticSink::Builder error(SourceRange range, const llvm::Twine &text) {
    return sink.error(range, text);
  }

  // Constants (Constants.cpp).

  /// A constant of the IR; `text` is what it is called where it is printed.
  mlir::Value createConstant(mlir::RankedTensorType type, mlir::TypedAttr value,
                             llvm::StringRef text, SourceRange range);
  /// Keeps the text at `where` as what the program calls or writes for an array
  /// that the compiler knows, where it has none or `replace` is set.
  void noteText(Value &value, SourceRange where, bool replace);

  /// The IR's value of a constant in the element type `element`: a tensor of
  /// the constant's own shape. Null where nothing is emitted.
  mlir::Value materialize(const Constant &constant, Element element,
                          SourceRange range);
  /// The same, repeated to the shape of `type`; `axes` as in Broadcast.
  mlir::Value materialize(const Constant &constant, const ArrayType &type,
                          llvm::ArrayRef<int64_t> axes, SourceRange range);
  /// Another element type; widening is free, narrowing needs `explicitly`.
  Constant convert(const Constant &constant, Element element,
                   SourceRange range);
  /// The constant with the shape of `type` (entries repeat).
  Constant broadcastTo(const Constant &constant, const ArrayType &type,
                       llvm::ArrayRef<int64_t> axes, SourceRange range);
  Constant binary(BinaryOp op, const Constant &lhs, const Constant &rhs,
                  SourceRange opRange, SourceRange range, bool &failed);
  Constant negate(const Constant &constant, SourceRange range);
  Constant conjugate(const Constant &constant, SourceRange range);
  /// Applies `body` to the entries of tensors of one shape.
  mlir::Value
  elementwise(SourceRange range, mlir::RankedTensorType type,
              llvm::ArrayRef<mlir::Value> operands,
              llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::Location,
                                             mlir::ValueRange)>
                  body);
  /// A constant of known entries.
  Constant known(ArrayType type, std::vector<Complex> entries);
  /// A constant whose IR value is a tensor of `type`.
  Constant computed(ArrayType type, mlir::Value value);

  /// The start of a stream of random numbers; the same for the same seed and
  /// place in the program.
  uint64_t nextSeed(SourceRange range);

  // Operators (Apply.cpp).

  /// `op` applied to or multiplied with `operand`.
  Value apply(const OperatorRef &op, const Value &operand, SourceRange range);
  /// An instance applied to an expression or a constant of its domain.
  Affine applyInstance(const Instance &instance, const Affine &operand,
                       SourceRange range);
  Constant applyInstance(const Instance &instance, const Constant &operand,
                         SourceRange range);
  mlir::Value compose(mlir::Value outer, mlir::Value inner, SourceRange range);
  /// A constant of `type` for every entry of an operator's domain or range.
  mlir::Type opType(const ArrayType &domain, const ArrayType &range);
  /// The identity, an embedding into another element type, a repetition along
  /// axes; null where nothing is emitted.
  mlir::Value identity(const ArrayType &type, SourceRange range);
  mlir::Value castOp(const ArrayType &from, Element to, SourceRange range);
  mlir::Value broadcastOp(const ArrayType &from, const ArrayType &to,
                          llvm::ArrayRef<int64_t> axes, SourceRange range);
  mlir::Value scaleOp(const Constant &factor, const ArrayType &domain,
                      SourceRange range);
  /// A multiple of an operator, its adjoint, a sum, a product.
  OperatorRef scaled(const Constant &factor, OperatorRef op, SourceRange range);
  OperatorRef adjoint(const OperatorRef &op, SourceRange range);
  OperatorRef product(std::vector<OperatorRef> factors, SourceRange range);
  OperatorRef sum(std::vector<OperatorRef> terms, SourceRange range);
  /// Names a new operator made of `parts`; reports where they nest too deep.
  OperatorRef finish(std::shared_ptr<Operator> op, std::string name,
                     SourceRange range, llvm::ArrayRef<OperatorRef> parts);
  /// Remembers the first domain that an operator was used on, for `export`.
  void noteDomain(const Operator &op, const ArrayType &domain);

  /// Emits a family: one operation of type FamilyOp whose body `makeBody`
  /// builds for the index that it is given. Null where nothing is emitted.
  template <typename FamilyOp>
  mlir::Value family(int64_t count, SourceRange range,
                     llvm::function_ref<mlir::Value(mlir::Value)> makeBody) {
    if (!emit.isOn())
      return {};
    auto op = FamilyOp::create(
        emit.builder, emit.location(range), count,
        [&](mlir::OpBuilder &builder, mlir::Location location,
            mlir::Value index) {
          emit.enter(builder.getInsertionBlock());
          mlir::Value part = makeBody(index);
          emit.leave();
          builder.setInsertionPointToEnd(index.getParentBlock());
          return part ? part : placeholder(builder, location);
        });
    return emit.unique(op.getOperation())->getResult(0);
  }
  /// Stands for an operator whose making has failed, which was reported.
  static mlir::Value placeholder(mlir::OpBuilder &builder,
                                 mlir::Location location);

  // Expressions affine in the unknowns (Arithmetic.cpp).

  Affine toAffine(const Value &value, SourceRange range);
  Affine castTo(const Affine &expression, Element element, SourceRange range);
  /// The same expression with the shape of `type`.
  Affine broadcastTo(const Affine &expression, const ArrayType &type,
                     llvm::ArrayRef<int64_t> axes, SourceRange range);
  /// The operator that keeps one position of an axis, given by a value of the
  /// IR; the axis stays, with one entry.
  mlir::Value selectOp(const ArrayType &from, int64_t axis, mlir::Value index,
                       SourceRange range);
  /// A part that acts on a slice of its unknown as one that acts on all of it.
  AffinePart unslice(const AffinePart &part, SourceRange range);
  /// Adds a part to `parts`; it joins one that acts like it.
  void addPart(std::vector<AffinePart> &parts, AffinePart part,
               SourceRange range);
  /// What a part acts on: its unknown's space, or that of a slice.
  ArrayType domainOf(const AffinePart &part) const;
  Value add(const Value &lhs, const Value &rhs, bool subtract,
            SourceRange opRange, SourceRange range);
  Value multiply(const Value &lhs, const Value &rhs, SourceRange opRange,
                 SourceRange range);
  Value divide(const Value &lhs, const Value &rhs, SourceRange opRange,
               SourceRange range);
  Value negate(const Value &value, SourceRange range);

  // Axes and sizes.

  /// The axes that an argument names on `type`, or all of them where it was not
  /// given; reports what does not exist or is named twice.
  std::optional<std::vector<int64_t>>
  resolveAxes(const Argument &argument, const ArrayType &type, SourceRange use);
  /// Warns where an operator works along all axes and one looks like colour.
  void warnAboutAllAxes(const ArrayType &type, llvm::StringRef name,
                        SourceRange use);

  /// Refuses a name whose meaning comes later.
  void notAvailable(llvm::StringRef name, SourceRange range) {
    error(range, "`" + name + "` is not available yet");
  }

  //===--------------------------------------------------------------------===//
  // Evaluation
  //===--------------------------------------------------------------------===//

  Value evaluate(const Expr *expr, const ScopeRef &scope);
  /// A constant, or nothing where the value is something else (reported).
  std::optional<Constant> evaluateConstant(const Expr *expr,
                                           const ScopeRef &scope,
                                           llvm::StringRef what);
  /// An integer that the compiler knows. kDynamic where it depends on a dim
  /// without a value, nothing on an error.
  std::optional<int64_t> evaluateSize(const Expr *expr, const ScopeRef &scope,
                                      llvm::StringRef what);
  /// The value of a body for one value of its variable; `index` as a constant.
  Value evaluateWith(const Expr *expr, const ScopeRef &scope,
                     const Identifier &variable, Constant index);

  std::vector<Unknown> unknowns;

private:
  friend class Comprehensions;
  struct State;

  // Names (Names.cpp).
  Value evaluateName(const NameExpr *name, const ScopeRef &scope);
  Constant valueAfterSolve(const Affine &expression, SourceRange range);
  const Value *lookup(llvm::StringRef name, const ScopeRef &scope) const;
  void unknownName(llvm::StringRef name, SourceRange range,
                   const ScopeRef &scope);

  // Expressions (Elaborator.cpp).
  Value evaluateNested(const Expr *expr, const ScopeRef &scope);
  Value evaluateNumber(const NumberExpr *number);
  Value evaluateList(const ListExpr *list, const ScopeRef &scope);
  Value evaluateChain(const ChainExpr *chain, const ScopeRef &scope);
  Value evaluatePower(const PowerExpr *power, const ScopeRef &scope);
  Value evaluateCompare(const CompareExpr *compare, const ScopeRef &scope);
  Value evaluatePostfix(const PostfixExpr *postfix, const ScopeRef &scope);
  Value evaluateSuffix(Value base, const Suffix &suffix, SourceRange range,
                       const ScopeRef &scope);
  Value transpose(const Value &base, bool conjugate, SourceRange range);
  Value stackConstants(const std::vector<Constant> &parts,
                       llvm::ArrayRef<SourceRange> ranges, SourceRange range);

  // Calls (Calls.cpp).
  Value call(const Value &callee, const Suffix &suffix, SourceRange range,
             const ScopeRef &scope);
  Value callBuiltin(const BuiltinDef &def, const Suffix &suffix,
                    SourceRange callee, SourceRange range,
                    const ScopeRef &scope);
  Value callOperator(const BuiltinDef &def, const Suffix &suffix,
                     Arguments arguments, const ScopeRef &scope);
  Value callFunction(const BuiltinDef &def, const Suffix &suffix,
                     Arguments arguments, const ScopeRef &scope);
  Value callConstant(const BuiltinDef &def, const Suffix &suffix,
                     Arguments arguments, const ScopeRef &scope);
  Value callComposition(const BuiltinDef &def, const Suffix &suffix,
                        SourceRange callee, SourceRange range,
                        const ScopeRef &scope);
  Value callSum(const BuiltinDef &def, const Suffix &suffix,
                Arguments arguments, const ScopeRef &scope);
  Value callLet(const LetFunction &function, const Suffix &suffix,
                SourceRange range, const ScopeRef &scope);
  bool isOperandForAxis(const Parameter &parameter,
                        llvm::ArrayRef<const Expr *> rest,
                        const ScopeRef &scope) const;
  bool bindOptions(const BuiltinDef &def, const Suffix &suffix,
                   Arguments &arguments, const ScopeRef &scope);
  bool bindArgument(const Parameter &parameter, const Expr *expr,
                    Argument &argument, const ScopeRef &scope);
  bool bindAxes(const Expr *expr, Argument &argument, const ScopeRef &scope);
  bool bindRanges(const Expr *expr, Argument &argument, const ScopeRef &scope);
  bool bindKnown(const Parameter &parameter, const Expr *expr,
                 Argument &argument, const ScopeRef &scope);
  bool bindWord(const Parameter &parameter, const Expr *expr,
                Argument &argument, const ScopeRef &scope);

  // Subscripts (Subscripts.cpp).
  Value subscript(const Value &base, const Suffix &suffix, SourceRange range,
                  const ScopeRef &scope);

  // Comprehensions and compositions (Compositions.cpp).
  Value compose(Composition kind, llvm::ArrayRef<Value> parts, int64_t axis,
                SourceRange range);
  Value comprehend(const Expr *body, const Comprehension *comprehension,
                   std::optional<Composition> kind, int64_t axis,
                   SourceRange range, const ScopeRef &scope);

  // Declarations (Declarations.cpp) and the problem (Problem.cpp).
  void readFile(const SourceText &source, bool imported,
                SourceRange importedAt);
  void declare(const Decl *decl, bool imported);
  void declareDim(const DimDecl *decl);
  void declareArray(const ArrayDecl *decl);
  void declareParam(const ArrayDecl *decl, ArrayType type);
  void declareVar(const ArrayDecl *decl, ArrayType type);
  void declareLet(const LetDecl *decl);
  void declareExtern(const Decl *decl);
  void declareExport(const ExportDecl *decl);
  void elaborateOut(const ArrayDecl *decl);
  void elaborateProblem(const ProblemDecl *decl);
  void importFile(const FileDecl *decl);
  std::optional<ArrayType> elaborateType(const TypeSyntax *type,
                                         int64_t maxRank, llvm::StringRef what);
  bool define(const Identifier &name, Value value);
  /// Gives a constant the declared type, or reports why it cannot have it.
  bool acceptValue(Constant &constant, const ArrayType &type, SourceRange range,
                   llvm::StringRef name);
  bool checkGivenShape(const ArrayDecl *decl, const ArrayType &type);
  /// Data have another shape than the `type` that was declared.
  void reportGivenShape(const ArrayDecl *decl, llvm::ArrayRef<int64_t> shape,
                        const llvm::Twine &type);
  void inferDims(const SyntaxTree &tree);
  /// Tells where the data of an axis fit no value of its dim, and where data
  /// have another number of axes (`misfits`).
  void reportMisfits(const Dims &dims, llvm::ArrayRef<KnownAxis> axes,
                     llvm::ArrayRef<const ArrayDecl *> misfits);
  /// Refuses names that `-D` and `--bind` give values to and nobody declares.
  void checkOptionNames();
  Declared describe(const Decl *decl, const ArrayType &type);

  Value elaborateConstraint(const Constraint &constraint);
  Value constrain(const Value &low, const Value &high, SourceRange opRange,
                  SourceRange range);
  Value constrainBox(const Value &low, const Value &middle, const Value &high,
                     SourceRange range);
  Value indicator(llvm::StringRef name, const Value &expression,
                  llvm::ArrayRef<const Value *> bounds, SourceRange range);
  bool checkWeight(Term &term);
  void elaborateMethod(const ProblemDecl *decl, llvm::ArrayRef<Term> terms,
                       mlir::StringAttr &method,
                       mlir::DictionaryAttr &methodOptions);
  void emitExport(const ExportDecl *decl);
  void emitTerm(const Term &term);
  void checkUnknowns(llvm::ArrayRef<Term> terms);

  ProgramInfo &info;
  std::unique_ptr<State> state;
};

} // namespace proxc::frontend

#endif // PROXC_FRONTEND_ELABORATOR_H
