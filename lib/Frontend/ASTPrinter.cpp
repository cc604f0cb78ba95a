//===- ASTPrinter.cpp - The syntax tree as s-expressions --------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "proxc/Frontend/AST.h"
#include "proxc/Frontend/Parser.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/raw_ostream.h"

using namespace proxc::frontend;
using llvm::raw_ostream;
using llvm::StringRef;

StringRef proxc::frontend::spelling(BinaryOp op) {
  switch (op) {
  case BinaryOp::Add:
    return "+";
  case BinaryOp::Subtract:
    return "-";
  case BinaryOp::Multiply:
    return "*";
  case BinaryOp::Divide:
    return "/";
  case BinaryOp::FloorDivide:
    return "//";
  case BinaryOp::Remainder:
    return "%";
  case BinaryOp::Power:
    return "**";
  case BinaryOp::Less:
    return "<";
  case BinaryOp::LessEqual:
    return "<=";
  case BinaryOp::Greater:
    return ">";
  case BinaryOp::GreaterEqual:
    return ">=";
  case BinaryOp::Equal:
    return "==";
  case BinaryOp::NotEqual:
    return "!=";
  }
  llvm_unreachable("every operator has a spelling");
}

StringRef proxc::frontend::spelling(ElementType type) {
  switch (type) {
  case ElementType::F32:
    return "f32";
  case ElementType::F64:
    return "f64";
  case ElementType::C64:
    return "c64";
  case ElementType::C128:
    return "c128";
  case ElementType::I32:
    return "i32";
  case ElementType::I64:
    return "i64";
  case ElementType::U8:
    return "u8";
  case ElementType::U16:
    return "u16";
  case ElementType::F16:
    return "f16";
  }
  llvm_unreachable("every element type has a spelling");
}

namespace {

class Printer {
public:
  explicit Printer(raw_ostream &os) : os(os) {}

  void print(const Decl *decl);
  void print(const Expr *expr);

private:
  void print(const TypeSyntax *type);
  void print(const Comprehension *comprehension);
  void print(const Subscript &subscript);
  void printOptions(llvm::ArrayRef<OptionArgument> options);
  void printArray(const ArrayDecl *decl, StringRef word);
  void printLet(const LetDecl *decl);
  void printExtern(const ExternOperatorDecl *decl);
  void printProblem(const ProblemDecl *decl);
  void printList(const ListExpr *list);
  void printPostfix(const PostfixExpr *postfix);

  raw_ostream &os;
};

} // namespace

void Printer::print(const Comprehension *comprehension) {
  os << " (for " << comprehension->variable.text << ' ';
  print(comprehension->begin);
  os << ' ';
  print(comprehension->end);
  os << ')';
}

void Printer::printOptions(llvm::ArrayRef<OptionArgument> options) {
  for (const OptionArgument &option : options) {
    os << " (= " << option.name.text << ' ';
    print(option.value);
    os << ')';
  }
}

void Printer::print(const Subscript &subscript) {
  auto bound = [&](const Expr *expr) {
    os << ' ';
    if (expr)
      print(expr);
    else
      os << '_';
  };
  switch (subscript.kind) {
  case Subscript::Kind::New:
    os << " new";
    return;
  case Subscript::Kind::Index:
    os << ' ';
    print(subscript.begin);
    return;
  case Subscript::Kind::Slice:
    os << " (:";
    bound(subscript.begin);
    bound(subscript.end);
    bound(subscript.step);
    os << ')';
    return;
  }
}

void Printer::printList(const ListExpr *list) {
  os << "(list";
  for (const ListElement &element : list->elements) {
    os << ' ';
    if (element.end)
      os << "(: ";
    print(element.value);
    if (element.end) {
      os << ' ';
      print(element.end);
      os << ')';
    }
  }
  if (list->comprehension)
    print(list->comprehension);
  os << ')';
}

void Printer::printPostfix(const PostfixExpr *postfix) {
  for (const Suffix &suffix : llvm::reverse(postfix->suffixes)) {
    switch (suffix.kind) {
    case Suffix::Kind::Call:
      os << "(call ";
      break;
    case Suffix::Kind::Subscript:
      os << "(at ";
      break;
    case Suffix::Kind::Adjoint:
      os << "(.H ";
      break;
    case Suffix::Kind::Transpose:
      os << "(.T ";
      break;
    }
  }
  print(postfix->base);
  for (const Suffix &suffix : postfix->suffixes) {
    for (const Expr *argument : suffix.arguments) {
      os << ' ';
      print(argument);
    }
    if (suffix.comprehension)
      print(suffix.comprehension);
    printOptions(suffix.options);
    for (const Subscript &subscript : suffix.subscripts)
      print(subscript);
    os << ')';
  }
}

void Printer::print(const Expr *expr) {
  switch (expr->kind()) {
  case Expr::Kind::Number:
    os << StringRef(expr->range.begin.getPointer(),
                    expr->range.end.getPointer() -
                        expr->range.begin.getPointer())
              .trim("() \t\r\n");
    return;
  case Expr::Kind::String:
    os << '"' << llvm::cast<StringExpr>(expr)->text << '"';
    return;
  case Expr::Kind::Name:
    os << llvm::cast<NameExpr>(expr)->name;
    return;
  case Expr::Kind::List:
    printList(llvm::cast<ListExpr>(expr));
    return;
  case Expr::Kind::Negate:
    os << "(- ";
    print(llvm::cast<NegateExpr>(expr)->operand);
    os << ')';
    return;
  case Expr::Kind::Power: {
    auto *power = llvm::cast<PowerExpr>(expr);
    os << "(** ";
    print(power->base);
    os << ' ';
    print(power->exponent);
    os << ')';
    return;
  }
  case Expr::Kind::Sum:
  case Expr::Kind::Product: {
    auto *chain = llvm::cast<ChainExpr>(expr);
    for (const ChainLink &link : llvm::reverse(chain->links))
      os << '(' << spelling(link.op) << ' ';
    print(chain->first);
    for (const ChainLink &link : chain->links) {
      os << ' ';
      print(link.operand);
      os << ')';
    }
    return;
  }
  case Expr::Kind::Compare: {
    auto *compare = llvm::cast<CompareExpr>(expr);
    os << '(' << spelling(compare->op) << ' ';
    print(compare->lhs);
    os << ' ';
    print(compare->rhs);
    os << ')';
    return;
  }
  case Expr::Kind::Postfix:
    printPostfix(llvm::cast<PostfixExpr>(expr));
    return;
  }
}

void Printer::print(const TypeSyntax *type) {
  os << '(' << (type->sparse ? "sparse " : "") << spelling(type->element);
  for (const AxisSyntax &axis : type->axes) {
    os << ' ';
    if (axis.name)
      os << axis.name.text << ':';
    print(axis.size);
  }
  os << ')';
}

void Printer::printArray(const ArrayDecl *decl, StringRef word) {
  os << '(' << word << ' ' << decl->name.text << ' ';
  print(decl->type);
  if (decl->value) {
    os << ' ';
    print(decl->value);
  }
  os << ')';
}

void Printer::printLet(const LetDecl *decl) {
  os << "(let ";
  if (decl->isFunction) {
    os << '(' << decl->name.text;
    for (const Formal &formal : decl->formals) {
      os << " (" << formal.name.text << ' ';
      print(formal.type);
      os << ')';
    }
    os << ')';
  } else {
    os << decl->name.text;
  }
  os << ' ';
  print(decl->value);
  os << ')';
}

void Printer::printExtern(const ExternOperatorDecl *decl) {
  os << "(extern-operator (" << decl->name.text;
  for (const Identifier &argument : decl->arguments)
    os << ' ' << argument.text;
  os << ") ";
  print(decl->domain);
  os << ' ';
  print(decl->codomain);
  if (decl->forward)
    os << " \"" << decl->forward->text << "\" \"" << decl->adjoint->text << '"';
  os << ')';
}

void Printer::printProblem(const ProblemDecl *decl) {
  os << "(minimize ";
  print(decl->objective);
  for (const Constraint &constraint : decl->constraints) {
    os << " (subject-to (" << spelling(constraint.op) << ' ';
    print(constraint.first);
    os << ' ';
    print(constraint.second);
    if (constraint.third) {
      os << ' ';
      print(constraint.third);
    }
    os << "))";
  }
  if (decl->method) {
    os << " (solve-with " << decl->method.text;
    printOptions(decl->options);
    os << ')';
  }
  os << ')';
}

void Printer::print(const Decl *decl) {
  switch (decl->kind()) {
  case Decl::Kind::Dim: {
    auto *dim = llvm::cast<DimDecl>(decl);
    os << "(dim " << dim->name.text;
    if (dim->value) {
      os << ' ';
      print(dim->value);
    }
    os << ')';
    return;
  }
  case Decl::Kind::Input:
    return printArray(llvm::cast<ArrayDecl>(decl), "input");
  case Decl::Kind::Param:
    return printArray(llvm::cast<ArrayDecl>(decl), "param");
  case Decl::Kind::Var:
    return printArray(llvm::cast<ArrayDecl>(decl), "var");
  case Decl::Kind::Out:
    return printArray(llvm::cast<ArrayDecl>(decl), "out");
  case Decl::Kind::Let:
    return printLet(llvm::cast<LetDecl>(decl));
  case Decl::Kind::ExternOperator:
    return printExtern(llvm::cast<ExternOperatorDecl>(decl));
  case Decl::Kind::ExternProx:
  case Decl::Kind::ExternSmooth: {
    auto *function = llvm::cast<ExternFunctionDecl>(decl);
    os << (decl->kind() == Decl::Kind::ExternProx ? "(extern-prox "
                                                  : "(extern-smooth ")
       << function->name.text << " (" << function->formal.name.text << ' ';
    print(function->formal.type);
    os << ')';
    if (function->symbol)
      os << " \"" << function->symbol->text << '"';
    os << ')';
    return;
  }
  case Decl::Kind::Import:
  case Decl::Kind::Recipe:
    os << (decl->kind() == Decl::Kind::Import ? "(import \"" : "(recipe \"")
       << llvm::cast<FileDecl>(decl)->file->text << "\")";
    return;
  case Decl::Kind::Export: {
    auto *exported = llvm::cast<ExportDecl>(decl);
    os << "(export ";
    print(exported->value);
    if (exported->type) {
      os << " (on ";
      print(exported->type);
      os << ')';
    }
    if (exported->name)
      os << " (as " << exported->name.text << ')';
    os << ')';
    return;
  }
  case Decl::Kind::Problem:
    return printProblem(llvm::cast<ProblemDecl>(decl));
  case Decl::Kind::Invalid:
    os << "(invalid";
    if (decl->name)
      os << ' ' << decl->name.text;
    os << ')';
    return;
  }
}

void proxc::frontend::printExpr(const Expr *expr, raw_ostream &os) {
  Printer(os).print(expr);
}

void proxc::frontend::printTree(const SyntaxTree &tree, raw_ostream &os) {
  Printer printer(os);
  for (const Decl *decl : tree.declarations) {
    printer.print(decl);
    os << '\n';
  }
}
