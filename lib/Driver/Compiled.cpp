//===- Compiled.cpp - a program as machine code in this process --*- C++
//-*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Compiled.h"

#include <algorithm>
#include <cstring>

using namespace llvm;

namespace proxc::driver {

std::optional<io::ElementType> elementType(target::HeaderElement element) {
  switch (element) {
  case target::HeaderElement::F32:
    return io::ElementType::F32;
  case target::HeaderElement::F64:
    return io::ElementType::F64;
  case target::HeaderElement::C64:
    return io::ElementType::C64;
  case target::HeaderElement::C128:
    return io::ElementType::C128;
  case target::HeaderElement::I32:
    return io::ElementType::I32;
  case target::HeaderElement::I64:
    return io::ElementType::I64;
  case target::HeaderElement::U8:
    return io::ElementType::U8;
  case target::HeaderElement::U16:
    return io::ElementType::U16;
  case target::HeaderElement::F16:
    return io::ElementType::F16;
  case target::HeaderElement::Function:
    return std::nullopt;
  }
  return std::nullopt;
}

namespace {

/// The bytes of a scalar param: the value given, its default, or 0.
io::HostArray scalarValue(const target::HeaderArgument &param,
                          io::ElementType type, const ArrayMap &given) {
  auto found = given.find(param.name);
  if (found != given.end())
    return found->second;
  io::HostArray scalar(type, {});
  if (param.integer && type == io::ElementType::I64)
    *scalar.dataAs<int64_t>() = *param.integer;
  else if (param.integer)
    scalar.set(0, static_cast<double>(*param.integer));
  else if (param.value)
    scalar.set(0, *param.value);
  return scalar;
}

} // namespace

ParamsStruct::ParamsStruct(ArrayRef<target::HeaderArgument> params,
                           const ArrayMap &given) {
  std::vector<uint8_t> bytes;
  auto append = [&](const void *data, size_t size, size_t alignment) {
    bytes.resize((bytes.size() + alignment - 1) / alignment * alignment);
    const auto *begin = static_cast<const uint8_t *>(data);
    bytes.insert(bytes.end(), begin, begin + size);
  };
  for (const target::HeaderArgument &param : params) {
    std::optional<io::ElementType> type = elementType(param.element);
    if (type && param.shape.empty()) {
      io::HostArray scalar = scalarValue(param, *type, given);
      size_t size = scalar.numBytes();
      append(scalar.data(), size, io::isComplexType(*type) ? size / 2 : size);
      continue;
    }
    auto found = given.find(param.name);
    const void *pointer = found == given.end() ? nullptr : found->second.data();
    append(&pointer, sizeof(pointer), sizeof(pointer));
  }
  words.resize(bytes.size() / 8 + 1);
  std::copy(bytes.begin(), bytes.end(),
            reinterpret_cast<uint8_t *>(words.data()));
}

LoadedProgram::LoadedProgram(LoadedProgram &&other)
    : jit(std::move(other.jit)), header(other.header),
      createFunction(other.createFunction), solveFunction(other.solveFunction),
      destroyFunction(other.destroyFunction), plan(other.plan) {
  other.plan = nullptr;
}

LoadedProgram::~LoadedProgram() {
  if (plan)
    destroyFunction(plan);
}

Expected<LoadedProgram>
LoadedProgram::load(const Module &module, const target::TargetInfo &target,
                    const target::HeaderProgram &header) {
  Expected<target::JitProgram> jit = target::JitProgram::create(module, target);
  if (!jit)
    return jit.takeError();
  LoadedProgram program(std::move(*jit), header);
  std::string prefix = target::cIdentifier(header.name);
  Expected<CreateFunction *> create =
      program.jit.lookupFunction<CreateFunction>(prefix + "_create");
  if (!create)
    return create.takeError();
  program.createFunction = *create;
  Expected<DestroyFunction *> destroy =
      program.jit.lookupFunction<DestroyFunction>(prefix + "_destroy");
  if (!destroy)
    return destroy.takeError();
  program.destroyFunction = *destroy;
  if (!header.hasProblem)
    return program;
  Expected<SolveFunction *> solve =
      program.jit.lookupFunction<SolveFunction>(prefix + "_solve_views");
  if (!solve)
    return solve.takeError();
  program.solveFunction = *solve;
  return program;
}

int32_t LoadedProgram::create(const ParamsStruct &params) {
  return createFunction(&plan, /*workspace=*/nullptr, params.data());
}

int32_t LoadedProgram::solve(const ArrayMap &inputs, ArrayMap &results,
                             const proxc_options &options,
                             proxc_result &result) {
  // Strides of 0 mean contiguous.
  std::vector<proxc_view> inputViews(header->inputs.size() + 1);
  std::vector<proxc_view> resultViews(header->results.size() + 1);
  for (size_t i = 0; i < header->inputs.size(); ++i) {
    auto found = inputs.find(header->inputs[i].name);
    if (found != inputs.end())
      inputViews[i].data = const_cast<uint8_t *>(found->second.data());
  }
  for (size_t i = 0; i < header->results.size(); ++i) {
    auto found = results.find(header->results[i].name);
    if (found != results.end())
      resultViews[i].data = found->second.data();
  }
  return solveFunction(plan, inputViews.data(), resultViews.data(), &options,
                       &result);
}

Expected<int32_t> LoadedProgram::apply(StringRef symbol, const io::HostArray &x,
                                       io::HostArray &y) {
  using ApplyFunction = int32_t(void *, const void *, void *);
  Expected<ApplyFunction *> function =
      jit.lookupFunction<ApplyFunction>(symbol);
  if (!function)
    return function.takeError();
  return (*function)(plan, x.data(), y.data());
}

std::string argumentOfCode(const target::HeaderProgram &header, int32_t code) {
  int32_t index = PROXC_ERROR_ARGUMENT(code);
  const std::vector<target::HeaderArgument> *list = nullptr;
  const char *kind = "";
  switch (PROXC_ERROR_KIND(code)) {
  case PROXC_ERROR_PARAM_NULL:
  case PROXC_ERROR_PARAM_NOT_FINITE:
  case PROXC_ERROR_PARAM_RANGE:
    list = &header.params;
    kind = "param";
    break;
  case PROXC_ERROR_INPUT_NULL:
  case PROXC_ERROR_INPUT_NOT_FINITE:
  case PROXC_ERROR_INPUT_RANGE:
    list = &header.inputs;
    kind = "input";
    break;
  case PROXC_ERROR_RESULT_NULL:
  case PROXC_ERROR_START_NOT_FINITE:
    list = &header.results;
    kind = "result";
    break;
  default:
    return "";
  }
  if (index < 0 || index >= static_cast<int32_t>(list->size()))
    return "";
  return std::string(kind) + " '" + (*list)[index].name + "'";
}

} // namespace proxc::driver
