//===- Diagnostics.h - Errors, warnings and notes about source text --*- C++
//-*-===//
//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Diagnostics are collected while a program is read and checked, and rendered
// once, sorted by place. Each names a file, a line and a column, shows the line
// with a caret and the ranges that matter, and may carry notes at other places.
//
//===----------------------------------------------------------------------===//

#ifndef PROXC_FRONTEND_DIAGNOSTICS_H
#define PROXC_FRONTEND_DIAGNOSTICS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/SMLoc.h"
#include "llvm/Support/SourceMgr.h"
#include <optional>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace proxc::frontend {

/// A half-open range of source text; `end` is one past the last character.
struct SourceRange {
  llvm::SMLoc begin;
  llvm::SMLoc end;

  SourceRange() = default;
  SourceRange(llvm::SMLoc begin, llvm::SMLoc end) : begin(begin), end(end) {}

  bool isValid() const { return begin.isValid(); }
  /// The empty range just after this one.
  SourceRange after() const { return {end, end}; }
};

/// The program's text of a range, on one line and without comments.
std::string textOf(SourceRange range);

/// The smallest range that holds both (both in one buffer, `a` first).
inline SourceRange join(SourceRange a, SourceRange b) {
  return {a.begin, b.end};
}

enum class Severity { Error, Warning, Note };

/// One message: a caret, ranges to underline on the caret's line, the text.
struct Message {
  Severity severity = Severity::Error;
  llvm::SMLoc caret;
  llvm::SmallVector<SourceRange, 2> ranges;
  std::string text;
};

/// An error or warning with its notes, in the order they were added.
struct Diagnostic {
  Message message;
  std::vector<Message> notes;
};

/// A file name and its text.
struct SourceText {
  std::string name;
  std::string text;
};

/// Owns the source buffers of one compilation and everything said about them.
class DiagnosticSink {
public:
  /// Lets the reporter of a diagnostic add notes to it. Does nothing when the
  /// diagnostic repeats an earlier one and was dropped.
  class Builder {
  public:
    Builder &note(SourceRange range, const llvm::Twine &text);

  private:
    friend class DiagnosticSink;
    Builder(DiagnosticSink *sink, size_t index) : sink(sink), index(index) {}
    DiagnosticSink *sink;
    size_t index;
  };

  DiagnosticSink() = default;
  DiagnosticSink(const DiagnosticSink &) = delete;
  DiagnosticSink &operator=(const DiagnosticSink &) = delete;

  /// Copies `source` into a buffer of its own and returns its text, to which
  /// all locations refer.
  llvm::StringRef addBuffer(const SourceText &source);

  /// Reports at a range: the caret stands at its first character.
  Builder error(SourceRange range, const llvm::Twine &text);
  Builder warning(SourceRange range, const llvm::Twine &text);
  /// Reports with the caret at `caret` and `ranges` underlined.
  Builder report(Severity severity, llvm::SMLoc caret,
                 llvm::ArrayRef<SourceRange> ranges, const llvm::Twine &text);

  bool hasErrors() const { return errors != 0; }
  unsigned errorCount() const { return errors; }
  unsigned warningCount() const { return warnings; }

  /// All diagnostics, sorted by buffer, then by place.
  std::vector<Diagnostic> sorted() const;

  /// Renders all diagnostics, sorted, in clang's form. Errors are in red and
  /// carets in green where `colors` is set.
  void print(llvm::raw_ostream &os, bool colors = false) const;

  /// Line and column, from 1; columns count characters (code points).
  struct Position {
    llvm::StringRef file;
    unsigned line = 0;
    unsigned column = 0;
  };
  Position position(llvm::SMLoc loc) const;

  llvm::SourceMgr &sources() { return sourceMgr; }

private:
  void print(llvm::raw_ostream &os, const Message &message, bool colors) const;

  llvm::SourceMgr sourceMgr;
  std::vector<Diagnostic> diagnostics;
  unsigned errors = 0;
  unsigned warnings = 0;
};

/// The candidate that `name` was most likely meant to be: the nearest by edit
/// distance (letters changed, missing, added or swapped), at most a third of
/// its length away; the first of several that are equally near. Nothing where
/// none is near.
std::optional<llvm::StringRef>
closestName(llvm::StringRef name, llvm::ArrayRef<llvm::StringRef> candidates);

/// A number as messages show it: "-0.1".
std::string numberText(double value);

/// "; did you mean `x`?" or nothing, to be appended to a message.
std::string didYouMean(llvm::StringRef name,
                       llvm::ArrayRef<llvm::StringRef> candidates);

} // namespace proxc::frontend

#endif // PROXC_FRONTEND_DIAGNOSTICS_H
