//===- Header.cpp - the C header of an emitted object -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "proxc/Target/Header/Header.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <limits>

using namespace proxc::target;

namespace {

/// C's type of an element, or of the halves of a complex one.
llvm::StringRef cType(HeaderElement element) {
  switch (element) {
  case HeaderElement::F32:
  case HeaderElement::C64:
    return "float";
  case HeaderElement::F64:
  case HeaderElement::C128:
    return "double";
  case HeaderElement::I32:
    return "int32_t";
  case HeaderElement::I64:
    return "int64_t";
  case HeaderElement::U8:
    return "uint8_t";
  case HeaderElement::U16:
  case HeaderElement::F16:
    return "uint16_t";
  case HeaderElement::Function:
    break;
  }
  return "void";
}

/// The language's name of an element type.
llvm::StringRef elementName(HeaderElement element) {
  static constexpr llvm::StringLiteral names[] = {
      "f32", "f64", "c64", "c128", "i32", "i64", "u8", "u16", "f16", "extern"};
  return names[static_cast<unsigned>(element)];
}

bool isComplex(HeaderElement element) {
  return element == HeaderElement::C64 || element == HeaderElement::C128;
}

/// `f32[512, 512]`, with what C cannot say about it.
std::string describe(const HeaderArgument &argument) {
  std::string text = elementName(argument.element).str();
  if (!argument.shape.empty()) {
    text += "[";
    for (auto [i, extent] : llvm::enumerate(argument.shape))
      text += (i ? ", " : "") + std::to_string(extent);
    text += "]";
  }
  if (isComplex(argument.element))
    text += ", pairs of real and imaginary part";
  if (argument.element == HeaderElement::F16)
    text += ", the bits of IEEE half precision";
  return text;
}

/// A literal of the element's type.
std::string literal(HeaderElement element, double value) {
  bool single = cType(element) == "float";
  double largest = single ? std::numeric_limits<float>::max()
                          : std::numeric_limits<double>::max();
  value = std::min(std::max(value, -largest), largest);
  std::string text;
  llvm::raw_string_ostream os(text);
  if (single)
    os << llvm::format("%.9g", value);
  else
    os << llvm::format("%.17g", value);
  if (text.find_first_of(".e") == std::string::npos)
    text += ".0";
  return single ? text + "f" : text;
}

/// The bits of a number in half precision.
uint64_t halfBits(double value) {
  llvm::APFloat half(value);
  bool inexact;
  half.convert(llvm::APFloat::IEEEhalf(), llvm::APFloat::rmNearestTiesToEven,
               &inexact);
  return half.bitcastToAPInt().getZExtValue();
}

/// Upper case, for macros.
std::string macro(const HeaderProgram &program) {
  return llvm::StringRef(cIdentifier(program.name)).upper();
}

class Writer {
public:
  explicit Writer(const HeaderProgram &program)
      : program(program), prefix(cIdentifier(program.name)),
        type(cArgumentNames({prefix}, {}).front()), os(text) {}

  std::string write() {
    writeBanner();
    os << "typedef struct " << type << " " << type << ";\n\n";
    writeWorkspace();
    writeParams();
    writePlan();
    if (program.hasProblem)
      writeSolve();
    for (const HeaderOperator &op : program.operators)
      writeOperator(op);
    os << "\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n";
    return text;
  }

private:
  void writeBanner();
  void writeWorkspace();
  void writeParams();
  void writeParamsDefault();
  void writePlan();
  void writeSolve();
  void writeIndices(llvm::StringRef kind,
                    const std::vector<HeaderArgument> &arguments);
  void writeOperator(const HeaderOperator &op);
  void writeMember(const HeaderArgument &param, llvm::StringRef name);

  const HeaderProgram &program;
  std::string prefix; ///< of functions and of other types
  std::string type;   ///< of a plan
  std::string text;
  llvm::raw_string_ostream os;
};

/// Text inside of a comment cannot end it.
std::string comment(llvm::StringRef text) {
  std::string result = text.str();
  for (size_t at; (at = result.find("*/")) != std::string::npos;)
    result.replace(at, 2, "* /");
  for (size_t at; (at = result.find("/*")) != std::string::npos;)
    result.replace(at, 2, "/ *");
  return result;
}

std::vector<std::string> namesOf(const std::vector<HeaderArgument> &arguments) {
  std::vector<std::string> names;
  for (const HeaderArgument &argument : arguments)
    names.push_back(argument.name);
  return names;
}

void Writer::writeBanner() {
  os << "/* " << comment(program.name) << ": compiled by proxc from "
     << comment(program.source) << " for " << comment(program.target)
     << "; do not edit. */\n";
  if (!program.linkLine.empty())
    os << "/* Link with: " << comment(program.linkLine) << " */\n";
  os << "\n#ifndef PROXC_PROGRAM_" << macro(program) << "_H\n"
     << "#define PROXC_PROGRAM_" << macro(program) << "_H\n\n"
     << "#include \"proxc-rt/proxc.h\"\n#include <stddef.h>\n\n"
     << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
     << "/* Arrays are row-major. Functions return PROXC_OK or an error code, "
        "see\n   proxc_error(). One plan may be used by one thread at a time. "
        "*/\n";
}

void Writer::writeWorkspace() {
  os << "/* All the memory of a plan";
  if (!program.freestanding)
    os << ", but for plans of FFT libraries";
  os << ". */\n#define " << macro(program) << "_WORKSPACE_BYTES "
     << program.workspaceBytes << "\n"
     << "size_t " << prefix << "_workspace_bytes(void);\n\n";
}

void Writer::writeMember(const HeaderArgument &param, llvm::StringRef name) {
  if (param.element == HeaderElement::Function) {
    llvm::StringRef data = cType(param.data);
    switch (param.function) {
    case HeaderFunction::Linear:
      os << "int (*" << name << ")(const " << data << " *in, " << data
         << " *out, const void *const *args, void *user)";
      break;
    case HeaderFunction::Prox:
      os << "int (*" << name << ")(const " << data << " *v, float rho, " << data
         << " *out, void *user)";
      break;
    case HeaderFunction::Smooth:
      os << "int (*" << name << ")(const " << data << " *x, double *value, "
         << data << " *gradient, void *user)";
      break;
    }
  } else if (!param.shape.empty()) {
    os << "const " << cType(param.element) << " *" << name;
  } else if (isComplex(param.element)) {
    os << cType(param.element) << " " << name << "[2]";
  } else {
    os << cType(param.element) << " " << name;
  }
}

void Writer::writeParams() {
  std::vector<std::string> names = cArgumentNames(namesOf(program.params), {});
  os << "/* The params. Arrays are read by _create and _update only. */\n"
     << "typedef struct " << prefix << "_params {\n";
  for (auto [param, name] : llvm::zip(program.params, names)) {
    os << "  ";
    writeMember(param, name);
    os << "; /* " << describe(param) << " */\n";
  }
  // C has no empty structs.
  if (program.params.empty())
    os << "  char unused;\n";
  os << "} " << prefix << "_params;\n";
  writeParamsDefault();
}

void Writer::writeParamsDefault() {
  os << "/* Defaults of scalars; what has none is 0. */\n#define "
     << macro(program) << "_PARAMS_DEFAULT {";
  llvm::ListSeparator comma;
  for (const HeaderArgument &param : program.params) {
    os << comma;
    std::complex<double> value = param.value.value_or(0.0);
    bool floating =
        cType(param.element) == "float" || cType(param.element) == "double";
    if (param.element == HeaderElement::Function || !param.shape.empty() ||
        (!param.value && !param.integer && !isComplex(param.element)))
      os << "0";
    else if (isComplex(param.element))
      os << "{" << literal(param.element, value.real()) << ", "
         << literal(param.element, value.imag()) << "}";
    else if (param.element == HeaderElement::F16)
      os << halfBits(value.real());
    else if (floating)
      os << literal(param.element, value.real());
    else
      os << param.integer.value_or(static_cast<int64_t>(value.real()));
  }
  if (program.params.empty())
    os << "0";
  os << "}\n\n";
}

void Writer::writePlan() {
  bool optional = llvm::all_of(program.params, [](const HeaderArgument &p) {
    return p.value || p.integer;
  });
  os << "/* Makes a plan: all that depends on shapes and params only. The "
        "workspace is\n   aligned to PROXC_WORKSPACE_ALIGNMENT and stays the "
        "plan's until _destroy";
  os << (program.freestanding ? ".\n" : "; null\n   has it allocated.");
  os << (program.freestanding ? "  " : "");
  os << (optional ? " Null params stand for the defaults." : "") << " */\n"
     << "int " << prefix << "_create(" << type
     << " **plan, void *workspace, const " << prefix << "_params *params);\n"
     << "/* New params for the same plan; only what depends on them is done "
        "again. */\n"
     << "int " << prefix << "_update(" << type << " *plan, const " << prefix
     << "_params *params);\n"
     << "/* Null is allowed. */\n"
     << "void " << prefix << "_destroy(" << type << " *plan);\n";
}

void Writer::writeIndices(llvm::StringRef kind,
                          const std::vector<HeaderArgument> &arguments) {
  if (arguments.empty())
    return;
  os << "enum {\n";
  for (auto [i, argument] : llvm::enumerate(arguments))
    os << "  " << macro(program) << "_" << kind << "_"
       << cIdentifier(argument.name) << " = " << i << ",\n";
  os << "  " << macro(program) << "_" << kind << "S = " << arguments.size()
     << "\n};\n";
}

void Writer::writeSolve() {
  std::vector<std::string> names = namesOf(program.inputs);
  llvm::append_range(names, namesOf(program.results));
  names = cArgumentNames(names, {"plan", "options", "result"});

  os << "\n/* Solves. Null options stand for the program's own; null for "
        "result is allowed.\n";
  size_t at = 0;
  for (const HeaderArgument &input : program.inputs)
    os << "   " << names[at++] << ": input " << describe(input) << "\n";
  for (const HeaderArgument &result : program.results)
    os << "   " << names[at++] << ": " << (result.unknown ? "unknown " : "out ")
       << describe(result) << "\n";
  os << "*/\nint " << prefix << "_solve(" << type << " *plan";
  at = 0;
  for (const HeaderArgument &input : program.inputs)
    os << ",\n    const " << cType(input.element) << " *" << names[at++];
  for (const HeaderArgument &result : program.results)
    os << ",\n    " << cType(result.element) << " *" << names[at++];
  os << ",\n    const proxc_options *options, proxc_result *result);\n";

  os << "/* The same on arrays with strides; each list is in this order. */\n";
  writeIndices("INPUT", program.inputs);
  writeIndices("RESULT", program.results);
  os << "int " << prefix << "_solve_views(" << type
     << " *plan, const proxc_view *inputs,\n    const proxc_view *results, "
        "const proxc_options *options, proxc_result *result);\n"
     << "/* So many iterations more on the arrays of the last solve. */\n"
     << "int " << prefix << "_step(" << type
     << " *plan, int32_t iterations, proxc_result *result);\n";
}

void Writer::writeOperator(const HeaderOperator &op) {
  std::string name = cIdentifier(op.name);
  auto declare = [&](llvm::StringRef suffix, const HeaderArgument &in,
                     const HeaderArgument &out) {
    os << "int " << name << suffix << "(" << type << " *plan, const "
       << cType(in.element) << " *x, " << cType(out.element) << " *y);\n";
  };
  os << "\n/* " << comment(op.name) << ": " << describe(op.domain) << " -> "
     << describe(op.range) << ". y is overwritten. */\n";
  if (op.forward)
    declare("_forward", op.domain, op.range);
  if (op.adjoint)
    declare("_adjoint", op.range, op.domain);
  if (op.normal)
    declare("_normal", op.domain, op.domain);
}

} // namespace

std::string proxc::target::emitHeader(const HeaderProgram &program) {
  return Writer(program).write();
}
