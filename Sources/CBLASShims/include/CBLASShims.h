// The BLAS and LAPACK calls riskctl uses, under its own names.
// Provides no stable Swift API: RiskNumerics is the only importer.
// Matrices are row-major; symmetric ones keep their upper triangle.
#ifndef RISKCTL_CBLASSHIMS_H
#define RISKCTL_CBLASSHIMS_H

#include "RiskCells.h"
#include "RiskRows.h"
#include "RiskVectorMath.h"

/// Opens libopenblas.so.0 on one thread, once; 0 when it is not there. The
/// calls below need it to have answered 1.
int risk_blas_open(void);

/// The kernel that OpenBLAS chose for this machine, for example "Haswell";
/// NULL without OpenBLAS.
const char *risk_blas_core_name(void);

/// y := alpha * op(A) x + beta * y, A rows x columns.
void risk_dgemv(int transpose, int rows, int columns, double alpha,
                const double *a, const double *x, double beta, double *y);

/// C := alpha * A B + beta * C, A rows x inner, B inner x columns.
void risk_dgemm(int rows, int columns, int inner, double alpha,
                const double *a, const double *b, double beta, double *c);

/// C := C + A' B, A rows x m, B rows x n, C m x n.
void risk_dgemm_transposed(int rows, int m, int n, const double *a,
                           const double *b, double *c);

/// C := alpha * A' A + beta * C, A rows x columns, C columns x columns, upper.
void risk_dsyrk_upper(int rows, int columns, double alpha, const double *a,
                      double beta, double *c);

/// Cholesky factor of the upper triangle in place; LAPACK's info.
int risk_dpotrf_upper(int n, double *a);

/// Solves A x = b with the factor of risk_dpotrf_upper; LAPACK's info.
int risk_dpotrs_upper(int n, int right_hand_sides, const double *factor,
                      double *b);

/// Inverse of A from its factor, upper triangle in place; LAPACK's info.
int risk_dpotri_upper(int n, double *factor);

#endif
