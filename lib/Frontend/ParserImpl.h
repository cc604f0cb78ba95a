//===- ParserImpl.h - The recursive-descent parser --------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One method per rule of the grammar, named after it. A method that fails has
// reported why and returns null (or false); its callers return at once, and
// the loop over declarations goes on at the next word that begins one.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_LIB_FRONTEND_PARSERIMPL_H
#define PROXC_LIB_FRONTEND_PARSERIMPL_H

#include "proxc/Frontend/Lexer.h"
#include "proxc/Frontend/Parser.h"
#include "llvm/ADT/SmallVector.h"

namespace proxc::frontend {

class Parser {
public:
  Parser(llvm::StringRef buffer, DiagnosticSink &sink)
      : buffer(buffer), sink(sink), tokens(lex(buffer)),
        tree(std::make_unique<SyntaxTree>()) {}

  std::unique_ptr<SyntaxTree> parseFile();

private:
  /// How deep brackets, unary `-` and `**` may nest.
  static constexpr unsigned maxDepth = 256;

  //===--------------------------------------------------------------------===//
  // Tokens
  //===--------------------------------------------------------------------===//

  const Token &token() const { return tokens[index]; }
  const Token &peek() const {
    return tokens[index + 1 < tokens.size() ? index + 1 : index];
  }
  bool at(TokenKind kind) const { return token().is(kind); }
  bool atWord(llvm::StringRef word) const {
    return at(TokenKind::Name) && token().text == word;
  }
  Token advance();
  bool accept(TokenKind kind);
  SourceRange lastRange() const;
  SourceRange rangeFrom(llvm::SMLoc begin) const {
    return {begin, lastRange().end};
  }

  /// Reports that `what` was expected where the current token stands.
  std::nullptr_t fail(const llvm::Twine &what);
  /// Consumes `kind` or reports that `what` was expected.
  bool expect(TokenKind kind, const llvm::Twine &what);
  bool expectName(Identifier &name, const llvm::Twine &what);
  bool expectWord(llvm::StringRef word, const llvm::Twine &what);

  /// An opening bracket is consumed and remembered until it is closed.
  bool open(TokenKind kind, const llvm::Twine &what);
  bool close(TokenKind kind, const llvm::Twine &what);
  /// Counts one level of nesting; reports when there are too many.
  bool enter();
  void leave() { --depth; }

  //===--------------------------------------------------------------------===//
  // Declarations
  //===--------------------------------------------------------------------===//

  bool parseDeclaration();
  bool atOperandAfterOperand() const;
  bool atReservedName() const;
  /// No line ends between the last token read and this one.
  bool isOnLineOfLast() const;
  bool failMissingOperator();
  bool parseDim();
  bool parseArray(Decl::Kind kind);
  bool parseLet();
  bool parseFormal(Formal &formal);
  bool parseExtern();
  bool parseExternOperator(llvm::SMLoc begin);
  bool parseExternFunction(llvm::SMLoc begin, Decl::Kind kind);
  bool parseFileDecl(Decl::Kind kind);
  bool parseExport();
  bool parseProblem();
  bool parseConstraint(Constraint &constraint);
  bool parseMethod(ProblemDecl &problem);
  const TypeSyntax *parseType();
  bool parseElementType(ElementType &type);
  bool parseAxis(AxisSyntax &axis);
  const StringExpr *parseString(const llvm::Twine &what);
  void addInvalid(llvm::SMLoc begin);
  void recover();

  //===--------------------------------------------------------------------===//
  // Expressions
  //===--------------------------------------------------------------------===//

  Expr *parseExpr();
  Expr *parseSum();
  Expr *parseProduct();
  Expr *parseUnary();
  Expr *parsePower();
  Expr *parsePostfix();
  Expr *parsePrimary();
  Expr *parseNumber();
  Expr *parseList();
  bool parseElement(ListElement &element);
  const Comprehension *parseComprehension();
  bool parseArguments(Suffix &suffix);
  bool parseOptions(llvm::SmallVectorImpl<OptionArgument> &options);
  bool parseSubscripts(Suffix &suffix);
  bool parseSubscript(Subscript &subscript);

  llvm::StringRef buffer;
  DiagnosticSink &sink;
  std::vector<Token> tokens;
  size_t index = 0;
  unsigned depth = 0;
  llvm::SmallVector<Token, 8> openBrackets;
  /// The name of the declaration being read, once it is known.
  Identifier declared;
  std::unique_ptr<SyntaxTree> tree;
};

} // namespace proxc::frontend

#endif // PROXC_LIB_FRONTEND_PARSERIMPL_H
