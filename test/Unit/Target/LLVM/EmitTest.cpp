//===- EmitTest.cpp - files of every kind -----------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Fixture.h"
#include "llvm/Object/Archive.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <dlfcn.h>
#include <unistd.h>

using namespace proxc::target;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

/// A folder of its own for each test, removed afterwards.
class Emit : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("proxc-emit", folder));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  std::string path(llvm::StringRef name) {
    llvm::SmallString<128> result = folder;
    llvm::sys::path::append(result, name);
    return result.str().str();
  }

  /// Names of the files in the folder.
  std::vector<std::string> files() {
    std::vector<std::string> names;
    std::error_code code;
    for (llvm::sys::fs::directory_iterator it(folder, code), end; it != end;
         it.increment(code))
      names.push_back(llvm::sys::path::filename(it->path()).str());
    return names;
  }

  /// A module ready to be emitted that exports `solve`.
  std::unique_ptr<llvm::Module> build(const TargetInfo &target,
                                      llvm::StringRef text) {
    auto module = parse(context, text);
    BuildOptions options;
    options.exports = {"solve"};
    EXPECT_EQ(message(buildModule(*module, {}, target, options)), "");
    return module;
  }

  llvm::LLVMContext context;
  llvm::SmallString<128> folder;
};

llvm::MemoryBufferRef view(const llvm::SmallVector<char, 0> &bytes) {
  return llvm::MemoryBufferRef({bytes.data(), bytes.size()}, "bytes");
}

// Copies, clears, takes a root, and does 64-bit integer arithmetic: what a bare
// program does.
constexpr llvm::StringLiteral bareText = R"(
@table = internal constant [4 x float] [float 1.0, float 2.0, float 3.0, float 4.0]
declare float @llvm.sqrt.f32(float)
declare void @llvm.memcpy.p0.p0.i32(ptr, ptr, i32, i1)
declare void @llvm.memset.p0.i32(ptr, i8, i32, i1)
define float @solve(ptr %a, ptr %b, i32 %n, float %x, i64 %k) {
  call void @llvm.memcpy.p0.p0.i32(ptr %a, ptr %b, i32 %n, i1 false)
  call void @llvm.memset.p0.i32(ptr %b, i8 0, i32 %n, i1 false)
  %s = call float @llvm.sqrt.f32(float %x)
  %m = mul i64 %k, 3
  store i64 %m, ptr %a
  %j = and i32 %n, 3
  %p = getelementptr float, ptr @table, i32 %j
  %t = load float, ptr %p
  %r = fmul float %s, %t
  ret float %r
}
)";

// What bare metal cannot do: a division of doubles, an exponential.
constexpr llvm::StringLiteral doubleText = R"(
define double @solve(double %x, double %y) {
  %r = fdiv double %x, %y
  ret double %r
}
)";
constexpr llvm::StringLiteral expText = R"(
declare float @llvm.exp.f32(float)
define float @solve(float %x) {
  %r = call float @llvm.exp.f32(float %x)
  ret float %r
}
)";
constexpr llvm::StringLiteral hostText = R"(
define i32 @solve(i32 %x) {
  %r = mul i32 %x, 3
  ret i32 %r
}
)";

} // namespace

TEST_F(Emit, BareObjectsNeedNothingButMemoryFunctions) {
  for (llvm::StringRef name : {"cortex-m4f", "cortex-m7", "riscv32"}) {
    SCOPED_TRACE(name.str());
    TargetInfo target = llvm::cantFail(getTarget(name));
    auto module = build(target, bareText);
    auto object = emit(*module, target, OutputKind::Object);
    ASSERT_TRUE(bool(object)) << message(object.takeError());
    auto names = undefinedSymbols(view(*object));
    ASSERT_TRUE(bool(names)) << message(names.takeError());
    EXPECT_THAT(*names, Not(IsEmpty()));
    for (const std::string &symbol : *names)
      EXPECT_TRUE(isFreestandingSymbol(symbol)) << symbol;
  }
}

TEST_F(Emit, BareObjectsWithOtherSymbolsAreRefused) {
  TargetInfo target = llvm::cantFail(getTarget("cortex-m7"));
  auto divides = build(target, doubleText);
  EXPECT_EQ(message(emit(*divides, target, OutputKind::Object).takeError()),
            "code for 'cortex-m7' needs '__aeabi_ddiv', which bare metal does "
            "not have");
  auto exponential = build(target, expText);
  EXPECT_EQ(
      message(emit(*exponential, target, OutputKind::Archive).takeError()),
      "code for 'cortex-m7' needs 'expf', which bare metal does not have");
  EmitOptions options;
  options.imports = {"expf"};
  EXPECT_EQ(
      message(
          emit(*exponential, target, OutputKind::Object, options).takeError()),
      "");
}

TEST_F(Emit, CortexCodeIsThumbWithHardFloats) {
  TargetInfo target = llvm::cantFail(getTarget("cortex-m7"));
  auto module = build(target, bareText);
  auto assembly = emit(*module, target, OutputKind::Assembly);
  ASSERT_TRUE(bool(assembly));
  llvm::StringRef text(assembly->data(), assembly->size());
  EXPECT_TRUE(text.contains(".thumb_func"));
  EXPECT_TRUE(text.contains("vsqrt.f32"));
  EXPECT_TRUE(text.contains(".rodata"));
}

TEST_F(Emit, KnightsLandingUsesWideRegisters) {
  TargetInfo target = llvm::cantFail(getTarget("knl"));
  auto module = build(target, R"(
define void @solve(ptr %a) #0 {
  %x = load <16 x float>, ptr %a
  %y = fadd <16 x float> %x, %x
  store <16 x float> %y, ptr %a
  ret void
}
attributes #0 = { "target-features"="+avx512er,+avx512pf" }
)");
  auto assembly = emit(*module, target, OutputKind::Assembly);
  ASSERT_TRUE(bool(assembly));
  EXPECT_TRUE(
      llvm::StringRef(assembly->data(), assembly->size()).contains("%zmm"));
}

TEST_F(Emit, EachKindIsReadable) {
  TargetInfo target = llvm::cantFail(getTarget("host"));
  auto module = build(target, hostText);
  std::string before = print(*module);

  auto ir = emit(*module, target, OutputKind::IR);
  ASSERT_TRUE(bool(ir));
  EXPECT_EQ(std::string(ir->data(), ir->size()), before);

  auto code = emit(*module, target, OutputKind::Bitcode);
  ASSERT_TRUE(bool(code));
  EXPECT_EQ(llvm::StringRef(code->data(), 2), "BC");

  auto archive = emit(*module, target, OutputKind::Archive, {}, "deconv.o");
  ASSERT_TRUE(bool(archive)) << message(archive.takeError());
  auto file = llvm::object::Archive::create(view(*archive));
  ASSERT_TRUE(bool(file));
  std::vector<std::string> members;
  llvm::Error error = llvm::Error::success();
  for (const auto &child : (*file)->children(error))
    members.push_back(llvm::cantFail(child.getName()).str());
  EXPECT_EQ(message(std::move(error)), "");
  EXPECT_THAT(members, ElementsAre("deconv.o"));
  EXPECT_TRUE(llvm::cantFail((*file)->findSym("solve")).has_value());

  EXPECT_FALSE(bool(outputKind("exe")));
  EXPECT_EQ(outputKind("so"), OutputKind::SharedLibrary);
  // Code generation works on a copy.
  EXPECT_EQ(print(*module), before);
}

TEST_F(Emit, SharedLibraryLoads) {
  TargetInfo target = llvm::cantFail(getTarget("host"));
  auto module = build(target, hostText);
  std::string library = path("libdemo.so");
  ASSERT_EQ(
      message(emitFile(*module, target, OutputKind::SharedLibrary, library)),
      "");
  EXPECT_THAT(files(), ElementsAre("libdemo.so"));
  void *handle = dlopen(library.c_str(), RTLD_NOW);
  ASSERT_TRUE(handle) << dlerror();
  auto *solve = reinterpret_cast<int (*)(int)>(dlsym(handle, "solve"));
  ASSERT_TRUE(solve);
  EXPECT_EQ(solve(14), 42);
  dlclose(handle);
}

TEST_F(Emit, SharedLibraryForAnotherMachine) {
  TargetInfo target = llvm::cantFail(getTarget("aarch64"));
  auto module = build(target, hostText);
  std::string library = path("libdemo.so");
  ASSERT_EQ(
      message(emitFile(*module, target, OutputKind::SharedLibrary, library)),
      "");
  auto file = llvm::object::ObjectFile::createObjectFile(library);
  ASSERT_TRUE(bool(file)) << message(file.takeError());
  EXPECT_EQ(file->getBinary()->getArch(), llvm::Triple::aarch64);
}

TEST_F(Emit, SharedLibraryOnBareMetalIsRefused) {
  TargetInfo target = llvm::cantFail(getTarget("cortex-m7"));
  auto module = build(target, bareText);
  EXPECT_THAT(message(emitFile(*module, target, OutputKind::SharedLibrary,
                               path("libdemo.so"))),
              HasSubstr("'cortex-m7' is bare metal"));
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Emit, LinkerErrorsLeaveNoFile) {
  TargetInfo target = llvm::cantFail(getTarget("host"));
  auto module = build(target, hostText);
  EmitOptions options;
  options.libraries = {"-lnosuchlibraryanywhere"};
  EXPECT_THAT(message(emitFile(*module, target, OutputKind::SharedLibrary,
                               path("libdemo.so"), options)),
              HasSubstr("nosuchlibraryanywhere"));
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Emit, FilesAppearWholeOrNotAtAll) {
  TargetInfo bare = llvm::cantFail(getTarget("cortex-m7"));
  auto module = build(bare, expText);
  EXPECT_NE(message(emitFile(*module, bare, OutputKind::Object, path("a.o"))),
            "");
  EXPECT_THAT(files(), IsEmpty());

  ASSERT_EQ(message(writeFileWhole(path("b.txt"), "one")), "");
  ASSERT_EQ(message(writeFileWhole(path("b.txt"), "two")), "");
  EXPECT_THAT(files(), ElementsAre("b.txt"));
  auto text = llvm::MemoryBuffer::getFile(path("b.txt"));
  ASSERT_TRUE(bool(text));
  EXPECT_EQ((*text)->getBuffer(), "two");
}

TEST_F(Emit, UnwritablePathsAreErrors) {
  EXPECT_EQ(message(writeFileWhole(path("no/such/folder/a.o"), "x")),
            "cannot write '" + path("no/such/folder/a.o") +
                "': no such file or directory");
  EXPECT_EQ(message(writeFileWhole(folder, "x")),
            "cannot write '" + folder.str().str() + "': is a directory");
  EXPECT_EQ(message(writeFileWhole("/dev/full", "x")),
            "cannot write '/dev/full': no space left on device");
}

TEST_F(Emit, SameModuleSameObject) {
  TargetInfo target = llvm::cantFail(getTarget("x86-64-v3"));
  auto module = build(target, hostText);
  auto first = emit(*module, target, OutputKind::Object);
  auto second = emit(*module, target, OutputKind::Object);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, *second);
}
