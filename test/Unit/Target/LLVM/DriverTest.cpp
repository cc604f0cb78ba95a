//===- DriverTest.cpp - the driver, compiled for every target ---*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an object of a program without kernels would be: whatever the driver
// needs from its surroundings, every object needs.
//
//===----------------------------------------------------------------------===//

#include "Fixture.h"
#include "proxc/Runtime/DriverBitcode.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/Object/ObjectFile.h"

using namespace proxc::target;
using proxc::runtime::Family;

namespace {
constexpr const char *interface[] = {
    "proxc_driver_create", "proxc_driver_update",      "proxc_driver_solve",
    "proxc_driver_step",   "proxc_driver_solve_views", "proxc_driver_apply",
    "proxc_driver_destroy"};

/// The driver as an object for `target`.
llvm::Expected<llvm::SmallVector<char, 0>>
driverObject(const TargetInfo &target) {
  llvm::LLVMContext context;
  llvm::Module module("driver", context);
  // The compiler says what of the driver a program needs: here, all of it.
  auto *i32 = llvm::Type::getInt32Ty(context);
  if (target.freestanding)
    new llvm::GlobalVariable(module, i32, /*isConstant=*/true,
                             llvm::GlobalValue::ExternalLinkage,
                             llvm::ConstantInt::getSigned(i32, -1),
                             "proxc_driver_needs");
  llvm::ArrayRef<uint8_t> bytes = proxc::runtime::driverBitcode(
      target.freestanding ? Family::Freestanding : Family::Hosted);
  llvm::MemoryBufferRef bitcode(
      {reinterpret_cast<const char *>(bytes.data()), bytes.size()}, "driver");
  BuildOptions options;
  options.exports.assign(std::begin(interface), std::end(interface));
  options.smallCode = target.freestanding;
  llvm::ArrayRef<llvm::MemoryBufferRef> parts;
  if (target.freestanding)
    parts = bitcode;
  else
    options.optimized = {bitcode};
  if (llvm::Error error = buildModule(module, parts, target, options))
    return error;
  return emit(module, target, OutputKind::Object);
}

class Driver : public testing::TestWithParam<std::string> {};
} // namespace

TEST_P(Driver, NeedsNothingThatTheTargetLacks) {
  TargetInfo target = llvm::cantFail(getTarget(GetParam()));
  auto object = driverObject(target);
  ASSERT_TRUE(bool(object)) << message(object.takeError());
  llvm::MemoryBufferRef buffer({object->data(), object->size()}, "object");
  auto symbols = undefinedSymbols(buffer);
  ASSERT_TRUE(bool(symbols)) << message(symbols.takeError());
  for (llvm::StringRef symbol : *symbols) {
    if (target.freestanding)
      EXPECT_TRUE(isFreestandingSymbol(symbol)) << symbol.str();
    else
      EXPECT_TRUE(isFreestandingSymbol(symbol) ||
                  symbol.starts_with("proxc_rt_") ||
                  symbol == "_GLOBAL_OFFSET_TABLE_")
          << symbol.str();
  }
}

TEST_P(Driver, HasNoWritableData) {
  TargetInfo target = llvm::cantFail(getTarget(GetParam()));
  auto object = driverObject(target);
  ASSERT_TRUE(bool(object)) << message(object.takeError());
  auto file = llvm::cantFail(llvm::object::ObjectFile::createObjectFile(
      llvm::MemoryBufferRef({object->data(), object->size()}, "object")));
  for (const llvm::object::SectionRef &section : file->sections()) {
    llvm::StringRef name = llvm::cantFail(section.getName());
    // .data.rel.ro is read-only once the loader has relocated it.
    if (section.isBSS() || (section.isData() && name.starts_with(".data") &&
                            !name.starts_with(".data.rel.ro")))
      EXPECT_EQ(section.getSize(), 0u) << name.str();
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, Driver, testing::ValuesIn(targetNames()),
                         [](const auto &info) {
                           std::string name = info.param;
                           for (char &c : name)
                             c = c == '-' ? '_' : c;
                           return name;
                         });
