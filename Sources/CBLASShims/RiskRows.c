#include "RiskRows.h"

#include <math.h>

// The same loops for AVX2 and for any processor: subtraction, product and root
// are exact to the last bit in both, so the choice changes no result.
#define STANDARDIZE                                                     \
  for (long k = 0; k < count; k++) {                                    \
    const double *restrict from = x + k * stride * columns;             \
    double *restrict to = z + k * (skip + columns);                     \
    for (long j = 0; j < skip; j++) to[j] = 1;                          \
    to += skip;                                                         \
    for (long j = 0; j < columns; j++)                                  \
      to[j] = (from[j] - center[j]) * factor[j];                        \
  }

#define SCALE                                                           \
  for (long k = 0; k < count; k++) {                                    \
    const double root = sqrt(w[k]);                                     \
    double *restrict row = z + k * columns;                             \
    for (long j = 0; j < columns; j++) row[j] *= root;                  \
  }

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void
standardize_avx2(long count, long columns, long stride, long skip,
                 const double *restrict x, const double *restrict center,
                 const double *restrict factor, double *restrict z) {
  STANDARDIZE
}

__attribute__((target("avx2"))) static void
scale_avx2(long count, long columns, const double *restrict w,
           double *restrict z) {
  SCALE
}

static int has_avx2(void) { return __builtin_cpu_supports("avx2"); }
#endif

void risk_standardize_rows(long count, long columns, long stride, long skip,
                           const double *restrict x,
                           const double *restrict center,
                           const double *restrict factor, double *restrict z) {
#if defined(__x86_64__)
  if (has_avx2()) {
    standardize_avx2(count, columns, stride, skip, x, center, factor, z);
    return;
  }
#endif
  STANDARDIZE
}

void risk_scale_rows(long count, long columns, const double *restrict w,
                     double *restrict z) {
#if defined(__x86_64__)
  if (has_avx2()) {
    scale_avx2(count, columns, w, z);
    return;
  }
#endif
  SCALE
}
