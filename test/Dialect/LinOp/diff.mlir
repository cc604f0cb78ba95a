// RUN: proxc-opt %s -check-run | FileCheck %s

// Differences: closed norms are exact for every scheme, boundary and extent.

// CHECK-LABEL: func.func @one_axis
func.func @one_axis() {
  %0 = linop.diff axis 0 spacing 1.0 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_adjoint %0 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_norm_bound %0 within 1.0e-2 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_answers %0 diagonal "none" gram "dct [0]" : !linop.op<1x2xf64 -> 1x2xf64>
  %1 = linop.diff axis 0 spacing 1.0 : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_norm_bound %1 within 1.0e-2 : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_answers %1 diagonal "none" gram "dct [0]" : !linop.op<2x2xf64 -> 2x2xf64>
  %2 = linop.diff axis 0 spacing 1.0 : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_norm_bound %2 within 1.0e-2 : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_answers %2 diagonal "none" gram "dct [0]" : !linop.op<3x2xf64 -> 3x2xf64>
  %3 = linop.diff axis 0 spacing 1.0 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_adjoint %3 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_norm_bound %3 within 1.0e-2 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_answers %3 diagonal "none" gram "dct [0]" : !linop.op<4x2xf64 -> 4x2xf64>
  %4 = linop.diff axis 0 spacing 1.0 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_adjoint %4 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_norm_bound %4 within 1.0e-2 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_answers %4 diagonal "none" gram "dct [0]" : !linop.op<5x2xf64 -> 5x2xf64>
  %5 = linop.diff axis 0 spacing 1.0 : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_norm_bound %5 within 1.0e-2 : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_answers %5 diagonal "none" gram "dct [0]" : !linop.op<6x2xf64 -> 6x2xf64>
  %6 = linop.diff axis 0 spacing 1.0 : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_norm_bound %6 within 1.0e-2 : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_answers %6 diagonal "none" gram "dct [0]" : !linop.op<7x2xf64 -> 7x2xf64>
  %7 = linop.diff axis 0 spacing 1.0 {boundary = #linop.boundary<periodic>} : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_adjoint %7 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_norm_bound %7 within 1.0e-2 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_answers %7 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<1x2xf64 -> 1x2xf64>
  %8 = linop.diff axis 0 spacing 1.0 {boundary = #linop.boundary<periodic>} : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_norm_bound %8 within 1.0e-2 : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_answers %8 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<2x2xf64 -> 2x2xf64>
  %9 = linop.diff axis 0 spacing 1.0 {boundary = #linop.boundary<periodic>} : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_norm_bound %9 within 1.0e-2 : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_answers %9 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<3x2xf64 -> 3x2xf64>
  %10 = linop.diff axis 0 spacing 1.0 {boundary = #linop.boundary<periodic>} : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_adjoint %10 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_norm_bound %10 within 1.0e-2 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_answers %10 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<4x2xf64 -> 4x2xf64>
  %11 = linop.diff axis 0 spacing 1.0 {boundary = #linop.boundary<periodic>} : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_adjoint %11 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_norm_bound %11 within 1.0e-2 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_answers %11 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<5x2xf64 -> 5x2xf64>
  %12 = linop.diff axis 0 spacing 1.0 {boundary = #linop.boundary<periodic>} : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_norm_bound %12 within 1.0e-2 : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_answers %12 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<6x2xf64 -> 6x2xf64>
  %13 = linop.diff axis 0 spacing 1.0 {boundary = #linop.boundary<periodic>} : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_norm_bound %13 within 1.0e-2 : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_answers %13 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<7x2xf64 -> 7x2xf64>
  %14 = linop.diff axis 0 spacing 1.0 {boundary = #linop.boundary<zero>} : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_adjoint %14 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_norm_bound %14 within 1.0e-2 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_answers %14 diagonal "none" gram "none" : !linop.op<1x2xf64 -> 1x2xf64>
  %15 = linop.diff axis 0 spacing 1.0 {boundary = #linop.boundary<zero>} : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_norm_bound %15 within 1.0e-2 : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_answers %15 diagonal "none" gram "none" : !linop.op<2x2xf64 -> 2x2xf64>
  %16 = linop.diff axis 0 spacing 1.0 {boundary = #linop.boundary<zero>} : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_norm_bound %16 within 1.0e-2 : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_answers %16 diagonal "none" gram "none" : !linop.op<3x2xf64 -> 3x2xf64>
  %17 = linop.diff axis 0 spacing 1.0 {boundary = #linop.boundary<zero>} : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_adjoint %17 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_norm_bound %17 within 1.0e-2 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_answers %17 diagonal "none" gram "none" : !linop.op<4x2xf64 -> 4x2xf64>
  %18 = linop.diff axis 0 spacing 1.0 {boundary = #linop.boundary<zero>} : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_adjoint %18 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_norm_bound %18 within 1.0e-2 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_answers %18 diagonal "none" gram "none" : !linop.op<5x2xf64 -> 5x2xf64>
  %19 = linop.diff axis 0 spacing 1.0 {boundary = #linop.boundary<zero>} : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_norm_bound %19 within 1.0e-2 : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_answers %19 diagonal "none" gram "none" : !linop.op<6x2xf64 -> 6x2xf64>
  %20 = linop.diff axis 0 spacing 1.0 {boundary = #linop.boundary<zero>} : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_norm_bound %20 within 1.0e-2 : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_answers %20 diagonal "none" gram "none" : !linop.op<7x2xf64 -> 7x2xf64>
  %21 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>} : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_adjoint %21 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_norm_bound %21 within 1.0e-2 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_answers %21 diagonal "none" gram "dct [0]" : !linop.op<1x2xf64 -> 1x2xf64>
  %22 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>} : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_norm_bound %22 within 1.0e-2 : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_answers %22 diagonal "none" gram "dct [0]" : !linop.op<2x2xf64 -> 2x2xf64>
  %23 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>} : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_norm_bound %23 within 1.0e-2 : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_answers %23 diagonal "none" gram "dct [0]" : !linop.op<3x2xf64 -> 3x2xf64>
  %24 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>} : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_adjoint %24 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_norm_bound %24 within 1.0e-2 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_answers %24 diagonal "none" gram "dct [0]" : !linop.op<4x2xf64 -> 4x2xf64>
  %25 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>} : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_adjoint %25 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_norm_bound %25 within 1.0e-2 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_answers %25 diagonal "none" gram "dct [0]" : !linop.op<5x2xf64 -> 5x2xf64>
  %26 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>} : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_norm_bound %26 within 1.0e-2 : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_answers %26 diagonal "none" gram "dct [0]" : !linop.op<6x2xf64 -> 6x2xf64>
  %27 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>} : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_norm_bound %27 within 1.0e-2 : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_answers %27 diagonal "none" gram "dct [0]" : !linop.op<7x2xf64 -> 7x2xf64>
  %28 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>, boundary = #linop.boundary<periodic>} : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_adjoint %28 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_norm_bound %28 within 1.0e-2 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_answers %28 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<1x2xf64 -> 1x2xf64>
  %29 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>, boundary = #linop.boundary<periodic>} : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_norm_bound %29 within 1.0e-2 : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_answers %29 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<2x2xf64 -> 2x2xf64>
  %30 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>, boundary = #linop.boundary<periodic>} : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_norm_bound %30 within 1.0e-2 : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_answers %30 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<3x2xf64 -> 3x2xf64>
  %31 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>, boundary = #linop.boundary<periodic>} : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_adjoint %31 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_norm_bound %31 within 1.0e-2 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_answers %31 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<4x2xf64 -> 4x2xf64>
  %32 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>, boundary = #linop.boundary<periodic>} : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_adjoint %32 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_norm_bound %32 within 1.0e-2 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_answers %32 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<5x2xf64 -> 5x2xf64>
  %33 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>, boundary = #linop.boundary<periodic>} : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_norm_bound %33 within 1.0e-2 : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_answers %33 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<6x2xf64 -> 6x2xf64>
  %34 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>, boundary = #linop.boundary<periodic>} : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_norm_bound %34 within 1.0e-2 : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_answers %34 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<7x2xf64 -> 7x2xf64>
  %35 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>, boundary = #linop.boundary<zero>} : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_adjoint %35 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_norm_bound %35 within 1.0e-2 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_answers %35 diagonal "none" gram "none" : !linop.op<1x2xf64 -> 1x2xf64>
  %36 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>, boundary = #linop.boundary<zero>} : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_norm_bound %36 within 1.0e-2 : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_answers %36 diagonal "none" gram "none" : !linop.op<2x2xf64 -> 2x2xf64>
  %37 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>, boundary = #linop.boundary<zero>} : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_norm_bound %37 within 1.0e-2 : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_answers %37 diagonal "none" gram "none" : !linop.op<3x2xf64 -> 3x2xf64>
  %38 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>, boundary = #linop.boundary<zero>} : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_adjoint %38 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_norm_bound %38 within 1.0e-2 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_answers %38 diagonal "none" gram "none" : !linop.op<4x2xf64 -> 4x2xf64>
  %39 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>, boundary = #linop.boundary<zero>} : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_adjoint %39 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_norm_bound %39 within 1.0e-2 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_answers %39 diagonal "none" gram "none" : !linop.op<5x2xf64 -> 5x2xf64>
  %40 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>, boundary = #linop.boundary<zero>} : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_norm_bound %40 within 1.0e-2 : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_answers %40 diagonal "none" gram "none" : !linop.op<6x2xf64 -> 6x2xf64>
  %41 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<backward>, boundary = #linop.boundary<zero>} : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_norm_bound %41 within 1.0e-2 : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_answers %41 diagonal "none" gram "none" : !linop.op<7x2xf64 -> 7x2xf64>
  %42 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>} : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_adjoint %42 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_norm_bound %42 within 1.0e-2 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_answers %42 diagonal "none" gram "dct [0]" : !linop.op<1x2xf64 -> 1x2xf64>
  %43 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>} : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_norm_bound %43 within 1.0e-2 : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_answers %43 diagonal "none" gram "dct [0]" : !linop.op<2x2xf64 -> 2x2xf64>
  %44 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>} : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_norm_bound %44 within 1.0e-2 : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_answers %44 diagonal "none" gram "dct [0]" : !linop.op<3x2xf64 -> 3x2xf64>
  %45 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>} : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_adjoint %45 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_norm_bound %45 within 1.0e-2 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_answers %45 diagonal "none" gram "dct [0]" : !linop.op<4x2xf64 -> 4x2xf64>
  %46 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>} : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_adjoint %46 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_norm_bound %46 within 1.0e-2 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_answers %46 diagonal "none" gram "dct [0]" : !linop.op<5x2xf64 -> 5x2xf64>
  %47 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>} : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_norm_bound %47 within 1.0e-2 : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_answers %47 diagonal "none" gram "dct [0]" : !linop.op<6x2xf64 -> 6x2xf64>
  %48 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>} : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_norm_bound %48 within 1.0e-2 : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_answers %48 diagonal "none" gram "dct [0]" : !linop.op<7x2xf64 -> 7x2xf64>
  %49 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>, boundary = #linop.boundary<periodic>} : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_adjoint %49 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_norm_bound %49 within 1.0e-2 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_answers %49 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<1x2xf64 -> 1x2xf64>
  %50 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>, boundary = #linop.boundary<periodic>} : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_norm_bound %50 within 1.0e-2 : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_answers %50 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<2x2xf64 -> 2x2xf64>
  %51 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>, boundary = #linop.boundary<periodic>} : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_norm_bound %51 within 1.0e-2 : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_answers %51 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<3x2xf64 -> 3x2xf64>
  %52 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>, boundary = #linop.boundary<periodic>} : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_adjoint %52 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_norm_bound %52 within 1.0e-2 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_answers %52 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<4x2xf64 -> 4x2xf64>
  %53 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>, boundary = #linop.boundary<periodic>} : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_adjoint %53 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_norm_bound %53 within 1.0e-2 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_answers %53 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<5x2xf64 -> 5x2xf64>
  %54 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>, boundary = #linop.boundary<periodic>} : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_norm_bound %54 within 1.0e-2 : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_answers %54 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<6x2xf64 -> 6x2xf64>
  %55 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>, boundary = #linop.boundary<periodic>} : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_norm_bound %55 within 1.0e-2 : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_answers %55 diagonal "fourier [0]" gram "fourier [0]" : !linop.op<7x2xf64 -> 7x2xf64>
  %56 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>, boundary = #linop.boundary<zero>} : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_adjoint %56 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_norm_bound %56 within 1.0e-2 : !linop.op<1x2xf64 -> 1x2xf64>
  check.expect_answers %56 diagonal "none" gram "none" : !linop.op<1x2xf64 -> 1x2xf64>
  %57 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>, boundary = #linop.boundary<zero>} : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_norm_bound %57 within 1.0e-2 : !linop.op<2x2xf64 -> 2x2xf64>
  check.expect_answers %57 diagonal "none" gram "none" : !linop.op<2x2xf64 -> 2x2xf64>
  %58 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>, boundary = #linop.boundary<zero>} : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_norm_bound %58 within 1.0e-2 : !linop.op<3x2xf64 -> 3x2xf64>
  check.expect_answers %58 diagonal "none" gram "none" : !linop.op<3x2xf64 -> 3x2xf64>
  %59 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>, boundary = #linop.boundary<zero>} : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_adjoint %59 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_norm_bound %59 within 1.0e-2 : !linop.op<4x2xf64 -> 4x2xf64>
  check.expect_answers %59 diagonal "none" gram "none" : !linop.op<4x2xf64 -> 4x2xf64>
  %60 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>, boundary = #linop.boundary<zero>} : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_adjoint %60 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_norm_bound %60 within 1.0e-2 : !linop.op<5x2xf64 -> 5x2xf64>
  check.expect_answers %60 diagonal "none" gram "none" : !linop.op<5x2xf64 -> 5x2xf64>
  %61 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>, boundary = #linop.boundary<zero>} : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_norm_bound %61 within 1.0e-2 : !linop.op<6x2xf64 -> 6x2xf64>
  check.expect_answers %61 diagonal "none" gram "none" : !linop.op<6x2xf64 -> 6x2xf64>
  %62 = linop.diff axis 0 spacing 1.0 {scheme = #linop.scheme<central>, boundary = #linop.boundary<zero>} : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_norm_bound %62 within 1.0e-2 : !linop.op<7x2xf64 -> 7x2xf64>
  check.expect_answers %62 diagonal "none" gram "none" : !linop.op<7x2xf64 -> 7x2xf64>
  return
}

// CHECK-LABEL: func.func @gradients
func.func @gradients() {
  %0 = linop.grad axes [0, 1] spacing [1.0, 1.0] : !linop.op<5x7xf32 -> 2x5x7xf32>
  check.expect_adjoint %0 : !linop.op<5x7xf32 -> 2x5x7xf32>
  check.expect_norm_bound %0 within 1.0e-2 : !linop.op<5x7xf32 -> 2x5x7xf32>
  check.expect_answers %0 diagonal "none" gram "dct [0, 1]" : !linop.op<5x7xf32 -> 2x5x7xf32>
  %1 = linop.grad axes [1, 0] spacing [0.5, 2.0] {scheme = #linop.scheme<backward>} : !linop.op<4x7xcomplex<f32> -> 2x4x7xcomplex<f32>>
  check.expect_adjoint %1 : !linop.op<4x7xcomplex<f32> -> 2x4x7xcomplex<f32>>
  check.expect_norm_bound %1 within 1.0e-2 : !linop.op<4x7xcomplex<f32> -> 2x4x7xcomplex<f32>>
  check.expect_answers %1 diagonal "none" gram "dct [0, 1]" : !linop.op<4x7xcomplex<f32> -> 2x4x7xcomplex<f32>>
  %2 = linop.grad axes [0, 2] spacing [1.0, 3.0] {scheme = #linop.scheme<central>} : !linop.op<3x2x6xf64 -> 2x3x2x6xf64>
  check.expect_adjoint %2 : !linop.op<3x2x6xf64 -> 2x3x2x6xf64>
  check.expect_norm_bound %2 within 1.0e-2 : !linop.op<3x2x6xf64 -> 2x3x2x6xf64>
  check.expect_answers %2 diagonal "none" gram "dct [0, 2]" : !linop.op<3x2x6xf64 -> 2x3x2x6xf64>
  %3 = linop.grad axes [1] spacing [1.0] {boundary = #linop.boundary<periodic>} : !linop.op<3x4xcomplex<f64> -> 1x3x4xcomplex<f64>>
  check.expect_adjoint %3 : !linop.op<3x4xcomplex<f64> -> 1x3x4xcomplex<f64>>
  check.expect_norm_bound %3 within 1.0e-2 : !linop.op<3x4xcomplex<f64> -> 1x3x4xcomplex<f64>>
  check.expect_answers %3 diagonal "none" gram "fourier [1]" : !linop.op<3x4xcomplex<f64> -> 1x3x4xcomplex<f64>>
  %4 = linop.grad axes [0, 1] spacing [1.0, -2.0] {scheme = #linop.scheme<central>, boundary = #linop.boundary<periodic>} : !linop.op<7x4xf32 -> 2x7x4xf32>
  check.expect_adjoint %4 : !linop.op<7x4xf32 -> 2x7x4xf32>
  check.expect_norm_bound %4 within 1.0e-2 : !linop.op<7x4xf32 -> 2x7x4xf32>
  check.expect_answers %4 diagonal "none" gram "fourier [0, 1]" : !linop.op<7x4xf32 -> 2x7x4xf32>
  %5 = linop.grad axes [0, 1, 2] spacing [1.0, 2.0, 3.0] {boundary = #linop.boundary<zero>} : !linop.op<3x1x5xf32 -> 3x3x1x5xf32>
  check.expect_adjoint %5 : !linop.op<3x1x5xf32 -> 3x3x1x5xf32>
  check.expect_norm_bound %5 within 1.0e-2 : !linop.op<3x1x5xf32 -> 3x3x1x5xf32>
  check.expect_answers %5 diagonal "none" gram "none" : !linop.op<3x1x5xf32 -> 3x3x1x5xf32>
  %6 = linop.grad axes [0] spacing [0.25] {scheme = #linop.scheme<backward>, boundary = #linop.boundary<zero>} : !linop.op<1xf32 -> 1x1xf32>
  check.expect_adjoint %6 : !linop.op<1xf32 -> 1x1xf32>
  check.expect_norm_bound %6 within 1.0e-2 : !linop.op<1xf32 -> 1x1xf32>
  check.expect_answers %6 diagonal "none" gram "none" : !linop.op<1xf32 -> 1x1xf32>
  return
}
