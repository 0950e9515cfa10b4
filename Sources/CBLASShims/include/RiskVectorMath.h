// Exponential and logarithm over arrays, under riskctl's own names.
// Provides no stable Swift API: RiskNumerics is the only importer.
#ifndef RISKCTL_RISKVECTORMATH_H
#define RISKCTL_RISKVECTORMATH_H

/// 1 where the four-lane kernels can run: an AVX2 processor and libmvec.so.1.
int risk_vector_math_open(void);

/// x[i] := exp(x[i]); four lanes at a time when `vectorised`, which needs
/// risk_vector_math_open() to have answered 1, else libm's scalar function.
void risk_exp(long count, double *x, int vectorised);

/// x[i] := log(x[i]), in the same two ways.
void risk_log(long count, double *x, int vectorised);

#endif
