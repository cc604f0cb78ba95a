// RUN: proxc-opt %s --split-input-file --verify-diagnostics

// What a family yields is looked at before the yield itself is verified.
func.func @f() {
  // expected-error @+1 {{expects a body that ends in linop.yield of one operator}}
  %0 = "linop.vstack_for"() ({
  ^bb0(%c: index):
    "linop.yield"() : () -> ()
  }) {count = 2 : i64} : () -> !linop.op<4xf32 -> 2x4xf32>
}

// -----

func.func @f() {
  // expected-error @+1 {{expects a body that ends in linop.yield of one operator}}
  %0 = "linop.add_for"() ({
  ^bb0(%c: index):
    "linop.yield"(%c) : (index) -> ()
  }) {count = 2 : i64} : () -> !linop.op<4xf32 -> 4xf32>
}
