//===- Descriptor.cpp - rt.program as a proxc_program -----------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Patterns.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "proxc-rt/program.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace proxc;

namespace {

/// Builds the constants of one program.
class DescriptorBuilder {
public:
  DescriptorBuilder(rt::ProgramOp program, const RtLayout &layout)
      : program(program), layout(layout),
        builder(program.getLoc(), program.getContext()) {
    builder.setInsertionPoint(program);
  }

  std::string build();

private:
  // Values inside of a global's initializer.
  Value i32(int64_t value) {
    return integerConstant(builder, builder.getLoc(), layout.i32, value);
  }
  Value i64(int64_t value) {
    return integerConstant(builder, builder.getLoc(), layout.i64, value);
  }
  Value f32(const APFloat &value) {
    return LLVM::ConstantOp::create(builder, layout.f32,
                                    builder.getFloatAttr(layout.f32, value));
  }
  Value null() { return LLVM::ZeroOp::create(builder, layout.pointer); }
  Value address(StringRef symbol) {
    return symbol.empty()
               ? null()
               : LLVM::AddressOfOp::create(builder, layout.pointer, symbol)
                     .getResult();
  }
  Value phase(FlatSymbolRefAttr symbol) {
    if (symbol)
      declarePhase(symbol.getValue());
    return address(symbol ? symbol.getValue() : StringRef());
  }
  Value list(Type type, ArrayRef<int64_t> values) {
    SmallVector<Value> fields;
    auto array = cast<LLVM::LLVMArrayType>(type);
    for (uint64_t i = 0; i < array.getNumElements(); ++i)
      fields.push_back(i64(i < values.size() ? values[i] : 0));
    return aggregate(type, fields);
  }
  Value aggregate(Type type, ArrayRef<Value> fields) {
    Value value = LLVM::UndefOp::create(builder, type);
    for (auto [i, field] : llvm::enumerate(fields))
      value = LLVM::InsertValueOp::create(builder, value, field,
                                          ArrayRef<int64_t>{int64_t(i)});
    return value;
  }

  /// A phase may be defined in bitcode that is linked later.
  void declarePhase(StringRef name) {
    auto module = program->getParentOfType<ModuleOp>();
    if (SymbolTable::lookupSymbolIn(module, name))
      return;
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(module.getBody());
    LLVM::LLVMFuncOp::create(
        builder, name,
        LLVM::LLVMFunctionType::get(layout.i32, {layout.pointer}));
  }

  /// A constant `NAME_suffix` whose value `fill` makes. Empty where `type` is
  /// an array of nothing.
  std::string global(const Twine &suffix, Type type,
                     llvm::function_ref<Value()> fill);
  /// A table with one entry for each of `ops`.
  template <typename Op>
  std::string table(StringRef suffix, Type entry, ArrayRef<Op> ops,
                    llvm::function_ref<Value(Op)> fill);
  std::string string(StringRef text);

  Value argument(StringRef name, Type type, int32_t flags, int64_t offset,
                 std::optional<uint64_t> storage, ArrayRef<uint64_t> value);
  std::string params();
  std::string fft();
  std::string operators();
  Value descriptor(ArrayRef<std::string> tables);

  rt::ProgramOp program;
  const RtLayout &layout;
  ImplicitLocOpBuilder builder;
  unsigned strings = 0;
};

} // namespace

std::string DescriptorBuilder::global(const Twine &suffix, Type type,
                                      llvm::function_ref<Value()> fill) {
  if (auto array = dyn_cast<LLVM::LLVMArrayType>(type))
    if (array.getNumElements() == 0)
      return "";
  std::string name = (program.getSymName() + "_" + suffix).str();
  OpBuilder::InsertionGuard guard(builder);
  auto op = LLVM::GlobalOp::create(builder, type, /*isConstant=*/true,
                                   LLVM::Linkage::Internal, name, Attribute());
  builder.createBlock(&op.getInitializerRegion());
  Value value = fill();
  LLVM::ReturnOp::create(builder, value);
  return name;
}

template <typename Op>
std::string DescriptorBuilder::table(StringRef suffix, Type entry,
                                     ArrayRef<Op> ops,
                                     llvm::function_ref<Value(Op)> fill) {
  auto type = LLVM::LLVMArrayType::get(entry, ops.size());
  return global(suffix, type, [&] {
    SmallVector<Value> entries;
    for (Op op : ops)
      entries.push_back(fill(op));
    return aggregate(type, entries);
  });
}

std::string DescriptorBuilder::string(StringRef text) {
  std::string name =
      (program.getSymName() + "_string" + Twine(strings++)).str();
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(program);
  std::string bytes = text.str();
  bytes.push_back('\0');
  LLVM::GlobalOp::create(builder,
                         LLVM::LLVMArrayType::get(layout.i8, bytes.size()),
                         /*isConstant=*/true, LLVM::Linkage::Internal, name,
                         builder.getStringAttr(bytes));
  return name;
}

/// Element code, rank and extents come from the type: a scalar, a buffer, or
/// none for a function.
Value DescriptorBuilder::argument(StringRef name, Type type, int32_t flags,
                                  int64_t offset,
                                  std::optional<uint64_t> storage,
                                  ArrayRef<uint64_t> value) {
  ArrayRef<int64_t> extents;
  int64_t count = 1;
  Type element = type;
  if (auto buffer = dyn_cast<rt::BufferType>(type)) {
    extents = buffer.getShape();
    count = buffer.getNumElements();
    element = buffer.getElementType();
  }
  int32_t code =
      isa<NoneType>(type) ? int32_t(PROXC_FUNCTION) : *rt::elementCode(element);
  SmallVector<int64_t> bits(value.begin(), value.end());
  auto fields = layout.argument.getBody();
  return aggregate(layout.argument,
                   {address(string(name)), i32(code), i32(extents.size()),
                    i32(flags), i32(offset), list(fields[5], extents),
                    i64(count), i64(storage ? int64_t(*storage) : -1),
                    list(fields[8], bits)});
}

/// The bytes of a default value, in memory order.
static SmallVector<uint64_t> defaultBits(Attribute value) {
  SmallVector<uint64_t> words = {0, 0};
  unsigned at = 0;
  auto append = [&](const APInt &bits) {
    words[at / 64] |= bits.getZExtValue() << at % 64;
    at += bits.getBitWidth();
  };
  if (auto number = dyn_cast<FloatAttr>(value))
    append(number.getValue().bitcastToAPInt());
  if (auto number = dyn_cast<IntegerAttr>(value))
    append(number.getValue());
  if (auto parts = dyn_cast<ArrayAttr>(value))
    for (Attribute part : parts)
      append(cast<FloatAttr>(part).getValue().bitcastToAPInt());
  return words;
}

/// Size and alignment of a param's member of the public struct.
static std::pair<int64_t, int64_t> memberLayout(Type type,
                                                int64_t pointerBytes) {
  if (isa<NoneType, rt::BufferType>(type))
    return {pointerBytes, pointerBytes};
  int64_t parts = 1;
  if (auto complex = dyn_cast<ComplexType>(type)) {
    type = complex.getElementType();
    parts = 2;
  }
  int64_t bytes = type.getIntOrFloatBitWidth() / 8;
  return {parts * bytes, bytes};
}

std::string DescriptorBuilder::params() {
  SmallVector<rt::DeclareParamOp> ops = program.getParams();
  int64_t end = 0;
  return table<rt::DeclareParamOp>(
      "params", layout.argument, ops, [&](rt::DeclareParamOp op) {
        Type type = op.getType();
        auto [bytes, alignment] =
            memberLayout(type, layout.target.pointerBits / 8);
        int64_t offset = llvm::alignTo(end, alignment);
        end = offset + bytes;
        int32_t flags = 0;
        if (!isa<NoneType, rt::BufferType>(type))
          flags |= PROXC_ARGUMENT_SCALAR;
        if (op.getNonnegative())
          flags |= PROXC_ARGUMENT_NONNEGATIVE;
        if (op.getPositive())
          flags |= PROXC_ARGUMENT_POSITIVE;
        if (op.getClamp())
          flags |= PROXC_ARGUMENT_CLAMP;
        SmallVector<uint64_t> value;
        if (auto given = op.getDefaultValue()) {
          flags |= PROXC_ARGUMENT_DEFAULT;
          value = defaultBits(*given);
        }
        return argument(op.getName(), type, flags, offset, op.getStorage(),
                        value);
      });
}

std::string DescriptorBuilder::fft() {
  SmallVector<rt::DeclareFftOp> ops = program.getFfts();
  return table<rt::DeclareFftOp>(
      "ffts", layout.fft, ops, [&](rt::DeclareFftOp op) {
        int32_t axes = 0;
        for (int64_t axis : op.getAxes())
          axes |= 1 << axis;
        Type ranks = layout.fft.getBody()[6];
        return aggregate(
            layout.fft,
            {i32(int32_t(op.getKind())),
             i32(op.getPrecision().isF64() ? PROXC_FFT_F64 : PROXC_FFT_F32),
             i32(op.getExtents().size()), i32(axes),
             i32(op.getPreserve() ? PROXC_FFT_PRESERVE_INPUT : 0), i32(0),
             list(ranks, op.getExtents()), list(ranks, {}), list(ranks, {})});
      });
}

std::string DescriptorBuilder::operators() {
  SmallVector<rt::DeclareOperatorOp> ops = program.getOperators();
  return table<rt::DeclareOperatorOp>(
      "operators", layout.exported, ops, [&](rt::DeclareOperatorOp op) {
        Value apply =
            aggregate(layout.exported.getBody()[1],
                      {phase(op.getForwardAttr()), phase(op.getAdjointAttr()),
                       phase(op.getNormalAttr())});
        auto domain = cast<rt::BufferType>(op.getDomain());
        auto range = cast<rt::BufferType>(op.getRange());
        return aggregate(layout.exported,
                         {address(string(op.getName())), apply,
                          i32(*rt::elementCode(domain.getElementType())),
                          i32(*rt::elementCode(range.getElementType())),
                          i64(domain.getNumElements()),
                          i64(range.getNumElements())});
      });
}

/// The proxc_program itself; `tables` are params, inputs, results, FFTs and
/// operators.
Value DescriptorBuilder::descriptor(ArrayRef<std::string> tables) {
  int64_t workspace = program.getWorkspaceBytes(layout.target.pointerBits / 8,
                                                layout.target.freestanding);
  SmallVector<Value> fields = {i32(PROXC_PROGRAM_VERSION),
                               i32(program.getParams().size()),
                               i32(program.getInputs().size()),
                               i32(program.getResultDeclarations().size()),
                               i32(program.getFfts().size()),
                               i32(program.getOperators().size()),
                               i32(int32_t(program.getIterations())),
                               i32(int32_t(program.getCheckEvery())),
                               f32(program.getTolerance()),
                               f32(program.getAbsolute()),
                               f32(program.getPrimalRoot()),
                               f32(program.getDualRoot()),
                               i64(int64_t(program.getArenaBytes())),
                               i64(workspace),
                               address(string(program.getSymName()))};
  for (const std::string &name : tables)
    fields.push_back(address(name));
  for (FlatSymbolRefAttr symbol :
       {program.getSetupAttr(), program.getPrologueAttr(),
        program.getIterateAttr(), program.getCheckedAttr(),
        program.getCheckAttr(), program.getEpilogueAttr()})
    fields.push_back(phase(symbol));
  return aggregate(layout.program, fields);
}

std::string DescriptorBuilder::build() {
  SmallVector<rt::DeclareInputOp> inputs = program.getInputs();
  SmallVector<rt::DeclareResultOp> results = program.getResultDeclarations();
  SmallVector<std::string> tables;
  tables.push_back(params());
  tables.push_back(table<rt::DeclareInputOp>(
      "inputs", layout.argument, inputs, [&](rt::DeclareInputOp op) {
        return argument(op.getName(), op.getType(),
                        op.getClamp() ? PROXC_ARGUMENT_CLAMP : 0, 0,
                        op.getStorage(), {});
      }));
  tables.push_back(table<rt::DeclareResultOp>(
      "results", layout.argument, results, [&](rt::DeclareResultOp op) {
        return argument(op.getName(), op.getType(),
                        op.getUnknown() ? PROXC_ARGUMENT_UNKNOWN : 0, 0,
                        op.getStorage(), {});
      }));
  tables.push_back(fft());
  tables.push_back(operators());
  return global("program", layout.program, [&] { return descriptor(tables); });
}

std::string proxc::emitDescriptor(rt::ProgramOp program,
                                  const RtLayout &layout) {
  return DescriptorBuilder(program, layout).build();
}

/// What checking and copying the elements of a type needs.
static int32_t elementNeeds(Type type) {
  if (auto buffer = dyn_cast<rt::BufferType>(type))
    type = buffer.getElementType();
  if (auto complex = dyn_cast<ComplexType>(type))
    type = complex.getElementType();
  if (!type.isIntOrFloat())
    return 0;
  unsigned bits = type.getIntOrFloatBitWidth();
  return bits == 64   ? PROXC_NEEDS_64
         : bits == 32 ? PROXC_NEEDS_32
         : bits == 16 ? PROXC_NEEDS_16
                      : 0;
}

void proxc::emitDriverNeeds(ModuleOp module, const RtLayout &layout) {
  // The metrics are checked as numbers of 32 bits.
  int32_t needs = PROXC_NEEDS_32;
  module.walk([&](rt::DeclareParamOp op) {
    needs |= elementNeeds(op.getType());
    if (op.getClamp())
      needs |= PROXC_NEEDS_CLAMP;
    if (op.getNonnegative() || op.getPositive())
      needs |= PROXC_NEEDS_SIGNS;
  });
  module.walk([&](rt::DeclareInputOp op) {
    needs |= elementNeeds(op.getType());
    if (op.getClamp())
      needs |= PROXC_NEEDS_CLAMP;
    if (op.getStorage())
      needs |= PROXC_NEEDS_STAGING;
  });
  module.walk([&](rt::DeclareResultOp op) {
    needs |= elementNeeds(op.getType());
    if (op.getStorage())
      needs |= PROXC_NEEDS_STAGING;
  });
  module.walk([&](rt::DeclareOperatorOp op) {
    needs |= elementNeeds(op.getDomain()) | elementNeeds(op.getRange());
  });
  ImplicitLocOpBuilder builder(module.getLoc(), module.getContext());
  builder.setInsertionPointToStart(module.getBody());
  LLVM::GlobalOp::create(builder, layout.i32, /*isConstant=*/true,
                         LLVM::Linkage::External, "proxc_driver_needs",
                         builder.getI32IntegerAttr(needs));
}
