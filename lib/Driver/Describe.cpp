//===- Describe.cpp - proxc check and proxc info --*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Session.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace proxc::driver {

namespace {

/// "f32[y: 480, x: ?]": sizes that nothing determines are question marks.
std::string typeText(const frontend::Declared &declared) {
  std::string text = declared.sparse ? "sparse " : "";
  raw_string_ostream os(text);
  os << declared.element;
  if (declared.shape.empty())
    return text;
  os << '[';
  for (size_t axis = 0; axis < declared.shape.size(); ++axis) {
    if (axis)
      os << ", ";
    if (axis < declared.axes.size() && !declared.axes[axis].empty())
      os << declared.axes[axis] << ": ";
    if (mlir::ShapedType::isDynamic(declared.shape[axis]))
      os << '?';
    else
      os << declared.shape[axis];
  }
  os << ']';
  return text;
}

void printGroup(raw_ostream &os, StringRef title,
                ArrayRef<frontend::Declared> group) {
  if (group.empty())
    return;
  os << title << ":\n";
  for (const frontend::Declared &declared : group) {
    std::string line =
        formatv("  {0,-12} {1,-24}", declared.name, typeText(declared));
    if (declared.defaultValue)
      line += " = " + shortestNumber(*declared.defaultValue);
    else if (declared.isConstant)
      line += " (constant)";
    if (!declared.doc.empty())
      line += "  # " + declared.doc;
    os << StringRef(line).rtrim() << '\n';
  }
}

json::Array shapeJson(const frontend::Declared &declared) {
  json::Array shape;
  for (int64_t size : declared.shape)
    shape.push_back(mlir::ShapedType::isDynamic(size) ? json::Value(nullptr)
                                                      : json::Value(size));
  return shape;
}

json::Object declaredJson(const frontend::Declared &declared) {
  json::Object object{{"name", declared.name},
                      {"element", declared.element},
                      {"shape", shapeJson(declared)}};
  json::Array axes;
  for (const std::string &axis : declared.axes)
    axes.push_back(axis.empty() ? json::Value(nullptr) : json::Value(axis));
  object["axes"] = std::move(axes);
  if (declared.sparse)
    object["sparse"] = true;
  if (declared.defaultValue)
    object["default"] = *declared.defaultValue;
  if (declared.isConstant)
    object["constant"] = true;
  if (!declared.doc.empty())
    object["doc"] = declared.doc;
  return object;
}

json::Array groupJson(ArrayRef<frontend::Declared> group) {
  json::Array array;
  for (const frontend::Declared &declared : group)
    array.push_back(declaredJson(declared));
  return array;
}

json::Value infoJson(const frontend::ProgramInfo &info) {
  json::Object dims;
  for (const auto &[name, value] : info.dims)
    dims[name] = mlir::ShapedType::isDynamic(value) ? json::Value(nullptr)
                                                    : json::Value(value);
  json::Array exports;
  for (const frontend::ExportedOperator &op : info.exports)
    exports.push_back(json::Object{{"name", op.name},
                                   {"domain", declaredJson(op.domain)},
                                   {"range", declaredJson(op.range)}});
  return json::Object{{"name", info.name},
                      {"dims", std::move(dims)},
                      {"inputs", groupJson(info.inputs)},
                      {"params", groupJson(info.params)},
                      {"unknowns", groupJson(info.unknowns)},
                      {"outs", groupJson(info.outs)},
                      {"exports", std::move(exports)},
                      {"problem", info.hasProblem},
                      {"method", info.method.empty() ? "auto" : info.method}};
}

void printInfo(raw_ostream &os, const frontend::ProgramInfo &info) {
  os << info.name << '\n';
  if (!info.dims.empty()) {
    os << "dims:\n";
    for (const auto &[name, value] : info.dims)
      if (mlir::ShapedType::isDynamic(value))
        os << formatv("  {0,-12} from -D or the inputs\n", name);
      else
        os << formatv("  {0,-12} {1}\n", name, value);
  }
  printGroup(os, "inputs", info.inputs);
  printGroup(os, "params", info.params);
  printGroup(os, "unknowns", info.unknowns);
  printGroup(os, "outs", info.outs);
  if (!info.exports.empty()) {
    os << "operators:\n";
    for (const frontend::ExportedOperator &op : info.exports)
      os << formatv("  {0,-12} {1} -> {2}\n", op.name, typeText(op.domain),
                    typeText(op.range));
  }
  if (info.hasProblem)
    os << "method: " << (info.method.empty() ? "auto" : info.method) << '\n';
}

} // namespace

int runCheck(const Invocation &invocation) {
  Session session(invocation);
  if (!session.readProgram() || !session.elaborate(/*checkOnly=*/true))
    return ExitError;
  return ExitDone;
}

int runInfo(const Invocation &invocation) {
  Session session(invocation);
  if (!session.readProgram() || !session.elaborate(/*checkOnly=*/true))
    return ExitError;
  if (invocation.json)
    outs() << formatv("{0:2}", infoJson(session.info)) << '\n';
  else
    printInfo(outs(), session.info);
  return ExitDone;
}

} // namespace proxc::driver
