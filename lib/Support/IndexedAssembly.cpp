//===- IndexedAssembly.cpp - `(%i, %j) in [2, 3]` ---------------*- C++ -*-===//
// Part of proxc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "proxc/Support/IndexedAssembly.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

ParseResult
proxc::parseIndices(OpAsmParser &parser,
                    SmallVectorImpl<OpAsmParser::Argument> &indices) {
  if (parser.parseArgumentList(indices, OpAsmParser::Delimiter::Paren))
    return failure();
  for (OpAsmParser::Argument &index : indices)
    index.type = parser.getBuilder().getIndexType();
  return success();
}

void proxc::printIndices(OpAsmPrinter &printer, Region &body) {
  printer << '(';
  llvm::interleaveComma(body.getArguments(), printer,
                        [&](BlockArgument index) { printer << index; });
  printer << ") ";
}

ParseResult proxc::parseExtents(OpAsmParser &parser, OperationState &result) {
  SmallVector<int64_t> extents;
  if (parser.parseKeyword("in") ||
      parser.parseCommaSeparatedList(
          OpAsmParser::Delimiter::Square, [&]() -> ParseResult {
            return parser.parseInteger(extents.emplace_back());
          }))
    return failure();
  result.addAttribute("extents",
                      parser.getBuilder().getDenseI64ArrayAttr(extents));
  return success();
}

void proxc::printExtents(OpAsmPrinter &printer, ArrayRef<int64_t> extents) {
  printer << "in [";
  llvm::interleaveComma(extents, printer);
  printer << "] ";
}
