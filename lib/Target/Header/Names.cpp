//===- Names.cpp - names that C and C++ accept ------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "proxc/Target/Header/Header.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace proxc::target;

std::string proxc::target::cIdentifier(llvm::StringRef name) {
  std::string result;
  if (name.empty() || llvm::isDigit(name.front()))
    result = "_";
  for (char c : name)
    result += llvm::isAlnum(c) ? c : '_';
  return result;
}

// Keywords of C23 and C++23 with their alternative spellings, the types that
// the header itself uses, and macros of the standard's most used headers and of
// compilers in their default modes.
static constexpr llvm::StringLiteral reservedNames[] = {
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor",
    "bool", "break", "case", "catch", "char", "char16_t", "char32_t", "char8_t",
    "class", "co_await", "co_return", "co_yield", "compl", "concept", "const",
    "const_cast", "consteval", "constexpr", "constinit", "continue", "decltype",
    "default", "delete", "do", "double", "dynamic_cast", "else", "enum",
    "explicit", "export", "extern", "false", "float", "for", "friend", "goto",
    "if", "inline", "int", "long", "mutable", "namespace", "new", "noexcept",
    "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private",
    "protected", "public", "register", "reinterpret_cast", "requires",
    "restrict", "return", "short", "signed", "sizeof", "static",
    "static_assert", "static_cast", "struct", "switch", "template", "this",
    "thread_local", "throw", "true", "try", "typedef", "typeid", "typename",
    "typeof", "typeof_unqual", "union", "unsigned", "using", "virtual", "void",
    "volatile", "wchar_t", "while", "xor", "xor_eq",
    // types
    "int8_t", "int16_t", "int32_t", "int64_t", "uint8_t", "uint16_t",
    "uint32_t", "uint64_t", "size_t", "ptrdiff_t",
    // macros
    "EOF", "I", "INFINITY", "NAN", "NDEBUG", "NULL", "assert", "complex",
    "errno", "i386", "imaginary", "linux", "noreturn", "offsetof", "stderr",
    "stdin", "stdout", "unix", "va_arg", "va_end", "va_start"};

bool proxc::target::isReservedInC(llvm::StringRef name) {
  return llvm::is_contained(reservedNames, name) ||
         name.starts_with_insensitive("proxc_") || name.starts_with("__") ||
         (name.size() > 1 && name[0] == '_' && llvm::isUpper(name[1]));
}

std::vector<std::string>
proxc::target::cArgumentNames(const std::vector<std::string> &names,
                              const std::vector<std::string> &taken) {
  llvm::StringSet<> used;
  for (const std::string &name : taken)
    used.insert(name);
  // Names that can stay as they are have the first choice.
  std::vector<std::string> result(names.size());
  for (auto [i, name] : llvm::enumerate(names))
    if (cIdentifier(name) == name && !isReservedInC(name) &&
        used.insert(name).second)
      result[i] = name;
  for (auto [i, name] : llvm::enumerate(names)) {
    if (!result[i].empty())
      continue;
    std::string candidate = cIdentifier(name);
    if (llvm::StringRef(candidate).starts_with_insensitive("proxc_") ||
        candidate[0] == '_')
      candidate = "x" + candidate;
    if (isReservedInC(candidate) || used.contains(candidate))
      candidate += "_";
    while (!used.insert(candidate).second)
      candidate += "_";
    result[i] = candidate;
  }
  return result;
}
