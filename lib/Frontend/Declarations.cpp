//===- Declarations.cpp - Declarations of a program -------------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ElaboratorState.h"
#include "Loading.h"
#include "proxc/Dialect/LinOp/IR/LinOp.h"
#include "proxc/Dialect/Prox/IR/Prox.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <cmath>
#include <limits>

using namespace proxc::frontend;
using llvm::StringRef;
using llvm::Twine;
using mlir::ShapedType;

//===----------------------------------------------------------------------===//
// Types and names
//===----------------------------------------------------------------------===//

std::optional<ArrayType> Elaborator::elaborateType(const TypeSyntax *syntax,
                                                   int64_t maxRank,
                                                   StringRef what) {
  ArrayType type(elementOf(syntax->element));
  bool failed = false;
  double count = 1;
  for (const AxisSyntax &axis : syntax->axes) {
    auto size = evaluateSize(axis.size, nullptr, "the size of an axis");
    if (!size) {
      failed = true;
      continue;
    }
    if (*size < 1 && *size != ShapedType::kDynamic) {
      error(axis.size->range,
            "an axis has at least 1 entry, found " + Twine(*size));
      failed = true;
    }
    if (axis.name)
      state->axisNames.insert(axis.name.text);
    if (axis.name && type.find(axis.name.text) >= 0) {
      error(axis.name.range, "two axes are named `" + axis.name.text + "`");
      failed = true;
    }
    count *= std::max<double>(1, double(*size));
    type.axes.push_back({*size, axis.name.text.str()});
    const char *begin = axis.size->range.begin.getPointer();
    type.axes.back().dim = {begin,
                            size_t(axis.size->range.end.getPointer() - begin)};
  }
  if (type.rank() > maxRank) {
    error(syntax->range, what + " has at most " + Twine(maxRank) +
                             " axes, found " + Twine(type.rank()));
    failed = true;
  }
  if (!failed && count > double(maxArrayEntries)) {
    error(syntax->range, "this array is too large");
    failed = true;
  }
  if (failed)
    return std::nullopt;
  return type;
}

bool Elaborator::define(const Identifier &name, Value value) {
  if (!name)
    return false;
  value.declaration = name.range;
  value.range = name.range;
  auto [it, isNew] = state->names.try_emplace(name.text, std::move(value));
  state->later.erase(name.text);
  if (isNew)
    return true;
  auto report = error(name.range, "`" + name.text + "` is declared twice");
  report.note(it->second.declaration, "the first declaration is here");
  return false;
}

/// The comment that follows a declaration on its line.
static std::string commentAfter(SourceRange range) {
  const char *p = range.end.getPointer();
  while (*p == ' ' || *p == '\t' || *p == ';')
    ++p;
  if (*p != '#')
    return "";
  const char *end = ++p;
  while (*end && *end != '\n')
    ++end;
  return StringRef(p, end - p).trim().str();
}

Declared Elaborator::describe(const Decl *decl, const ArrayType &type) {
  Declared result;
  result.name = decl->name.text.str();
  result.element = spelling(type.element).str();
  for (const Axis &axis : type.axes) {
    result.shape.push_back(axis.size);
    result.axes.push_back(axis.name);
    result.dims.push_back(axis.dim.str());
  }
  result.doc = commentAfter(decl->range);
  DiagnosticSink::Position position = sink.position(decl->name.range.begin);
  result.file = position.file.str();
  result.line = position.line;
  result.column = position.column;
  return result;
}

void Elaborator::noteDomain(const Operator &op, const ArrayType &domain) {
  if (state->domains.try_emplace(&op, domain).second)
    state->keptOperators.push_back(op.shared_from_this());
}

uint64_t Elaborator::nextSeed(SourceRange range) {
  DiagnosticSink::Position position = sink.position(range.begin);
  return options.seed * 0x9E3779B97F4A7C15 + position.line * 0x100000001B3 +
         position.column;
}

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

void Elaborator::reportGivenShape(const ArrayDecl *decl,
                                  llvm::ArrayRef<int64_t> shape,
                                  const Twine &type) {
  size_t rank = decl->type->axes.size();
  // A picture's channels are the likely reason, and their remedy is known.
  bool colour =
      shape.size() == rank + 1 && (shape.back() == 3 || shape.back() == 4);
  error(decl->type->range,
        "the data of `" + decl->name.text + "` have the shape " +
            ArrayType(Element::F32, shape).shapeStr() +
            ", it is declared as " + type +
            (colour ? "; the suffix `:gray` makes a colour picture grey" : ""));
}

/// Data that are given for a declaration must have its shape.
bool Elaborator::checkGivenShape(const ArrayDecl *decl, const ArrayType &type) {
  auto given = options.shapes.find(decl->name.text.str());
  // `--bind` of something that is no param is told as such.
  bool stray = decl->kind() != Decl::Kind::Param &&
               options.bindings.count(decl->name.text.str());
  if (given == options.shapes.end() || stray)
    return true;
  ArrayType data(type.element, llvm::ArrayRef<int64_t>(given->second));
  if (sameShape(data, type))
    return true;
  reportGivenShape(decl, given->second, type.str());
  return false;
}

void Elaborator::declareArray(const ArrayDecl *decl) {
  if (decl->kind() == Decl::Kind::Out) {
    state->outs.emplace_back(decl, state->later);
    state->outs.back().second.erase(decl->name.text);
    return;
  }
  bool isParam = decl->kind() == Decl::Kind::Param;
  StringRef what = decl->kind() == Decl::Kind::Input ? "an input"
                   : isParam                         ? "a param"
                                                     : "an unknown";
  auto type = elaborateType(decl->type, isParam ? 6 : 5, what);
  if (type && decl->type->sparse && !isParam) {
    error(decl->type->range, "only a `param` can be sparse");
    type.reset();
  }
  if (!type || (!state->contradicted.contains(decl->name.text) &&
                !checkGivenShape(decl, *type))) {
    define(decl->name, Value());
    return;
  }
  if (isParam)
    return declareParam(decl, *type);
  if (decl->kind() == Decl::Kind::Var)
    return declareVar(decl, *type);
  Constant constant = computed(*type, {});
  if (emit.isOn())
    constant.value = emit.createOnce<proxc::prox::InputOp>(
                             decl->range, type->ir(context()), decl->name.text)
                         .getResult();
  if (define(decl->name, Value(constant)))
    info.inputs.push_back(describe(decl, *type));
}

/// The call `load("...")`, or null.
static const StringExpr *loadedFile(Elaborator &elaborator, const Expr *value,
                                    bool hidden, bool &failed) {
  auto *call = llvm::dyn_cast_or_null<PostfixExpr>(value);
  auto *name = call ? llvm::dyn_cast<NameExpr>(call->base) : nullptr;
  if (!name || name->name != "load" || hidden || call->suffixes.size() != 1 ||
      call->suffixes[0].kind != Suffix::Kind::Call)
    return nullptr;
  const Suffix &suffix = call->suffixes[0];
  auto *file = suffix.arguments.size() == 1 && suffix.options.empty() &&
                       !suffix.comprehension
                   ? llvm::dyn_cast<StringExpr>(suffix.arguments[0])
                   : nullptr;
  failed = !file;
  if (failed)
    elaborator.error(value->range, "`load` takes the name of a file in double "
                                   "quotes");
  return file;
}

void Elaborator::declareParam(const ArrayDecl *decl, ArrayType type) {
  bool failed = false;
  const StringExpr *file =
      loadedFile(*this, decl->value, state->names.count("load"), failed);
  auto binding = options.bindings.find(decl->name.text.str());
  std::optional<Constant> constant;
  Declared declared = describe(decl, type);
  declared.sparse = decl->type->sparse;
  if (decl->type->sparse && type.rank() != 2) {
    error(decl->type->range,
          "a sparse matrix has 2 axes, found " + Twine(type.rank()));
    failed = true;
  }
  if (failed) {
    // Said already.
  } else if (binding != options.bindings.end()) {
    constant = loadConstant(*this, decl->name.text, type, decl->type->sparse,
                            binding->second, "", decl->name.range);
    failed = !constant;
  } else if (file) {
    constant = loadConstant(
        *this, decl->name.text, type, decl->type->sparse, file->text.str(),
        state->folder.empty() ? "." : state->folder, file->range);
    failed = !constant;
  } else if (decl->type->sparse) {
    if (decl->value) {
      error(decl->value->range, "a sparse matrix comes from a file: "
                                "`load(\"name.mtx\")`");
      failed = true;
    }
    constant = computed(type, {});
    constant->isSparse = true;
    // `check` types it; whoever needs IR must give it.
    if (options.checkOnly)
      emit.turnOff();
  } else if (decl->value) {
    constant = evaluateConstant(decl->value, nullptr, "the value of a param");
    failed = !constant ||
             !acceptValue(*constant, type, decl->value->range, decl->name.text);
    // A number may be changed between solves, an array is baked in.
    if (!failed && type.isScalar()) {
      if (!constant->isKnownScalar() && emit.isOn()) {
        error(decl->value->range, "the default of a param must be known when "
                                  "the program is compiled");
        failed = true;
      } else if (constant->data && constant->number().imag() != 0) {
        error(decl->value->range, "the default of a param is a real number; "
                                  "give others where the param is set");
        failed = true;
      } else if (constant->data) {
        declared.defaultValue = constant->number().real();
      }
      constant.reset();
    }
  }
  if (failed) {
    define(decl->name, Value());
    return;
  }
  declared.isConstant = constant && !(constant->isSparse && !constant->sparse);
  if (!constant) {
    constant = computed(type, {});
    if (emit.isOn())
      constant->value =
          emit.createOnce<proxc::prox::ParamOp>(
                  decl->range, type.ir(context()),
                  emit.builder.getStringAttr(decl->name.text),
                  declared.defaultValue
                      ? emit.builder.getF64FloatAttr(*declared.defaultValue)
                      : mlir::FloatAttr())
              .getResult();
  }
  constant->type = type.with(constant->type.element);
  Value value(*constant);
  noteText(value, decl->name.range, /*replace=*/true);
  if (define(decl->name, std::move(value)))
    info.params.push_back(std::move(declared));
}

/// True where values of `from` may not fit `to`: fewer bits, or integers of
/// something else. Numbers without a precision fit everything.
static bool narrows(Element from, Element to) {
  if (isWeak(from))
    return false;
  auto bits = [](Element element) {
    switch (realOf(element)) {
    case Element::U8:
      return 8;
    case Element::U16:
    case Element::F16:
      return 16;
    case Element::F32:
    case Element::I32:
      return 32;
    default:
      return 64;
    }
  };
  if (isIntegral(from) != isIntegral(to))
    return isIntegral(to);
  return bits(from) > bits(to);
}

/// The least and the greatest finite value of an element type; of the parts,
/// where it is complex.
static std::pair<double, double> rangeOf(Element element) {
  auto real = [](double most) { return std::make_pair(-most, most); };
  switch (realOf(element)) {
  case Element::U8:
    return {0, 255};
  case Element::U16:
    return {0, 65535};
  case Element::I32:
    return {-0x1p31, 0x1p31 - 1};
  case Element::I64:
    return {-0x1p63, 0x1p63};
  case Element::F16:
    return real(65504);
  case Element::F32:
    return real(std::numeric_limits<float>::max());
  default:
    return real(std::numeric_limits<double>::max());
  }
}

bool Elaborator::acceptValue(Constant &constant, const ArrayType &type,
                             SourceRange range, StringRef name) {
  auto fail = [&](const Twine &why) {
    error(range, "`" + name + "` is " + type.str() + ", found " +
                     Value(constant).describe() + why);
    return false;
  };
  Broadcast how = broadcast(constant.type, type);
  if (constant.isSparse || !how.problem.empty() || !sameShape(how.type, type))
    return fail("");
  if (isComplex(constant.type.element) && !isComplex(type.element))
    return fail("; complex values do not become real by themselves, take "
                "`real`, `imag` or `abs` of them");
  if (narrows(constant.type.element, type.element))
    return fail("; nothing is narrowed without being asked, `" +
                spelling(type.element) + "(...)` converts");
  if (constant.data && isIntegral(type.element))
    for (Complex entry : constant.data->entries)
      if (entry.real() != std::trunc(entry.real()))
        return fail("; an integer type takes integers");
  auto [least, greatest] = rangeOf(type.element);
  if (constant.data)
    for (Complex entry : constant.data->entries)
      for (double part : {entry.real(), entry.imag()})
        if (std::isfinite(part) && part != 0 &&
            (part < least || part > greatest))
          return fail("; its values are " + numberText(least) + " to " +
                      numberText(greatest) + ", one is " + numberText(part));
  constant =
      broadcastTo(constant, type.with(constant.type.element), how.lhs, range);
  constant = convert(constant, type.element, range);
  return true;
}

void Elaborator::declareVar(const ArrayDecl *decl, ArrayType type) {
  if (!isSpace(type.element)) {
    error(decl->type->range, "an unknown is f32, f64, c64 or c128, found " +
                                 spelling(type.element));
    define(decl->name, Value());
    return;
  }
  mlir::Value start;
  if (decl->value) {
    auto constant = evaluateConstant(decl->value, nullptr, "a starting value");
    if (!constant ||
        !acceptValue(*constant, type, decl->value->range, decl->name.text)) {
      define(decl->name, Value());
      return;
    }
    start = materialize(*constant, type.element, decl->value->range);
  }
  Unknown unknown;
  unknown.name = decl->name.text.str();
  unknown.type = type;
  unknown.declaration = decl->name.range;
  if (emit.isOn())
    unknown.value =
        emit.createOnce<proxc::prox::VariableOp>(
                decl->range, type.ir(context()), decl->name.text, start)
            .getResult();
  Affine expression;
  expression.type = type;
  expression.parts.push_back({static_cast<unsigned>(unknowns.size()),
                              identity(type, decl->name.range), /*bare=*/true});
  if (!define(decl->name, Value(expression)))
    return;
  unknowns.push_back(std::move(unknown));
  info.unknowns.push_back(describe(decl, type));
}

//===----------------------------------------------------------------------===//
// Other declarations
//===----------------------------------------------------------------------===//

void Elaborator::declareLet(const LetDecl *decl) {
  if (!decl->isFunction) {
    Value value = evaluate(decl->value, nullptr);
    noteText(value, decl->name.range, !llvm::isa<NameExpr>(decl->value));
    define(decl->name, std::move(value));
    return;
  }
  LetFunction function;
  function.decl = decl;
  bool failed = false;
  llvm::StringMap<SourceRange> names;
  for (const Formal &formal : decl->formals) {
    auto type = elaborateType(formal.type, 8, "a parameter");
    failed |= !type;
    if (type)
      function.formals.push_back(*type);
    auto [it, isNew] = names.try_emplace(formal.name.text, formal.name.range);
    if (!isNew) {
      error(formal.name.range,
            "two parameters are named `" + formal.name.text + "`")
          .note(it->second, "the first is here");
      failed = true;
    }
  }
  define(decl->name, failed ? Value() : Value(function));
}

void Elaborator::declareExtern(const Decl *decl) {
  if (auto *op = llvm::dyn_cast<ExternOperatorDecl>(decl)) {
    elaborateType(op->domain, 5, "what an operator acts on");
    elaborateType(op->codomain, 5, "what an operator gives");
    for (const Identifier &argument : op->arguments)
      if (!lookup(argument.text, nullptr))
        unknownName(argument.text, argument.range, nullptr);
  } else {
    elaborateType(llvm::cast<ExternFunctionDecl>(decl)->formal.type, 5,
                  "a parameter");
  }
  // Its uses are refused, not its declaration.
  static const BuiltinDef unavailable;
  define(decl->name, Value(&unavailable));
}

void Elaborator::importFile(const FileDecl *decl) {
  llvm::SmallString<256> path(state->folder);
  llvm::sys::path::append(path, decl->file->text);
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/false);
  if (state->files.contains(path)) {
    // Read already, or being read: its names are known, or there is a cycle.
    if (state->reading.contains(path))
      error(decl->file->range, "this file imports itself");
    return;
  }
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer) {
    error(decl->file->range,
          "cannot read `" + path +
              "`: " + StringRef(buffer.getError().message()).lower());
    return;
  }
  if (state->files.size() > 256) {
    error(decl->file->range, "a program has at most 256 files");
    return;
  }
  readFile({path.str().str(), (*buffer)->getBuffer().str()}, true,
           decl->file->range);
}

void Elaborator::declare(const Decl *decl, bool imported) {
  switch (decl->kind()) {
  case Decl::Kind::Dim:
    return declareDim(llvm::cast<DimDecl>(decl));
  case Decl::Kind::Input:
  case Decl::Kind::Param:
  case Decl::Kind::Var:
  case Decl::Kind::Out:
    return declareArray(llvm::cast<ArrayDecl>(decl));
  case Decl::Kind::Let:
    return declareLet(llvm::cast<LetDecl>(decl));
  case Decl::Kind::ExternOperator:
  case Decl::Kind::ExternProx:
  case Decl::Kind::ExternSmooth:
    return declareExtern(decl);
  case Decl::Kind::Import:
    return importFile(llvm::cast<FileDecl>(decl));
  case Decl::Kind::Recipe:
    return notAvailable("recipe", llvm::cast<FileDecl>(decl)->range);
  case Decl::Kind::Export:
    if (imported)
      error(decl->range, "an imported file only declares, it exports nothing");
    else
      state->exports.emplace_back(llvm::cast<ExportDecl>(decl), state->later);
    return;
  case Decl::Kind::Problem: {
    auto *problem = llvm::cast<ProblemDecl>(decl);
    if (imported)
      error(problem->keyword, "an imported file only declares, it has no "
                              "`minimize`");
    else if (state->problem)
      error(problem->keyword, "a program has one `minimize`")
          .note(state->problem->keyword, "the first is here");
    else {
      state->problem = problem;
      elaborateProblem(problem);
    }
    return;
  }
  case Decl::Kind::Invalid:
    if (decl->name)
      define(decl->name, Value());
    else
      state->lostName = true;
    return;
  }
}

/// The names in a piece of text; of words in comments and strings too, which
/// does no harm here.
static void collectNames(SourceRange range, llvm::StringSet<> &names) {
  const char *p = range.begin.getPointer(), *end = range.end.getPointer();
  while (p < end) {
    const char *begin = p;
    while (p < end && (llvm::isAlnum(*p) || *p == '_'))
      ++p;
    if (p == begin)
      ++p;
    else
      names.insert(StringRef(begin, p - begin));
  }
}

/// The declarations that the exported operator `name` depends on, and the
/// problem's where the domain is not annotated, as it then comes from a use.
static std::vector<const Decl *> neededBy(StringRef name,
                                          const SyntaxTree &tree) {
  std::vector<const Decl *> all(tree.declarations.begin(),
                                tree.declarations.end());
  const ExportDecl *wanted = nullptr;
  for (const Decl *decl : all)
    if (auto *exported = llvm::dyn_cast<ExportDecl>(decl)) {
      auto *bare = llvm::dyn_cast<NameExpr>(exported->value);
      if (exported->name ? exported->name.text == name
                         : bare && bare->name == name)
        wanted = exported;
    }
  if (!wanted)
    return all;
  llvm::StringSet<> names;
  collectNames(wanted->range, names);
  // A declaration sees only those above it.
  std::vector<const Decl *> needed;
  for (const Decl *decl : llvm::reverse(all)) {
    bool isProblem = decl->kind() == Decl::Kind::Problem;
    bool keep = decl == wanted || decl->kind() == Decl::Kind::Import ||
                (isProblem && !wanted->type) ||
                (decl->kind() != Decl::Kind::Export && !isProblem &&
                 decl->name && names.contains(decl->name.text));
    if (!keep)
      continue;
    collectNames(decl->range, names);
    needed.push_back(decl);
  }
  std::reverse(needed.begin(), needed.end());
  return needed;
}

void Elaborator::readFile(const SourceText &source, bool imported,
                          SourceRange importedAt) {
  state->files.insert(source.name);
  state->reading.insert(source.name);
  std::string outer = state->folder;
  state->folder = llvm::sys::path::parent_path(source.name).str();
  StringRef text = sink.addBuffer(source);
  auto tree = parse(text, sink);
  if (!imported) {
    inferDims(*tree);
    state->endOfFile = tree->endOfFile;
  }
  for (const Decl *decl : tree->declarations) {
    if (decl->kind() == Decl::Kind::Invalid && !decl->name)
      state->lostName = true;
    else if (decl->name && decl->kind() != Decl::Kind::Export)
      state->later.try_emplace(decl->name.text, decl->name.range);
  }
  const SyntaxTree &kept = *tree;
  state->trees.push_back(std::move(tree));
  if (imported || options.onlyExport.empty())
    for (const Decl *decl : kept.declarations)
      declare(decl, imported);
  else
    for (const Decl *decl : neededBy(options.onlyExport, kept))
      declare(decl, imported);
  state->folder = outer;
  state->reading.erase(source.name);
}
