//===- ArenaLayout.cpp - one block of memory for a program ------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Places.h"
#include "llvm/Support/MathExtras.h"

using namespace proxc;
using namespace proxc::detail;

static constexpr int64_t page = 4096, line = 64;

int64_t ArenaLayout::aligned(int64_t position, int64_t bytes,
                             int64_t number) const {
  if (!options.stagger || bytes < page)
    return llvm::alignTo(position, options.alignment);
  // An odd number of lines past a page, another one for each buffer.
  int64_t phase = (2 * number + 1) * 5 % (page / line) * line;
  int64_t start = llvm::alignDown(position, page) + phase;
  return start < position ? start + page : start;
}

int64_t ArenaLayout::allocate(int64_t bytes) {
  int64_t offset = aligned(persistent, bytes, count++);
  persistent = offset + bytes;
  return offset;
}

int64_t ArenaLayout::take(int64_t bytes) {
  // First fit among what was given back, else behind the last block.
  for (size_t i = 0; i < blocks.size(); ++i) {
    Block &block = blocks[i];
    if (block.used)
      continue;
    int64_t offset = aligned(block.begin, bytes, scratchCount);
    if (offset + bytes > block.end) {
      // A buffer of the same length fits where the last one began, not at a
      // line of its own.
      offset = block.offset;
      if (offset + bytes > block.end)
        continue;
    } else {
      ++scratchCount;
    }
    int64_t end = block.end;
    Block rest{offset + bytes, end,
               static_cast<int64_t>(
                   llvm::alignTo(offset + bytes, options.alignment)),
               false};
    block = {block.begin, offset + bytes, offset, true};
    if (rest.begin < rest.end)
      blocks.insert(blocks.begin() + i + 1, rest);
    // Blocks are found again by their end: the offset lies inside.
    return offset;
  }
  int64_t begin = blocks.empty() ? 0 : blocks.back().end;
  if (!blocks.empty() && !blocks.back().used)
    begin = blocks.back().begin, blocks.pop_back();
  int64_t offset = aligned(begin, bytes, scratchCount++);
  blocks.push_back({begin, offset + bytes, offset, true});
  scratch = std::max(scratch, offset + bytes);
  return offset;
}

void ArenaLayout::giveBack(int64_t offset) {
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (!blocks[i].used || offset < blocks[i].begin || offset >= blocks[i].end)
      continue;
    blocks[i].used = false;
    if (i + 1 < blocks.size() && !blocks[i + 1].used) {
      blocks[i].end = blocks[i + 1].end;
      blocks.erase(blocks.begin() + i + 1);
    }
    if (i > 0 && !blocks[i - 1].used) {
      blocks[i - 1].end = blocks[i].end;
      blocks.erase(blocks.begin() + i);
    }
    return;
  }
}

int64_t ArenaLayout::scratchBase() const {
  return options.stagger && scratch >= page
             ? static_cast<int64_t>(llvm::alignTo(persistent, page))
             : static_cast<int64_t>(llvm::alignTo(persistent, options.alignment));
}

int64_t ArenaLayout::totalBytes() const {
  return llvm::alignTo(scratch ? scratchBase() + scratch : persistent,
                       options.alignment);
}
