//===- Methods.cpp - solve with ---------------------------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ElaboratorState.h"
#include "llvm/ADT/StringExtras.h"

using namespace proxc::frontend;
using llvm::StringRef;
using llvm::Twine;

namespace {

enum class OptionKind { Count, Positive, NonNegative, Relaxation, Flag };

struct MethodOption {
  StringRef name;
  OptionKind kind;
};

struct Method {
  StringRef name;
  bool available;
  std::vector<MethodOption> options;
};

const std::vector<MethodOption> &commonOptions() {
  static const std::vector<MethodOption> options = {
      {"iterations", OptionKind::Count},
      {"tolerance", OptionKind::NonNegative},
      {"absolute", OptionKind::NonNegative},
      {"check_every", OptionKind::Count}};
  return options;
}

const std::vector<Method> &methods() {
  using K = OptionKind;
  static const std::vector<Method> all = {
      {"auto", true, {}},
      {"pdhg",
       true,
       {{"tau", K::Positive},
        {"sigma", K::Positive},
        {"theta", K::NonNegative},
        {"relaxation", K::Relaxation},
        {"accelerate", K::Flag},
        {"adapt", K::Flag}}},
      {"admm",
       true,
       {{"rho", K::Positive},
        {"relaxation", K::Relaxation},
        {"inner_iterations", K::Count},
        {"adapt", K::Flag}}},
      {"ladmm",
       true,
       {{"rho", K::Positive},
        {"relaxation", K::Relaxation},
        {"inner_iterations", K::Count},
        {"adapt", K::Flag},
        {"mu", K::Positive}}},
      {"hqs", false, {}},
      {"fista", false, {}},
      {"pgm", false, {}},
      {"cg", true, {{"precondition", K::Flag}}}};
  return all;
}

const Method *findMethod(StringRef name) {
  if (name == "pc") // ProxImaL's name of it
    name = "pdhg";
  for (const Method &method : methods())
    if (method.name == name)
      return &method;
  return nullptr;
}

std::vector<StringRef> methodNames() {
  std::vector<StringRef> names = {"pc"};
  for (const Method &method : methods())
    names.push_back(method.name);
  return names;
}

const MethodOption *findOption(const Method &method, StringRef name) {
  for (const std::vector<MethodOption> *options :
       {&method.options, &commonOptions()})
    for (const MethodOption &option : *options)
      if (option.name == name)
        return &option;
  return nullptr;
}

/// What is wrong with a number for an option, or nothing.
std::string complaint(OptionKind kind, double value, bool integer) {
  switch (kind) {
  case OptionKind::Count:
    return integer && value >= 1 && value <= 2147483647
               ? ""
               : "a whole number of at least 1";
  case OptionKind::Positive:
    return value > 0 && std::isfinite(value) ? "" : "a positive number";
  case OptionKind::NonNegative:
    return value >= 0 && std::isfinite(value) ? ""
                                              : "a number that is not negative";
  case OptionKind::Relaxation:
    return value > 0 && value < 2 ? "" : "a number between 0 and 2";
  case OptionKind::Flag:
    return "true or false";
  }
  return "";
}

/// The option's value as an attribute, or null (reported).
mlir::Attribute optionValue(Elaborator &elaborator, const MethodOption &option,
                            const OptionArgument &argument) {
  mlir::OpBuilder &b = elaborator.emit.builder;
  auto constant = elaborator.evaluateConstant(
      argument.value, nullptr,
      option.kind == OptionKind::Flag ? "true or false" : "a number");
  if (!constant)
    return {};
  bool flag = constant->type.element == Element::Bool;
  bool number =
      constant->isKnownScalar() && !flag && !isComplex(constant->type.element);
  if (option.kind == OptionKind::Flag && flag && constant->isKnownScalar())
    return b.getBoolAttr(constant->number() != 0.0);
  std::string wanted = "a number that is known when the program is compiled";
  if (number)
    wanted = complaint(option.kind, constant->number().real(),
                       constant->integer().has_value());
  else if (option.kind == OptionKind::Flag)
    wanted = "true or false";
  if (!wanted.empty()) {
    elaborator.error(argument.value->range,
                     "`" + option.name + "` takes " + wanted + ", found " +
                         (number ? numberText(constant->number().real())
                                 : Value(*constant).describe()));
    return {};
  }
  if (option.kind == OptionKind::Count)
    return b.getI64IntegerAttr(*constant->integer());
  return b.getF64FloatAttr(constant->number().real());
}

/// Names a method cannot solve: `cg` solves linear systems.
void checkTerms(Elaborator &elaborator, StringRef method, SourceRange where,
                llvm::ArrayRef<Term> terms) {
  if (method != "cg")
    return;
  for (const Term &term : terms) {
    if (term.function->isQuadratic || term.function->isLinear)
      continue;
    elaborator
        .error(where, "`cg` solves least-squares problems, which `" +
                          term.function->name +
                          "` does not belong to; `pdhg` "
                          "and `admm` solve this one")
        .note(term.range, "this term is not quadratic");
    return;
  }
}

} // namespace

void Elaborator::elaborateMethod(const ProblemDecl *decl,
                                 llvm::ArrayRef<Term> terms,
                                 mlir::StringAttr &methodName,
                                 mlir::DictionaryAttr &methodOptions) {
  StringRef name = decl->method.text;
  SourceRange where = decl->method ? decl->method.range : decl->keyword;
  bool replaced = !options.method.empty();
  const Method *written = name.empty() ? nullptr : findMethod(name);
  if (!name.empty() && !written) {
    error(where, "unknown method `" + name + "`" +
                     (didYouMean(name, methodNames()).empty()
                          ? "; the methods are auto, pdhg, admm, ladmm and cg"
                          : didYouMean(name, methodNames())));
    return;
  }
  const Method *method = written;
  if (replaced) {
    method = findMethod(options.method);
    if (!method) {
      error({}, "unknown method `" + options.method + "` in `--method`" +
                    didYouMean(options.method, methodNames()));
      return;
    }
  }
  if (!method)
    method = findMethod("auto");
  if (!method->available) {
    notAvailable(method->name, where);
    return;
  }
  llvm::SmallVector<mlir::NamedAttribute> attributes;
  mlir::OpBuilder &b = emit.builder;
  llvm::StringSet<> seen;
  for (const OptionArgument &argument : decl->options) {
    const MethodOption *option = findOption(*written, argument.name.text);
    if (!option) {
      std::vector<StringRef> names;
      for (const auto *list : {&written->options, &commonOptions()})
        for (const MethodOption &o : *list)
          names.push_back(o.name);
      std::string all = llvm::join(names, ", ");
      std::string hint = didYouMean(argument.name.text, names);
      error(argument.name.range, "`" + written->name + "` has no option `" +
                                     argument.name.text + "`" +
                                     (hint.empty() ? "; it has " + all : hint));
      continue;
    }
    if (!seen.insert(argument.name.text).second) {
      error(argument.name.range, "`" + argument.name.text + "` is given twice");
      continue;
    }
    mlir::Attribute value = optionValue(*this, *option, argument);
    // Options of a method that the command line replaced say nothing.
    if (value && (method == written || findOption(*method, option->name)) &&
        !options.methodOptions.count(option->name.str()))
      attributes.push_back(b.getNamedAttr(option->name, value));
  }
  for (const auto &[optionName, value] : options.methodOptions) {
    const MethodOption *option = findOption(*method, optionName);
    if (!option) {
      error({}, "`" + method->name + "` has no option `" + optionName + "`");
      continue;
    }
    std::string wanted =
        option->kind == OptionKind::Flag
            ? ""
            : complaint(option->kind, value, value == std::floor(value));
    if (!wanted.empty()) {
      error({}, "`--" + optionName + "` takes " + wanted);
      continue;
    }
    mlir::Attribute attribute =
        option->kind == OptionKind::Count
            ? mlir::Attribute(b.getI64IntegerAttr(int64_t(value)))
        : option->kind == OptionKind::Flag
            ? mlir::Attribute(b.getBoolAttr(value != 0))
            : mlir::Attribute(b.getF64FloatAttr(value));
    attributes.push_back(b.getNamedAttr(optionName, attribute));
  }
  checkTerms(*this, method->name, where, terms);
  info.method = method->name == "auto" ? "" : method->name.str();
  if (method->name != "auto")
    methodName = b.getStringAttr(method->name);
  methodOptions = b.getDictionaryAttr(attributes);
}
