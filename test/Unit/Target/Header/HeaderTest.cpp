//===- HeaderTest.cpp - headers that C and C++ accept -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "proxc/Target/Header/Header.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace proxc::target;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace {

/// What clang says about `header` followed by `code` in the given language
/// ("c99", "c++11"); "" where it accepts it.
std::string compile(const std::string &header, llvm::StringRef standard,
                    llvm::StringRef code = "",
                    std::vector<std::string> flags = {}) {
  llvm::SmallString<128> source, log;
  bool cxx = standard.contains("++");
  if (llvm::sys::fs::createTemporaryFile("proxc-header", cxx ? "cpp" : "c",
                                         source) ||
      llvm::sys::fs::createTemporaryFile("proxc-header", "txt", log))
    return "no temporary files";
  llvm::FileRemover removeSource(source), removeLog(log);
  {
    std::error_code error;
    llvm::raw_fd_ostream os(source, error);
    os << header << "\n" << code << "\n";
  }
  std::vector<std::string> arguments = {
      PROXC_TEST_CLANG,   "-std=" + standard.str(),
      "-pedantic-errors", "-Wall",
      "-Wextra",          "-Werror",
      "-fsyntax-only",    "-I" PROXC_TEST_INCLUDE};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  arguments.push_back(source.str().str());
  std::vector<llvm::StringRef> views(arguments.begin(), arguments.end());
  std::optional<llvm::StringRef> redirects[] = {
      llvm::StringRef(), llvm::StringRef(log), llvm::StringRef(log)};
  if (llvm::sys::ExecuteAndWait(PROXC_TEST_CLANG, views, std::nullopt,
                                redirects) == 0)
    return "";
  auto text = llvm::MemoryBuffer::getFile(log);
  return text ? (*text)->getBuffer().str() + header : "clang failed";
}

void expectCompilesEverywhere(const std::string &header,
                              llvm::StringRef code = "") {
  for (llvm::StringRef standard : {"c99", "c11", "gnu17", "c++11", "c++20"})
    EXPECT_EQ(compile(header, standard, code), "") << standard.str();
  EXPECT_EQ(compile(header, "c99", code,
                    {"--target=thumbv7em-none-eabihf", "-ffreestanding"}),
            "");
}

/// A param with a value.
HeaderArgument param(llvm::StringRef name, HeaderElement element,
                     std::complex<double> value) {
  HeaderArgument result;
  result.name = name.str();
  result.element = element;
  result.value = value;
  return result;
}

HeaderArgument array(llvm::StringRef name, HeaderElement element,
                     std::vector<int64_t> shape, bool unknown = false) {
  HeaderArgument result;
  result.name = name.str();
  result.element = element;
  result.shape = std::move(shape);
  result.unknown = unknown;
  return result;
}

HeaderProgram deconv() {
  HeaderProgram program;
  program.name = "deconv";
  program.source = "deconv.prox";
  program.target = "host";
  program.params = {param("lambda", HeaderElement::F32, 1e-3),
                    array("k", HeaderElement::F32, {15, 15})};
  program.inputs = {array("b", HeaderElement::F32, {512, 512})};
  program.results = {array("u", HeaderElement::F32, {512, 512}, true)};
  program.workspaceBytes = 12345678;
  program.linkLine = "cc main.c deconv.o -lproxc-rt -lfftw3f -lm";
  return program;
}

} // namespace

TEST(Header, DeclaresTheWholeInterface) {
  std::string text = emitHeader(deconv());
  EXPECT_THAT(text, HasSubstr("cc main.c deconv.o -lproxc-rt -lfftw3f -lm"));
  expectCompilesEverywhere(text, R"(
int use(void *memory, float *b, float *u);
int use(void *memory, float *b, float *u) {
  float k[15 * 15] = {0};
  deconv *plan;
  deconv_params params = DECONV_PARAMS_DEFAULT;
  proxc_options options = PROXC_OPTIONS_DEFAULT;
  proxc_result result = PROXC_RESULT_INIT;
  proxc_view inputs[DECONV_INPUTS], results[DECONV_RESULTS];
  static char block[DECONV_WORKSPACE_BYTES];
  int code;
  params.lambda = 1.0f;
  params.k = k;
  code = deconv_create(&plan, memory ? memory : block, &params);
  code |= deconv_update(plan, &params);
  code |= deconv_solve(plan, b, u, &options, &result);
  inputs[DECONV_INPUT_b].data = b;
  results[DECONV_RESULT_u].data = u;
  code |= deconv_solve_views(plan, inputs, results, &options, &result);
  code |= deconv_step(plan, 10, &result);
  deconv_destroy(plan);
  return deconv_workspace_bytes() == DECONV_WORKSPACE_BYTES ? code : -1;
}
)");
}

TEST(Header, LaysOutParamsAsDeclared) {
  HeaderProgram program = deconv();
  HeaderArgument count;
  count.name = "n";
  count.element = HeaderElement::I64;
  count.integer = 9007199254740993; // no double holds it
  program.params = {param("a", HeaderElement::F32, 0.5),
                    param("z", HeaderElement::C64, {1.0, -2.0}),
                    count,
                    param("w", HeaderElement::U8, 7),
                    param("v", HeaderElement::F16, 0.5),
                    param("d", HeaderElement::F64, 0.1),
                    array("h", HeaderElement::F16, {3})};
  std::string text = emitHeader(program);
  EXPECT_THAT(text, HasSubstr("#define DECONV_PARAMS_DEFAULT {0.5f, {1.0f, "
                              "-2.0f}, 9007199254740993, 7, 14336, "
                              "0.10000000000000001, 0}"));
  EXPECT_EQ(compile(text, "c11", R"(
deconv_params params = DECONV_PARAMS_DEFAULT;
_Static_assert(offsetof(deconv_params, a) == 0, "");
_Static_assert(offsetof(deconv_params, z) == 4, "");
_Static_assert(offsetof(deconv_params, n) == 16, "");
_Static_assert(offsetof(deconv_params, w) == 24, "");
_Static_assert(offsetof(deconv_params, v) == 26, "");
_Static_assert(offsetof(deconv_params, d) == 32, "");
_Static_assert(offsetof(deconv_params, h) == 40, "");
)"),
            "");
  expectCompilesEverywhere(text);
}

TEST(Header, InfiniteDefaultsBecomeTheLargestFiniteNumber) {
  HeaderProgram program = deconv();
  double infinity = std::numeric_limits<double>::infinity();
  program.params = {param("lo", HeaderElement::F32, -infinity),
                    param("hi", HeaderElement::F64, infinity)};
  std::string text = emitHeader(program);
  EXPECT_THAT(text, HasSubstr("{-3.40282347e+38f, 1.7976931348623157e+308}"));
  expectCompilesEverywhere(text, "deconv_params p = DECONV_PARAMS_DEFAULT;");
}

TEST(Header, KeywordsGetATrailingUnderscore) {
  HeaderProgram program = deconv();
  program.name = "new";
  program.params = {param("class", HeaderElement::F32, 1),
                    param("default", HeaderElement::F32, 1)};
  program.inputs = {array("float", HeaderElement::F32, {4}),
                    array("plan", HeaderElement::U8, {4}),
                    array("uint8_t", HeaderElement::U8, {4}),
                    array("proxc_options", HeaderElement::U8, {4}),
                    array("I", HeaderElement::C64, {4})};
  program.results = {array("result", HeaderElement::F32, {4}, true),
                     array("linux", HeaderElement::F32, {4})};
  std::string text = emitHeader(program);
  EXPECT_THAT(text, HasSubstr("const float *float_"));
  EXPECT_THAT(text, HasSubstr("float class_;"));
  EXPECT_THAT(text, HasSubstr("int new_create(new_ **plan"));
  expectCompilesEverywhere(text);
  EXPECT_EQ(compile(text, "gnu11", "", {"-include", "complex.h"}), "");
}

TEST(Header, ArgumentNamesAreUnique) {
  EXPECT_THAT(cArgumentNames({"int_", "int", "u", "plan"}, {"plan"}),
              ElementsAre("int_", "int__", "u", "plan_"));
}

TEST(Header, FileNamesBecomeIdentifiers) {
  EXPECT_EQ(cIdentifier("my-file.v2"), "my_file_v2");
  EXPECT_EQ(cIdentifier("3d"), "_3d");
  HeaderProgram program = deconv();
  program.name = "3d-tv";
  expectCompilesEverywhere(emitHeader(program));
}

TEST(Header, OperatorsAlone) {
  HeaderProgram program = deconv();
  program.hasProblem = false;
  program.params.clear();
  HeaderOperator op;
  op.name = "sense";
  op.domain = array("x", HeaderElement::C64, {320, 256});
  op.range = array("y", HeaderElement::C64, {8, 320, 256});
  program.operators.push_back(op);
  op.name = "real_to_complex";
  op.domain.element = HeaderElement::F32;
  op.normal = false;
  program.operators.push_back(op);
  std::string text = emitHeader(program);
  EXPECT_THAT(text, Not(HasSubstr("_solve(")));
  EXPECT_THAT(text, HasSubstr("int sense_normal(deconv *plan, const float *x, "
                              "float *y);"));
  EXPECT_THAT(text, Not(HasSubstr("real_to_complex_normal")));
  expectCompilesEverywhere(text, "deconv_params p = DECONV_PARAMS_DEFAULT;");
}

TEST(Header, BlackBoxesHaveTheirSignatures) {
  HeaderProgram program = deconv();
  HeaderArgument box;
  box.element = HeaderElement::Function;
  for (auto [name, kind] : {std::pair{"forward", HeaderFunction::Linear},
                            {"denoise", HeaderFunction::Prox},
                            {"potential", HeaderFunction::Smooth}}) {
    box.name = name;
    box.function = kind;
    program.params.push_back(box);
  }
  expectCompilesEverywhere(emitHeader(program), R"(
static int myDenoise(const float *v, float rho, float *out, void *user) {
  (void)user;
  *out = *v * rho;
  return 0;
}
void set(deconv_params *params);
void set(deconv_params *params) { params->denoise = myDenoise; }
)");
}

TEST(Header, BareMetalMustBringItsWorkspace) {
  HeaderProgram program = deconv();
  program.freestanding = true;
  program.target = "cortex-m7";
  std::string text = emitHeader(program);
  EXPECT_THAT(text, Not(HasSubstr("has it allocated")));
  expectCompilesEverywhere(text);
}

TEST(Header, CommentsCannotBeClosedFromOutside) {
  HeaderProgram program = deconv();
  program.linkLine = "cc */ int x; /* main.c";
  expectCompilesEverywhere(emitHeader(program));
}
