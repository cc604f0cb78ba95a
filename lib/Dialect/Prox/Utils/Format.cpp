//===- Format.cpp - problems as mathematics ---------------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Dialect/Prox/Utils/Format.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "proxc/Dialect/Prox/Utils/Elementwise.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace proxc::prox {

namespace {

/// How tightly a text binds; what binds less is put in parentheses.
enum Binding { Sum, Product, Atom };

struct Text {
  std::string text;
  Binding binding = Atom;

  /// The text where something binding like `outer` surrounds it.
  std::string in(Binding outer) const {
    return binding < outer ? "(" + text + ")" : text;
  }
};

} // namespace

static Text value(Value v);
static Text negative(Value of);
static Text applied(Value op, std::optional<Text> argument);

static Text product(const Text &a, const Text &b) {
  return {a.in(Product) + " * " + b.in(Product), Product};
}

static Text sum(ArrayRef<Text> parts) {
  if (parts.size() == 1)
    return parts[0];
  SmallVector<std::string> texts;
  for (const Text &part : parts)
    texts.push_back(part.in(Sum));
  return {llvm::join(texts, " + "), Sum};
}

/// `name(a, b)`; `name` alone where there are no arguments.
static Text call(StringRef name, ArrayRef<std::string> arguments) {
  if (arguments.empty())
    return {name.str()};
  return {(name + "(" + llvm::join(arguments, ", ") + ")").str()};
}

//===----------------------------------------------------------------------===//
// Coefficients
//===----------------------------------------------------------------------===//

static std::string number(double x) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.6g", x);
  return text;
}

static Text number(std::complex<double> x) {
  if (x.imag() == 0.0)
    return {number(x.real()), x.real() < 0.0 ? Product : Atom};
  if (x.real() == 0.0)
    return {number(x.imag()) + "i", x.imag() < 0.0 ? Product : Atom};
  return {number(x.real()) + (x.imag() < 0 ? " - " : " + ") +
              number(std::abs(x.imag())) + "i",
          Sum};
}

/// What binds as a program's text does is not known but of a name.
static Text quoted(StringRef text) {
  bool atom =
      llvm::all_of(text, [](char c) { return llvm::isAlnum(c) || c == '_'; });
  bool call = !atom && text.size() > 1 && text.back() == ')' &&
              text.find_first_of(" +-*/") == StringRef::npos;
  return {text.str(), atom || call ? Atom : Sum};
}

/// An array constant that is not one number: by what the program calls it,
/// where that is short, else by its shape.
static Text arrayConstant(Operation *op) {
  auto text = op->getAttrOfType<StringAttr>(kTextAttr);
  if (text && text.size() <= 48)
    return quoted(text);
  auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  if (!type) { // a number in the body of a tensor.generate
    Attribute value = cast<arith::ConstantOp>(op).getValue();
    if (auto real = dyn_cast<FloatAttr>(value))
      return {number(real.getValueAsDouble())};
    if (auto integer = dyn_cast<IntegerAttr>(value))
      return {std::to_string(integer.getInt())};
    return {"constant"};
  }
  DenseIntElementsAttr integers;
  if (matchPattern(op, m_Constant(&integers)) && integers.isSplat())
    return {std::to_string(integers.getSplatValue<APInt>().getSExtValue())};
  SmallVector<std::string> extents;
  for (int64_t extent : type.getShape())
    extents.push_back(std::to_string(extent));
  return {"constant[" + llvm::join(extents, ", ") + "]"};
}

static Text slice(tensor::ExtractSliceOp op) {
  SmallVector<std::string> axes;
  auto dropped = op.getDroppedDims();
  auto index = [](OpFoldResult i) -> std::string {
    if (auto attribute = dyn_cast<Attribute>(i))
      return std::to_string(cast<IntegerAttr>(attribute).getInt());
    return value(cast<Value>(i)).text;
  };
  ArrayRef<int64_t> extents = op.getSourceType().getShape();
  for (auto [axis, offset] : llvm::enumerate(op.getMixedOffsets())) {
    int64_t size = op.getStaticSize(axis), step = op.getStaticStride(axis);
    auto begin = getConstantIntValue(offset);
    bool whole = begin && *begin == 0 && size == extents[axis] && step == 1;
    if (dropped.test(axis)) {
      axes.push_back(index(offset));
    } else if (whole) {
      axes.push_back(":");
    } else {
      int64_t span = (size - 1) * step + 1;
      std::string end = begin ? std::to_string(*begin + span)
                              : index(offset) + " + " + std::to_string(span);
      axes.push_back(index(offset) + ":" + end +
                     (step == 1 ? "" : ":" + std::to_string(step)));
    }
  }
  while (!axes.empty() && axes.back() == ":")
    axes.pop_back();
  Text base = value(op.getSource());
  if (axes.empty())
    return base;
  return {base.in(Atom) + "[" + llvm::join(axes, ", ") + "]"};
}

static Text infix(Operation *op, StringRef sign, Binding binding) {
  Value first = op->getOperand(0), second = op->getOperand(1);
  // Folding moves constants to the right of a product; people want them first.
  if (sign == "*" && constantScalar(second) && !constantScalar(first))
    std::swap(first, second);
  Text left = value(first), right = value(second);
  // The right operand of - and / needs parentheses at its own level too.
  bool strict = sign == "-" || sign == "/";
  Binding inner = strict ? Binding(binding + 1) : binding;
  return {left.in(binding) + " " + sign.str() + " " + right.in(inner), binding};
}

/// `a < b`, from the name of a predicate: "olt", "ult", "slt".
static Text comparison(Operation *op, StringRef predicate) {
  StringRef sign = llvm::StringSwitch<StringRef>(predicate.take_back(2))
                       .Case("lt", "<")
                       .Case("le", "<=")
                       .Case("gt", ">")
                       .Case("ge", ">=")
                       .Case("ne", "!=")
                       .Default("==");
  return infix(op, sign, Sum);
}

static Text fallback(Operation *op) {
  SmallVector<std::string> arguments;
  for (Value operand : op->getOperands())
    arguments.push_back(value(operand).text);
  return call(op->getName().stripDialect(), arguments);
}

/// The value that stands for all entries of a tensor.generate.
static Value generated(tensor::GenerateOp op) {
  return op.getBody().front().getTerminator()->getOperand(0);
}

/// The entries of a complex.constant, in the body of a tensor.generate.
static std::complex<double> numberOf(complex::ConstantOp op) {
  auto part = [&](unsigned i) {
    return cast<FloatAttr>(op.getValue()[i]).getValueAsDouble();
  };
  return {part(0), part(1)};
}

/// What stands behind the sign of a product; nothing where there is no sign.
static std::optional<Text> behindSign(const Text &text) {
  if (text.binding != Product || text.text.front() != '-')
    return std::nullopt;
  return Text{text.text.substr(1), Product};
}

static Text negative(Value of) {
  // The least entry is told as the greatest of the negatives.
  if (auto maximum = of.getDefiningOp<proxc::prox::MaximumOp>())
    if (std::optional<Text> input = behindSign(value(maximum.getInput())))
      return call("min", input->text);
  Text text = value(of);
  if (std::optional<Text> positive = behindSign(text))
    return *positive;
  return {"-" + text.in(Product), Product};
}

/// A difference; one with 0 is how integers and complex numbers are negated.
static Text difference(Operation *op) {
  return value(op->getOperand(0)).text == "0" ? negative(op->getOperand(1))
                                              : infix(op, "-", Sum);
}

/// The function that an operation applies to all of its operands, or "".
static StringRef functionName(Operation *op) {
  return llvm::TypeSwitch<Operation *, StringRef>(op)
      .Case<arith::MaximumFOp, MaximumOp>([](Operation *) { return "max"; })
      .Case<arith::MinimumFOp>([](Operation *) { return "min"; })
      .Case<ProductOp>([](Operation *) { return "prod"; })
      .Case<math::AbsFOp, complex::AbsOp>([](Operation *) { return "abs"; })
      .Case<complex::ConjOp>([](Operation *) { return "conj"; })
      .Case<complex::ReOp>([](Operation *) { return "real"; })
      .Case<complex::ImOp>([](Operation *) { return "imag"; })
      .Case<arith::SelectOp>([](Operation *) { return "where"; })
      .Case<math::RoundEvenOp>([](Operation *) { return "round"; })
      .Default([](Operation *) { return ""; });
}

static Text value(Value v) {
  Operation *op = v.getDefiningOp();
  if (!op)
    return {"i"}; // the index of a family
  if (auto constant = constantScalar(v))
    return number(*constant);
  if (auto integer = dyn_cast<arith::ConstantIndexOp>(op))
    return {std::to_string(integer.value())};
  if (StringRef name = functionName(op); !name.empty()) {
    SmallVector<std::string> arguments;
    for (Value operand : op->getOperands())
      arguments.push_back(value(operand).text);
    return call(name, arguments);
  }
  using Result = Text;
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case<InputOp, ParamOp, VariableOp>(
          [](auto declared) -> Result { return {declared.getName().str()}; })
      .Case([](arith::ConstantOp o) { return arrayConstant(o); })
      .Case<arith::AddFOp, complex::AddOp>(
          [](Operation *o) { return infix(o, "+", Sum); })
      .Case([](arith::SubFOp o) { return infix(o, "-", Sum); })
      .Case<arith::MulFOp, complex::MulOp>(
          [](Operation *o) { return infix(o, "*", Product); })
      .Case<arith::DivFOp, complex::DivOp>(
          [](Operation *o) { return infix(o, "/", Product); })
      .Case<arith::NegFOp, complex::NegOp>(
          [](Operation *o) { return negative(o->getOperand(0)); })
      .Case<arith::SubIOp, complex::SubOp>(
          [](Operation *o) { return difference(o); })
      .Case([](complex::ConstantOp o) { return number(numberOf(o)); })
      .Case<arith::ExtFOp, arith::TruncFOp, arith::IndexCastOp, arith::SIToFPOp,
            arith::UIToFPOp, tensor::BitcastOp, tensor::ExtractOp,
            tensor::SplatOp, complex::CreateOp, tensor::CastOp,
            tensor::ExpandShapeOp, tensor::CollapseShapeOp>(
          // Conversions and repetition are silent.
          [](Operation *o) { return value(o->getOperand(0)); })
      .Case([](arith::CmpFOp o) {
        return comparison(o, arith::stringifyCmpFPredicate(o.getPredicate()));
      })
      .Case([](arith::CmpIOp o) {
        return comparison(o, arith::stringifyCmpIPredicate(o.getPredicate()));
      })
      .Case<math::PowFOp, complex::PowOp>([](Operation *o) -> Result {
        return {value(o->getOperand(0)).in(Atom) + " ** " +
                    value(o->getOperand(1)).in(Atom),
                Product};
      })
      .Case<arith::AddIOp>([](Operation *o) { return infix(o, "+", Sum); })
      .Case<arith::MulIOp>([](Operation *o) { return infix(o, "*", Product); })
      .Case([](tensor::FromElementsOp o) -> Result {
        return o.getElements().size() == 1 ? value(o.getElements()[0])
                                           : fallback(o);
      })
      .Case([](tensor::GenerateOp o) { return value(generated(o)); })
      .Case([](tensor::ExtractSliceOp o) { return slice(o); })
      .Case([](linop::ApplyOp o) {
        return applied(o.getOp(), value(o.getInput()));
      })
      .Default([](Operation *o) { return fallback(o); });
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

/// `A * x` for an operator text, or A alone.
static Text times(const Text &op, const std::optional<Text> &argument) {
  return argument ? product(op, *argument) : op;
}

/// `name(operands..., attributes..., x, options...)`, or that without the x.
static Text operatorCall(StringRef name, linop::LinearOperatorInterface op,
                         const std::optional<Text> &argument) {
  linop::Spelling spelling = op.getSpelling();
  SmallVector<std::string> arguments;
  for (Value operand : op->getOperands())
    arguments.push_back(value(operand).text);
  llvm::append_range(arguments, spelling.leading);
  if (argument)
    arguments.push_back(argument->text);
  llvm::append_range(arguments, spelling.options);
  return call(name, arguments);
}

/// `x[2:10, 3:20]`, or `crop([2:10, 3:20])` alone.
static Text crop(linop::CropOp op, const std::optional<Text> &argument) {
  if (argument)
    return {argument->in(Atom) + op.getSpelling().leading.front()};
  return operatorCall("crop", op, argument);
}

/// `x[::2, ::2]`, or `subsample([2, 2])` alone.
static Text subsample(linop::SubsampleOp op,
                      const std::optional<Text> &argument) {
  if (!argument)
    return operatorCall("subsample", op, argument);
  SmallVector<std::string> axes;
  for (int64_t step : op.getSteps())
    axes.push_back("::" + std::to_string(step));
  return {argument->in(Atom) + "[" + llvm::join(axes, ", ") + "]"};
}

/// A composition of `parts` by `name`, applied.
static Text composed(StringRef name, ValueRange parts,
                     const std::optional<Text> &argument) {
  SmallVector<std::string> texts;
  for (Value part : parts)
    texts.push_back(applied(part, std::nullopt).text);
  Text op = call(name, texts);
  if (!argument)
    return op;
  return {op.text + "(" + argument->text + ")"};
}

template <typename FamilyOp>
static Text family(StringRef name, FamilyOp op,
                   const std::optional<Text> &argument) {
  Text part = applied(op.getPart(), std::nullopt);
  std::string text =
      llvm::formatv("{0}({1} for i in 0:{2})", name, part.text, op.getCount());
  return argument ? Text{text + "(" + argument->text + ")"} : Text{text};
}

static Text compose(linop::ComposeOp op, std::optional<Text> argument) {
  if (!argument) {
    SmallVector<std::string> texts;
    for (Value part : op.getParts())
      texts.push_back(applied(part, std::nullopt).in(Product));
    return {llvm::join(texts, " * "), Product};
  }
  for (Value part : llvm::reverse(op.getParts()))
    argument = applied(part, argument);
  return *argument;
}

static Text add(linop::AddOp op, const std::optional<Text> &argument) {
  SmallVector<Text> parts;
  for (Value part : op.getParts())
    parts.push_back(applied(part, argument));
  return sum(parts);
}

/// The sum along the axes that `repeat` adds: `sum(x)`, `sum(x, axis = 0)`.
static Text total(linop::BroadcastOp repeat,
                  const std::optional<Text> &argument) {
  SmallVector<std::string> axes, arguments;
  for (int64_t i = 0, n = repeat.getRange().getRank(); i < n; ++i)
    if (!llvm::is_contained(repeat.getAxes(), i))
      axes.push_back(std::to_string(i));
  if (argument)
    arguments.push_back(argument->text);
  if (axes.size() == 1 && repeat.getDomain().getRank() > 0)
    arguments.push_back("axis = " + axes.front());
  else if (repeat.getDomain().getRank() > 0)
    arguments.push_back("axes = [" + llvm::join(axes, ", ") + "]");
  return call("sum", arguments);
}

/// The text of an operator applied to `argument`, or of the operator alone.
static Text applied(Value v, std::optional<Text> argument) {
  using Result = Text;
  Operation *defining = v.getDefiningOp();
  if (!defining)
    return argument ? call("A", argument->text) : Text{"A"};
  return llvm::TypeSwitch<Operation *, Result>(defining)
      .Case([&](linop::EyeOp) { return argument ? *argument : Text{"eye"}; })
      .Case([&](linop::CastOp) { return argument ? *argument : Text{"eye"}; })
      .Case([&](linop::ZeroOp) { return Text{argument ? "0" : "zero"}; })
      .Case([&](linop::ScaleOp op) {
        Text factor = value(op.getFactor());
        return argument ? product(factor, *argument)
                        : call("scale", factor.text);
      })
      .Case([&](linop::DiagOp op) {
        Text weights = value(op.getWeights());
        return argument ? product(weights, *argument)
                        : call("diag", weights.text);
      })
      .Case([&](linop::ConvOp op) {
        return operatorCall(op.getCorrelate() ? "corr" : "conv", op, argument);
      })
      .Case([&](linop::OneOp op) {
        bool all = op.getRange().getRank() == 0;
        return operatorCall(all ? "sum" : "one", op, argument);
      })
      .Case([&](linop::FftOp op) {
        return operatorCall(op.getInverse() ? "ifft" : "fft", op, argument);
      })
      .Case([&](linop::CropOp op) { return crop(op, argument); })
      .Case([&](linop::SubsampleOp op) { return subsample(op, argument); })
      .Case([&](linop::ComposeOp op) { return compose(op, argument); })
      .Case([&](linop::AddOp op) { return add(op, argument); })
      .Case([&](linop::AdjointOp op) {
        // The adjoint of a repetition adds up.
        if (auto repeat = op.getOp().getDefiningOp<linop::BroadcastOp>())
          return total(repeat, argument);
        auto steps = op.getOp().getDefiningOp<linop::SubsampleOp>();
        if (steps && llvm::all_of(steps.getSteps(),
                                  [](int64_t step) { return step > 0; }))
          return operatorCall("upsample", steps, argument);
        return times({applied(op.getOp(), std::nullopt).in(Atom) + ".H"},
                     argument);
      })
      .Case<linop::VStackOp, linop::HStackOp, linop::ConcatOp>([&](auto op) {
        return composed(op->getName().stripDialect(), op.getParts(), argument);
      })
      .Case([&](linop::BlockDiagOp op) {
        return composed("blockdiag", op.getParts(), argument);
      })
      .Case(
          [&](linop::VStackForOp op) { return family("vstack", op, argument); })
      .Case(
          [&](linop::HStackForOp op) { return family("hstack", op, argument); })
      .Case([&](linop::BlockDiagForOp op) {
        return family("blockdiag", op, argument);
      })
      .Case([&](linop::AddForOp op) { return family("sum", op, argument); })
      .Default([&](Operation *op) {
        return operatorCall(op->getName().stripDialect(),
                            cast<linop::LinearOperatorInterface>(op), argument);
      });
}

//===----------------------------------------------------------------------===//
// Terms and problems
//===----------------------------------------------------------------------===//

static Text argumentOf(TermOp term) {
  SmallVector<Text> parts;
  for (auto [op, variable] :
       llvm::zip(term.getOperators(), term.getVariables()))
    parts.push_back(applied(op, value(variable)));
  return sum(parts);
}

/// f(beta x - b).
static Text functionOf(TermOp term) {
  Text x = argumentOf(term);
  if (!isConstantScalar(term.getBeta(), 1.0, /*ifAbsent=*/true))
    x = product(value(term.getBeta()), x);
  if (Value offset = term.getOffset();
      offset && !isConstantScalar(offset, 0.0, /*ifAbsent=*/true))
    x = {x.text + " - " + value(offset).in(Product), Sum};
  SmallVector<std::string> arguments = {x.text};
  Operation *f = term.getFunction().getDefiningOp();
  if (!f)
    return call("f", arguments);
  for (Value operand : f->getOperands())
    arguments.push_back(value(operand).text);
  if (auto group = dyn_cast<GroupNormOp>(f);
      group && group.getAxes() != ArrayRef<int64_t>{0}) {
    SmallVector<std::string> axes;
    for (int64_t axis : group.getAxes())
      axes.push_back(std::to_string(axis));
    arguments.push_back("axes = [" + llvm::join(axes, ", ") + "]");
  }
  return call(f->getName().stripDialect(), arguments);
}

/// factor * text, without a factor of 1.
static Text weighted(Value factor, const Text &text) {
  if (isConstantScalar(factor, 1.0, /*ifAbsent=*/true))
    return text;
  return product(value(factor), text);
}

std::string formatValue(Value v) { return value(v).text; }

std::string formatOperator(Value op) { return applied(op, std::nullopt).text; }

std::string formatArgument(TermOp term) { return argumentOf(term).text; }

std::string formatTerm(TermOp term) {
  SmallVector<Text> parts;
  auto hidden = [](Value coefficient) {
    return isConstantScalar(coefficient, 0.0, /*ifAbsent=*/true);
  };
  if (!term.getFunction().getDefiningOp<ZeroOp>())
    parts.push_back(weighted(term.getAlpha(), functionOf(term)));
  if (!hidden(term.getLinear()))
    parts.push_back({"<" + value(term.getLinear()).text + ", " +
                     argumentOf(term).text + ">"});
  if (!hidden(term.getGamma()))
    parts.push_back(
        weighted(term.getGamma(), {"|" + argumentOf(term).text + "|^2"}));
  if (!hidden(term.getConstant()))
    parts.push_back(value(term.getConstant()));
  if (parts.empty())
    return "0";
  std::string text = sum(parts).text;
  return parts.size() == 1 ? text : "{" + text + "}";
}

std::string formatProblem(ProblemOp problem) {
  std::string text;
  bool first = true;
  for (TermOp term : problem.getBody().getOps<TermOp>()) {
    if (std::optional<Placement> placement = term.getPlacement())
      text += *placement == Placement::omega ? "omega  " : "psi    ";
    else
      text += first ? "minimize  " : "        + ";
    text += formatTerm(term) + "\n";
    first = false;
  }
  return text;
}

} // namespace proxc::prox
