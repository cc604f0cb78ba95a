// RUN: proxc-opt %s --split-input-file --verify-diagnostics

solver.program @p method "test" {
  // expected-note @+1 {{this phase stands before it}}
  solver.epilogue {
  }
  // expected-error @+1 {{expects setup, prologue, iterate and epilogue in this order, each once}}
  solver.epilogue {
  }
}

// -----

solver.program @p method "test" {
  // expected-note @+1 {{this phase stands before it}}
  solver.prologue {
    solver.yield
  }
  // expected-error @+1 {{expects setup, prologue, iterate and epilogue in this order, each once}}
  solver.setup {
    solver.yield
  }
}

// -----

// expected-note @+1 {{this one}}
solver.program @p method "test" {
  %c = arith.constant true
  %a = arith.constant dense<0.0> : tensor<4xf32>
  // expected-error @+1 {{expects not to stand in 'solver.program'; steps, constants and what its description names may}}
  %b = arith.select %c, %a, %a : tensor<4xf32>
}

// -----

solver.program @p method "test" {
  // expected-note @+1 {{the first is here}}
  %u = solver.input "u" : tensor<4xf32>
  // expected-error @+1 {{expects a name of its own, found a second 'u'}}
  %v = solver.input "u" : tensor<4xf32>
}

// -----

solver.program @p method "test" {
  %zero = arith.constant dense<0.0> : tensor<4xf32>
  // expected-error @+1 {{expects to name an unknown of the epilogue, found 'v'}}
  %v = solver.start "v" or %zero : tensor<4xf32>
  solver.epilogue {
    solver.result unknown "u" = %v : tensor<4xf32>
  }
}

// -----

solver.program @p method "test" {
  %zero = arith.constant dense<0.0> : tensor<4xf32>
  %other = arith.constant dense<0.0> : tensor<5xf32>
  // expected-error @+1 {{expects the type of its result, 'tensor<4xf32>', found 'tensor<5xf32>'}}
  %v = solver.start "u" or %other : tensor<5xf32>
  solver.epilogue {
    solver.result unknown "u" = %zero : tensor<4xf32>
  }
}

// -----

solver.program @p method "test" {
  %zero = arith.constant dense<0.0> : tensor<4xf32>
  solver.epilogue {
    // expected-error @+1 {{expects parent op to be one of 'solver.program, solver.prologue'}}
    %v = solver.start "u" or %zero : tensor<4xf32>
    solver.result unknown "u" = %v : tensor<4xf32>
  }
}

// -----

solver.program @p method "test" {
  %zero = arith.constant dense<0.0> : tensor<4xf32>
  solver.setup {
    // expected-error @+1 {{expects parent op 'solver.epilogue'}}
    solver.result "u" = %zero : tensor<4xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  // expected-note @+1 {{this one}}
  solver.setup {
    // expected-error @+1 {{expects not to stand in 'solver.setup'; steps, constants and what its description names may}}
    %v = arith.addf %u, %u : tensor<4xf32>
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  // expected-error @+1 {{expects its body to yield values of the types of its 1 results}}
  %r = solver.setup {
    solver.yield
  } : tensor<4xf32>
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  solver.epilogue {
    // expected-error @+1 {{expects a real number of rank 0, found 'tensor<4xf32>'}}
    solver.metric "objective" = %u : tensor<4xf32>
  }
}

// -----

solver.program @p method "test" {
  // expected-error @+2 {{to be one of: forward, adjoint, normal}}
  // expected-error @+1 {{failed to parse Solver_OperatorKind parameter}}
  solver.operator @A banana {
  }
}

// -----

solver.program @p method "test" {
  // expected-error @+1 {{expects its body to take one array and to yield one}}
  solver.operator @A forward {
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  // expected-error @+1 {{empty block: expect at least a terminator}}
  "solver.iterate"() <{state_names = []}> ({
  ^bb0:
  }, {
  ^bb0:
    solver.verdict [] = () : () -> ()
  }) : () -> ()
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  // expected-error @+1 {{expects one name a state, found 2 names for 1 states}}
  %r = solver.iterate (%u) states ["a", "b"] body {
  ^bb0(%a: tensor<4xf32>):
    solver.yield %a : tensor<4xf32>
  } check {
  ^bb0(%before: tensor<4xf32>, %after: tensor<4xf32>):
    solver.verdict [] = () : () -> ()
  } : (tensor<4xf32>) -> (tensor<4xf32>)
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  // expected-error @+1 {{expects its body to take the state}}
  %r = solver.iterate (%u) states ["a"] body {
  ^bb0(%a: tensor<5xf32>):
    solver.yield %u : tensor<4xf32>
  } check {
  ^bb0(%before: tensor<4xf32>, %after: tensor<4xf32>):
    solver.verdict [] = () : () -> ()
  } : (tensor<4xf32>) -> (tensor<4xf32>)
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  // expected-error @+1 {{expects its check to take the state before and after the iteration}}
  %r = solver.iterate (%u) states ["a"] body {
  ^bb0(%a: tensor<4xf32>):
    solver.yield %a : tensor<4xf32>
  } check {
  ^bb0(%before: tensor<4xf32>):
    solver.verdict [] = () : () -> ()
  } : (tensor<4xf32>) -> (tensor<4xf32>)
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  // expected-error @+1 {{expects its check to end in 'solver.verdict'}}
  %r = solver.iterate (%u) states ["a"] body {
  ^bb0(%a: tensor<4xf32>):
    solver.yield %a : tensor<4xf32>
  } check {
  ^bb0(%before: tensor<4xf32>, %after: tensor<4xf32>):
    solver.yield
  } : (tensor<4xf32>) -> (tensor<4xf32>)
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  %r = solver.iterate (%u) states ["a"] body {
  ^bb0(%a: tensor<4xf32>):
    solver.yield %a : tensor<4xf32>
  } check {
  ^bb0(%before: tensor<4xf32>, %after: tensor<4xf32>):
    // expected-error @+1 {{expects one name a metric, found 1 names for 0 metrics}}
    solver.verdict ["objective"] = () : () -> ()
  } : (tensor<4xf32>) -> (tensor<4xf32>)
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  %r = solver.iterate (%u) states ["a"] body {
  ^bb0(%a: tensor<4xf32>):
    solver.yield %a : tensor<4xf32>
  } check {
  ^bb0(%before: tensor<4xf32>, %after: tensor<4xf32>):
    // expected-error @+1 {{expects metrics that are real numbers of rank 0, found 'tensor<4xf32>'}}
    solver.verdict ["objective"] = (%u) : (tensor<4xf32>) -> ()
  } : (tensor<4xf32>) -> (tensor<4xf32>)
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  %n = arith.constant dense<1.0> : tensor<f64>
  %r = solver.iterate (%u) states ["a"] body {
  ^bb0(%a: tensor<4xf32>):
    solver.yield %a : tensor<4xf32>
  } check {
  ^bb0(%before: tensor<4xf32>, %after: tensor<4xf32>):
    // expected-error @+1 {{expects different metrics, found 'objective' twice}}
    solver.verdict ["objective", "objective"] = (%n, %n) : (tensor<f64>, tensor<f64>) -> ()
  } : (tensor<4xf32>) -> (tensor<4xf32>)
}

// -----

solver.program @p method "test" {
  %u = solver.input "u" : tensor<4xf32>
  %n = arith.constant dense<1.0> : tensor<f64>
  %r = solver.iterate (%u) states ["a"] body {
  ^bb0(%a: tensor<4xf32>):
    solver.yield %a : tensor<4xf32>
  } check {
  ^bb0(%before: tensor<4xf32>, %after: tensor<4xf32>):
    // expected-error @+1 {{expects to replace the last states by numbers of their types, found 'tensor<f64>' for 'tensor<4xf32>'}}
    solver.verdict [] = () states %n : () -> tensor<f64>
  } : (tensor<4xf32>) -> (tensor<4xf32>)
}

// -----

solver.program @p method "test" {
  %n = arith.constant dense<1.0> : tensor<f64>
  %r = solver.iterate (%n) states ["a"] body {
  ^bb0(%a: tensor<f64>):
    solver.yield %a : tensor<f64>
  } check {
  ^bb0(%before: tensor<f64>, %after: tensor<f64>):
    // expected-error @+1 {{expects to replace at most 1 states, found 2}}
    solver.verdict [] = () states %n, %n : () -> (tensor<f64>, tensor<f64>)
  } : (tensor<f64>) -> (tensor<f64>)
}

// -----

solver.program @p method "test" {
  %w = solver.param "w" : tensor<4xf32>
  // expected-error @+1 {{expects a real number of rank 0, found 'tensor<4xf32>'}}
  solver.refuse %w : tensor<4xf32>
}

// -----

solver.program @p method "test" {
  %n = arith.constant dense<1.0> : tensor<f64>
  solver.epilogue {
    // expected-error @+1 {{expects parent op to be one of 'solver.program, solver.setup, solver.prologue'}}
    solver.refuse %n : tensor<f64>
  }
}

// -----

solver.program @p method "test" {
  // expected-error @+1 {{expects a body without arguments, found 1}}
  %s = solver.setup {
  ^bb0(%a: tensor<4xf32>):
    solver.yield %a : tensor<4xf32>
  } : tensor<4xf32>
}

// -----

solver.program @p method "test" {
  // expected-error @+1 {{expects a body without arguments, found 1}}
  solver.prologue {
  ^bb0(%a: tensor<4xf32>):
    solver.yield
  }
}

// -----

solver.program @p method "test" {
  // expected-error @+1 {{expects a body without arguments, found 1}}
  solver.epilogue {
  ^bb0(%a: tensor<4xf32>):
    solver.result "a" = %a : tensor<4xf32>
  }
}
