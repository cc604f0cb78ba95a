//===- proxc-frontend.cpp - Show what the frontend makes --------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For tests:
//   proxc-frontend --dump-tokens|--dump-ast FILE...
//   proxc-frontend --check|--emit-ir|--info [-D NAME=INT] [--bind NAME=FILE]
//                  [--shape NAME=AxBxC] [--method NAME] FILE
// Exits with 1 where a file has errors.
//
//===----------------------------------------------------------------------===//

#include "mlir/IR/MLIRContext.h"
#include "proxc/Frontend/Frontend.h"
#include "proxc/Frontend/Lexer.h"
#include "proxc/Frontend/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace proxc::frontend;
using llvm::StringRef;

static void dumpTokens(StringRef buffer) {
  for (const Token &token : lex(buffer)) {
    llvm::outs() << describe(token.kind);
    if (!token.is(TokenKind::EndOfFile))
      llvm::outs() << ' ' << token.text;
    llvm::outs() << '\n';
  }
}

static void print(StringRef what, const Declared &d) {
  llvm::outs() << what << ' ' << d.name << " : " << (d.sparse ? "sparse " : "")
               << d.element << '[';
  for (size_t i = 0; i < d.shape.size(); ++i) {
    llvm::outs() << (i ? ", " : "");
    if (!d.axes[i].empty())
      llvm::outs() << d.axes[i] << ": ";
    if (d.shape[i] == mlir::ShapedType::kDynamic)
      llvm::outs() << '?';
    else
      llvm::outs() << d.shape[i];
  }
  llvm::outs() << ']';
  if (d.defaultValue)
    llvm::outs() << " = " << *d.defaultValue;
  if (d.isConstant)
    llvm::outs() << " constant";
  if (!d.doc.empty())
    llvm::outs() << " # " << d.doc;
  llvm::outs() << '\n';
}

static void print(const ProgramInfo &info) {
  llvm::outs() << "program " << info.name << '\n';
  for (const auto &dim : info.dims)
    llvm::outs() << "dim " << dim.first << " = " << dim.second << '\n';
  for (const Declared &d : info.inputs)
    print("input", d);
  for (const Declared &d : info.params)
    print("param", d);
  for (const Declared &d : info.unknowns)
    print("var", d);
  for (const Declared &d : info.outs)
    print("out", d);
  for (const ExportedOperator &e : info.exports) {
    llvm::outs() << "export " << e.name << '\n';
    print("  domain of", e.domain);
    print("  range of", e.range);
  }
  if (!info.method.empty())
    llvm::outs() << "method " << info.method << '\n';
}

static int usage() {
  llvm::errs() << "usage: proxc-frontend MODE [options] FILE...\n";
  return 2;
}

int main(int argc, char **argv) {
  StringRef mode = argc > 1 ? argv[1] : "";
  Options options;
  options.checkOnly = mode == "--check";
  std::vector<std::string> files;
  for (int i = 2; i < argc; ++i) {
    StringRef arg = argv[i];
    if (!arg.starts_with("-") || arg == "-") {
      files.push_back(arg.str());
      continue;
    }
    if (++i == argc)
      return usage();
    auto [name, value] = StringRef(argv[i]).split('=');
    if (arg == "-D") {
      int64_t size;
      if (value.getAsInteger(10, size))
        return usage();
      options.dims[name.str()] = size;
    } else if (arg == "--bind") {
      options.bindings[name.str()] = value.str();
    } else if (arg == "--method") {
      options.method = argv[i];
    } else if (arg == "--shape") {
      llvm::SmallVector<StringRef> sizes;
      value.split(sizes, 'x');
      for (StringRef size : sizes)
        options.shapes[name.str()].push_back(std::stoll(size.str()));
    } else {
      return usage();
    }
  }
  bool syntax = mode == "--dump-tokens" || mode == "--dump-ast";
  bool program = mode == "--check" || mode == "--emit-ir" || mode == "--info";
  if (files.empty() || (!syntax && !program))
    return usage();

  bool failed = false;
  for (const std::string &file : files) {
    auto content = llvm::MemoryBuffer::getFileOrSTDIN(file);
    if (!content) {
      llvm::errs() << file << ": " << content.getError().message() << '\n';
      return 1;
    }
    SourceText source{file, (*content)->getBuffer().str()};
    DiagnosticSink sink;
    if (mode == "--dump-tokens") {
      dumpTokens(source.text);
    } else if (mode == "--dump-ast") {
      printTree(*parse(sink.addBuffer(source), sink), llvm::outs());
    } else {
      mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
      ProgramInfo info;
      auto module = elaborate(source, options, context, sink, &info);
      if (mode == "--emit-ir" && module)
        module->print(llvm::outs());
      if (mode == "--info")
        print(info);
    }
    sink.print(llvm::errs());
    failed |= sink.hasErrors();
  }
  return failed;
}
