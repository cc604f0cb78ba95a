//===- Diagnostics.cpp - Collect and render diagnostics ---------*- C++ -*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "proxc/Frontend/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <cstdio>
#include <tuple>

using namespace proxc::frontend;
using llvm::SMLoc;
using llvm::StringRef;
using llvm::Twine;

DiagnosticSink::Builder &DiagnosticSink::Builder::note(SourceRange range,
                                                       const Twine &text) {
  if (sink && range.isValid())
    sink->diagnostics[index].notes.push_back(
        {Severity::Note, range.begin, {range}, text.str()});
  return *this;
}

StringRef DiagnosticSink::addBuffer(const SourceText &source) {
  auto buffer = llvm::MemoryBuffer::getMemBufferCopy(source.text, source.name);
  StringRef text = buffer->getBuffer();
  sourceMgr.AddNewSourceBuffer(std::move(buffer), SMLoc());
  return text;
}

DiagnosticSink::Builder DiagnosticSink::error(SourceRange range,
                                              const Twine &text) {
  return report(Severity::Error, range.begin, {range}, text);
}

DiagnosticSink::Builder DiagnosticSink::warning(SourceRange range,
                                                const Twine &text) {
  return report(Severity::Warning, range.begin, {range}, text);
}

DiagnosticSink::Builder
DiagnosticSink::report(Severity severity, SMLoc caret,
                       llvm::ArrayRef<SourceRange> ranges, const Twine &text) {
  std::string rendered = text.str();
  // A generic definition that is used twice may fail twice in the same way.
  for (const Diagnostic &other : diagnostics)
    if (other.message.caret == caret && other.message.text == rendered)
      return Builder(nullptr, 0);
  (severity == Severity::Error ? errors : warnings) += 1;
  Message message{severity, caret, {}, std::move(rendered)};
  message.ranges.assign(ranges.begin(), ranges.end());
  diagnostics.push_back({std::move(message), {}});
  return Builder(this, diagnostics.size() - 1);
}

std::vector<Diagnostic> DiagnosticSink::sorted() const {
  // The third entry keeps what stands at one place in the order of reporting.
  using Key = std::tuple<unsigned, const char *, size_t>;
  std::vector<Key> order;
  for (auto [index, diagnostic] : llvm::enumerate(diagnostics)) {
    SMLoc caret = diagnostic.message.caret;
    unsigned buffer =
        caret.isValid() ? sourceMgr.FindBufferContainingLoc(caret) : 0;
    order.emplace_back(buffer, caret.getPointer(), index);
  }
  llvm::sort(order);
  std::vector<Diagnostic> result;
  for (const Key &key : order)
    result.push_back(diagnostics[std::get<2>(key)]);
  return result;
}

/// The line that holds `loc`, without its end.
static StringRef lineOf(StringRef buffer, const char *loc) {
  size_t offset = loc - buffer.data();
  size_t before = buffer.take_front(offset).rfind('\n');
  size_t begin = before == StringRef::npos ? 0 : before + 1;
  return buffer.slice(begin, buffer.find('\n', offset)).rtrim('\r');
}

static bool isContinuationByte(char c) { return (c & 0xC0) == 0x80; }

DiagnosticSink::Position DiagnosticSink::position(SMLoc loc) const {
  Position position;
  unsigned id = loc.isValid() ? sourceMgr.FindBufferContainingLoc(loc) : 0;
  if (!id)
    return position;
  const llvm::MemoryBuffer *buffer = sourceMgr.getMemoryBuffer(id);
  position.file = buffer->getBufferIdentifier();
  position.line = sourceMgr.FindLineNumber(loc, id);
  StringRef line = lineOf(buffer->getBuffer(), loc.getPointer());
  position.column = 1;
  for (const char *p = line.data(); p < loc.getPointer(); ++p)
    position.column += !isContinuationByte(*p);
  return position;
}

/// Appends one source character to `text`, its mark to `marks`; tabs become
/// spaces up to the next multiple of 8, control characters a question mark.
static void appendColumn(char c, char mark, std::string &text,
                         std::string &marks, size_t &column) {
  if (isContinuationByte(c)) {
    text += c;
    return;
  }
  size_t width = c == '\t' ? 8 - column % 8 : 1;
  bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  text.append(width, c == '\t' ? ' ' : control ? '?' : c);
  if (width > 1 && mark == '^')
    marks.append(1, '^').append(width - 1, ' ');
  else
    marks.append(width, mark);
  column += width;
}

void DiagnosticSink::print(llvm::raw_ostream &os, const Message &message,
                           bool colors) const {
  auto color = [&](llvm::raw_ostream::Colors c) {
    if (colors)
      os.changeColor(c, /*Bold=*/true);
  };
  auto reset = [&] {
    if (colors)
      os.resetColor();
  };
  Position where = position(message.caret);
  if (where.line)
    os << where.file << ':' << where.line << ':' << where.column << ": ";
  switch (message.severity) {
  case Severity::Error:
    color(llvm::raw_ostream::RED);
    os << "error: ";
    break;
  case Severity::Warning:
    color(llvm::raw_ostream::MAGENTA);
    os << "warning: ";
    break;
  case Severity::Note:
    color(llvm::raw_ostream::BLACK);
    os << "note: ";
    break;
  }
  reset();
  os << message.text << '\n';
  if (!where.line)
    return;

  unsigned id = sourceMgr.FindBufferContainingLoc(message.caret);
  StringRef line = lineOf(sourceMgr.getMemoryBuffer(id)->getBuffer(),
                          message.caret.getPointer());
  std::string text, marks;
  size_t column = 0;
  for (const char *p = line.begin(); p != line.end(); ++p) {
    char mark = ' ';
    for (SourceRange range : message.ranges)
      if (range.begin.getPointer() <= p && p < range.end.getPointer())
        mark = '~';
    if (p == message.caret.getPointer())
      mark = '^';
    appendColumn(*p, mark, text, marks, column);
  }
  if (message.caret.getPointer() >= line.end())
    marks += '^';
  os << text << '\n';
  color(llvm::raw_ostream::GREEN);
  os << StringRef(marks).rtrim(' ');
  reset();
  os << '\n';
}

void DiagnosticSink::print(llvm::raw_ostream &os, bool colors) const {
  for (const Diagnostic &diagnostic : sorted()) {
    print(os, diagnostic.message, colors);
    for (const Message &note : diagnostic.notes)
      print(os, note, colors);
  }
}

/// The least number of letters to change, add, remove or swap with the next.
static size_t editDistance(StringRef a, StringRef b) {
  std::vector<std::vector<size_t>> d(a.size() + 1,
                                     std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i)
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1,
                          d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

std::optional<StringRef>
proxc::frontend::closestName(StringRef name,
                             llvm::ArrayRef<StringRef> candidates) {
  size_t limit = name.size() / 3;
  std::optional<StringRef> best;
  // Names that nobody would mistype letter by letter.
  if (name.size() > 64)
    return best;
  for (StringRef candidate : candidates) {
    if (candidate == name || candidate.size() > name.size() + limit ||
        name.size() > candidate.size() + limit)
      continue;
    // A wrong case is the nearest miss of all.
    size_t distance =
        candidate.equals_insensitive(name) ? 0 : editDistance(candidate, name);
    if (distance <= limit && (!best || distance < limit)) {
      limit = distance;
      best = candidate;
    }
  }
  return best;
}

std::string proxc::frontend::textOf(SourceRange range) {
  std::string text;
  const char *begin = range.begin.getPointer(), *end = range.end.getPointer();
  bool comment = false;
  for (const char *p = begin; p != end; ++p) {
    bool space = *p == ' ' || *p == '\n' || *p == '\t' || *p == '\r';
    comment = *p == '#' || (comment && *p != '\n');
    if (comment)
      continue;
    if (!space)
      text += *p;
    else if (!text.empty() && text.back() != ' ')
      text += ' ';
  }
  return text;
}

std::string proxc::frontend::numberText(double value) {
  char text[40];
  std::snprintf(text, sizeof(text), "%g", value);
  return text;
}

std::string proxc::frontend::didYouMean(StringRef name,
                                        llvm::ArrayRef<StringRef> candidates) {
  if (std::optional<StringRef> best = closestName(name, candidates))
    return ("; did you mean `" + *best + "`?").str();
  return "";
}
