// RUN: proxc-opt %s -convert-rt-to-llvm="freestanding pointer-bits=32" -split-input-file -verify-diagnostics

// expected-error @+1 {{'rt.program' op expects a target with libproxc-rt: bare metal has no library of transforms}}
rt.program @p arena 0 {
  rt.declare_fft forward [4] axes [0] : f32
}

// -----

func.func @transform(%frame: !rt.frame, %u: !rt.buffer<8xcomplex<f32>>) {
  // expected-error @+2 {{expects a target with libproxc-rt}}
  // expected-error @+1 {{failed to legalize operation 'rt.fft'}}
  rt.fft %frame[0] %u to %u : !rt.buffer<8xcomplex<f32>>, !rt.buffer<8xcomplex<f32>>
  return
}

// -----

// expected-note @+1 {{it is defined here as something else}}
rt.global @step = dense<1.0> : tensor<f32>

func.func @kernel(%frame: !rt.frame, %u: !rt.buffer<8xf32>) {
  // expected-error @+2 {{'rt.call_kernel' op expects 'step' to be a function of type}}
  // expected-error @+1 {{failed to legalize operation 'rt.call_kernel'}}
  rt.call_kernel @step(%u) in %frame : !rt.buffer<8xf32>
  return
}
