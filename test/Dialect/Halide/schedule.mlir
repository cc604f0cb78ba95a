// RUN: proxc-opt %s --halide-schedule | FileCheck %s --check-prefixes=CHECK,HOST
// RUN: proxc-opt %s --halide-schedule="vector-bits=32 threads=false stack-bytes=8192" \
// RUN:   | FileCheck %s --check-prefixes=CHECK,BARE

// What is read at its own index only moves into its reader, and the axes of a
// pointwise kernel count as one.
// CHECK-LABEL: halide.pipeline @pointwise
// HOST: halide.func (%{{.*}}, %{{.*}}) schedule <root, strip = 16384, vector = 8, parallel = true>
// BARE: halide.func (%{{.*}}, %{{.*}}) schedule <root> {
// CHECK-NOT: halide.func
halide.pipeline @pointwise(%x: tensor<300x200xf32>) -> tensor<300x200xf32> {
  %w = halide.func (%i, %j) {
    %a = halide.read %x[%i, %j] : tensor<300x200xf32>
    %b = arith.mulf %a, %a : f32
    %c = arith.mulf %b, %a : f32
    %d = arith.mulf %c, %a : f32
    %e = arith.mulf %d, %a : f32
    halide.yield %e : f32
  } : tensor<300x200xf32>
  %o = halide.func (%i, %j) {
    %a = halide.read %w[%i, %j] : tensor<300x200xf32>
    %b = arith.addf %a, %a : f32
    halide.yield %b : f32
  } : tensor<300x200xf32>
  halide.return %o : tensor<300x200xf32>
}

// What is read in the next row slides.
// CHECK-LABEL: halide.pipeline @slides
// HOST: halide.func (%{{.*}}, %{{.*}}) schedule <sliding, vector = 8, march = 0>
// HOST: halide.func (%{{.*}}, %{{.*}}) schedule <root, strip = 75, vector = 8, parallel = true>
// BARE: halide.func (%{{.*}}, %{{.*}}) schedule <sliding, march = 0>
// BARE: halide.func (%{{.*}}, %{{.*}}) schedule <root> {
halide.pipeline @slides(%x: tensor<300x200xf32>) -> tensor<300x200xf32> {
  %w = halide.func (%i, %j) {
    %a = halide.read %x[%i, %j] : tensor<300x200xf32>
    %b = arith.mulf %a, %a : f32
    %c = arith.mulf %b, %a : f32
    %d = arith.mulf %c, %a : f32
    %e = arith.mulf %d, %a : f32
    halide.yield %e : f32
  } : tensor<300x200xf32>
  %o = halide.func (%i, %j) {
    %one = arith.constant 1 : index
    %last = arith.constant 299 : index
    %i1 = arith.addi %i, %one : index
    %i2 = arith.minsi %i1, %last : index
    %a = halide.read %w[%i, %j] : tensor<300x200xf32>
    %b = halide.read %w[%i2, %j] : tensor<300x200xf32>
    %c = arith.subf %b, %a : f32
    halide.yield %c : f32
  } : tensor<300x200xf32>
  halide.return %o : tensor<300x200xf32>
}

// A periodic border is wrapped in the window; f64 has half as many lanes.
// CHECK-LABEL: halide.pipeline @wraps
// HOST: schedule <sliding, vector = 4, march = 0, wraps = true>
// BARE: schedule <sliding, march = 0, wraps = true>
halide.pipeline @wraps(%x: tensor<300x200xf64>) -> tensor<300x200xf64> {
  %w = halide.func (%i, %j) {
    %a = halide.read %x[%i, %j] : tensor<300x200xf64>
    %b = arith.mulf %a, %a : f64
    %c = arith.mulf %b, %a : f64
    %d = arith.mulf %c, %a : f64
    %e = arith.mulf %d, %a : f64
    halide.yield %e : f64
  } : tensor<300x200xf64>
  %o = halide.func (%i, %j) {
    %one = arith.constant 1 : index
    %n = arith.constant 300 : index
    %i1 = arith.addi %i, %one : index
    %q = arith.floordivsi %i1, %n : index
    %p = arith.muli %q, %n : index
    %i2 = arith.subi %i1, %p : index
    %a = halide.read %w[%i, %j] : tensor<300x200xf64>
    %b = halide.read %w[%i2, %j] : tensor<300x200xf64>
    %c = arith.subf %b, %a : f64
    halide.yield %c : f64
  } : tensor<300x200xf64>
  halide.return %o : tensor<300x200xf64>
}

// What is read anywhere is computed again where it is read.
// CHECK-LABEL: halide.pipeline @gathers
// CHECK-COUNT-1: halide.func
// CHECK-NOT: halide.func
halide.pipeline @gathers(%x: tensor<64x64xf32>) -> tensor<64x64xf32> {
  %w = halide.func (%i, %j) {
    %a = halide.read %x[%i, %j] : tensor<64x64xf32>
    %b = arith.mulf %a, %a : f32
    %c = arith.mulf %b, %a : f32
    %d = arith.mulf %c, %a : f32
    %e = arith.mulf %d, %a : f32
    halide.yield %e : f32
  } : tensor<64x64xf32>
  %o = halide.func (%i, %j) {
    %a = halide.read %w[%j, %i] : tensor<64x64xf32>
    halide.yield %a : f32
  } : tensor<64x64xf32>
  halide.return %o : tensor<64x64xf32>
}

// A window that is too long for the stack is none: 8 kB hold no two rows.
// CHECK-LABEL: halide.pipeline @long
// HOST: sliding
// BARE-NOT: sliding
halide.pipeline @long(%x: tensor<64x4000xf32>) -> tensor<64x4000xf32> {
  %w = halide.func (%i, %j) {
    %a = halide.read %x[%i, %j] : tensor<64x4000xf32>
    %b = arith.mulf %a, %a : f32
    %c = arith.mulf %b, %a : f32
    %d = arith.mulf %c, %a : f32
    %e = arith.mulf %d, %a : f32
    halide.yield %e : f32
  } : tensor<64x4000xf32>
  %o = halide.func (%i, %j) {
    %one = arith.constant 1 : index
    %zero = arith.constant 0 : index
    %i1 = arith.subi %i, %one : index
    %i2 = arith.maxsi %i1, %zero : index
    %a = halide.read %w[%i, %j] : tensor<64x4000xf32>
    %b = halide.read %w[%i2, %j] : tensor<64x4000xf32>
    %c = arith.subf %b, %a : f32
    halide.yield %c : f32
  } : tensor<64x4000xf32>
  halide.return %o : tensor<64x4000xf32>
}

// Colours are written out; vectors run along the row.
// CHECK-LABEL: halide.pipeline @colours
// HOST: schedule <root, strip = {{.*}}, vector = 8, channels = true, parallel = true>
halide.pipeline @colours(%x: tensor<300x200x3xf32>) -> tensor<300x200x3xf32> {
  %o = halide.func (%i, %j, %c) {
    %s = halide.sum (%k) in [3] {
      %a = halide.read %x[%i, %j, %k] : tensor<300x200x3xf32>
      halide.yield %a : f32
    } : f32
    %a = halide.read %x[%i, %j, %c] : tensor<300x200x3xf32>
    %b = arith.subf %a, %s : f32
    halide.yield %b : f32
  } : tensor<300x200x3xf32>
  halide.return %o : tensor<300x200x3xf32>
}

// A reduction has at most 64 strips; what it reads moves into it.
// CHECK-LABEL: halide.pipeline @reduces
// CHECK-NOT: halide.func
// HOST: halide.reduce [sum] (%{{.*}}, %{{.*}}) in [3000, 2000] schedule <root, strip = 93760, vector = 16, parallel = true>
// BARE: halide.reduce [sum] (%{{.*}}, %{{.*}}) in [3000, 2000] schedule <root> {
halide.pipeline @reduces(%x: tensor<3000x2000xf32>) -> tensor<f64> {
  %w = halide.func (%i, %j) {
    %a = halide.read %x[%i, %j] : tensor<3000x2000xf32>
    %b = arith.mulf %a, %a : f32
    halide.yield %b : f32
  } : tensor<3000x2000xf32>
  %n = halide.reduce [sum] (%i, %j) in [3000, 2000] {
    %a = halide.read %w[%i, %j] : tensor<3000x2000xf32>
    halide.yield %a : f32
  } : tensor<f64>
  halide.return %n : tensor<f64>
}

// What a sum reads around its entries and the pipeline returns, it reads there,
// entries of its own index too; what it reads at its own index moves into it.
// CHECK-LABEL: halide.pipeline @reads_back
// CHECK: %[[ALL:.*]]:2 = halide.func {{.*}} schedule <root
// CHECK: halide.reduce
// CHECK-COUNT-2: halide.read %[[ALL]]#0[
// CHECK: halide.read %arg1[
// CHECK-NOT: halide.read %[[ALL]]
// CHECK: halide.return %[[ALL]]#0, %[[ALL]]#1
halide.pipeline @reads_back(%x: tensor<300x200xf32>, %y: tensor<300x200xf32>)
    -> (tensor<300x200xf32>, tensor<300x200xf32>, tensor<f64>) {
  %w:2 = halide.func (%i, %j) {
    %a = halide.read %x[%i, %j] : tensor<300x200xf32>
    %b = arith.mulf %a, %a : f32
    %c = arith.addf %b, %a : f32
    %d = arith.mulf %c, %b : f32
    %e = arith.subf %d, %c : f32
    %f = halide.read %y[%i, %j] : tensor<300x200xf32>
    %g = arith.mulf %f, %f : f32
    halide.yield %e, %g : f32, f32
  } : tensor<300x200xf32>, tensor<300x200xf32>
  %n = halide.reduce [sum] (%i, %j) in [300, 200] {
    %c1 = arith.constant 1 : index
    %last = arith.constant 299 : index
    %k = arith.addi %i, %c1 : index
    %m = arith.minsi %k, %last : index
    %a = halide.read %w#0[%m, %j] : tensor<300x200xf32>
    %b = halide.read %w#0[%i, %j] : tensor<300x200xf32>
    %c = halide.read %w#1[%i, %j] : tensor<300x200xf32>
    %d = arith.subf %a, %b : f32
    %e = arith.mulf %d, %c : f32
    halide.yield %e : f32
  } : tensor<f64>
  %o:2 = halide.func (%i, %j) {
    %a = halide.read %w#0[%i, %j] : tensor<300x200xf32>
    %b = halide.read %w#1[%i, %j] : tensor<300x200xf32>
    halide.yield %a, %b : f32, f32
  } : tensor<300x200xf32>, tensor<300x200xf32>
  halide.return %o#0, %o#1, %n : tensor<300x200xf32>, tensor<300x200xf32>, tensor<f64>
}

// A part of what the sum reads is not enough.
// CHECK-LABEL: halide.pipeline @part_is_returned
// CHECK: halide.reduce
// CHECK-NOT: halide.read %{{[0-9]+}}[
// CHECK: halide.func
halide.pipeline @part_is_returned(%x: tensor<64xf32>) -> (tensor<32xf32>, tensor<f64>) {
  %w = halide.func (%i) {
    %a = halide.read %x[%i] : tensor<64xf32>
    %b = arith.mulf %a, %a : f32
    %c = arith.addf %b, %a : f32
    %d = arith.mulf %c, %b : f32
    %e = arith.subf %d, %c : f32
    halide.yield %e : f32
  } : tensor<64xf32>
  %n = halide.reduce [sum] (%i) in [32] {
    %c1 = arith.constant 1 : index
    %k = arith.addi %i, %c1 : index
    %a = halide.read %w[%k] : tensor<64xf32>
    halide.yield %a : f32
  } : tensor<f64>
  %o = halide.func (%i) {
    %a = halide.read %w[%i] : tensor<64xf32>
    halide.yield %a : f32
  } : tensor<32xf32>
  halide.return %o, %n : tensor<32xf32>, tensor<f64>
}
