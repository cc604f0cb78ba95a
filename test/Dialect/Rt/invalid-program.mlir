// RUN: proxc-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{'rt.program' op expects a multiple of 8 bytes of arena, but got 12}}
rt.program @p arena 12 {
}

// -----

func.func private @f(!rt.frame) -> i32
// expected-error @+1 {{'rt.program' op expects both 'prologue' and 'iterate' or neither}}
rt.program @p arena 0 {
} prologue @f

// -----

func.func private @f(!rt.frame)
// expected-error @+1 {{'rt.program' op expects setup 'f' to be a function (!rt.frame) -> i32, but got '(!rt.frame) -> ()'}}
rt.program @p arena 0 {
} setup @f

// -----

rt.program @p arena 0 {
  // expected-error @+1 {{'arith.constant' op expects declarations only in a program}}
  %0 = arith.constant 0 : i32
}

// -----

rt.program @p arena 0 {
  // expected-error @+1 {{'rt.declare_param' op expects a scalar, a buffer or none, but got 'index'}}
  rt.declare_param "n" : index
}

// -----

rt.program @p arena 0 {
  // expected-error @+1 {{'rt.declare_param' op expects a default of type 'f32', but got 1 : i32}}
  rt.declare_param "n" : f32 default 1 : i32
}

// -----

rt.program @p arena 0 {
  // expected-error @+1 {{'rt.declare_param' op expects a default for scalars only}}
  rt.declare_param "n" : !rt.buffer<3xf32> default 1.0 : f32
}

// -----

rt.program @p arena 0 {
  // expected-error @+1 {{'rt.declare_param' op expects two floats as default of a complex scalar}}
  rt.declare_param "n" : complex<f32> default 1.0 : f32
}

// -----

rt.program @p arena 0 {
  // expected-error @+1 {{'rt.declare_param' op expects 'storage' for an array that is clamped}}
  rt.declare_param "n" : !rt.buffer<3xf32> clamp
}

// -----

rt.program @p arena 16 {
  // expected-error @+1 {{'rt.declare_input' op expects storage inside of the arena of 16 bytes, but got 8 to 20}}
  rt.declare_input "n" : !rt.buffer<3xf32> storage 8
}

// -----

rt.program @p arena 0 {
  // expected-error @+1 {{'rt.declare_fft' op expects ascending axes below 2, but got 2}}
  rt.declare_fft forward [4, 4] axes [0, 2] : f32
}

// -----

rt.program @p arena 0 {
  // expected-error @+1 {{'rt.declare_fft' op expects at least 1 axis, but got 0}}
  rt.declare_fft forward [4, 4] axes [] : f32
}

// -----

// What a program asks of its declarations is verified after it.
"rt.program"() <{sym_name = "p", arena_bytes = 64 : i64}> ({
  // expected-error @+1 {{requires attribute 'name'}}
  "rt.declare_input"() <{storage = 0 : i64}> : () -> ()
}) : () -> ()
