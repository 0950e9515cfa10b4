#include "RiskCells.h"

void risk_cells_look_up(long count, const uint16_t *restrict code,
                        const double *restrict table, double *restrict y) {
  for (long i = 0; i < count; i++) y[i] += table[code[i]];
}

void risk_cells_look_up_pair(long count, const uint16_t *restrict a,
                             const uint16_t *restrict b, long width,
                             const double *restrict table,
                             double *restrict y) {
  for (long i = 0; i < count; i++) y[i] += table[a[i] * width + b[i]];
}

void risk_cells_tally(long count, const uint16_t *restrict code,
                      const double *restrict w, double *restrict table) {
  for (long i = 0; i < count; i++) table[code[i]] += w[i];
}

void risk_cells_tally_pair(long count, const uint16_t *restrict a,
                           const uint16_t *restrict b, long width,
                           const double *restrict w, double *restrict table) {
  for (long i = 0; i < count; i++) table[a[i] * width + b[i]] += w[i];
}

// The same loops for AVX2 and for any processor: products and sums of one lane
// are exact to the last bit in both, so the choice changes no result.
#define ADD_ROWS                                                        \
  for (long i = 0; i < count; i++) {                                    \
    const double *restrict row = basis + code[i] * width;               \
    for (long j = 0; j < width; j++) sum[j] += w[i] * row[j];           \
  }

// Four partial sums: an order that vector registers can keep.
#define DOT_ROWS                                                        \
  for (long i = 0; i < count; i++) {                                    \
    const double *restrict row = basis + code[i] * width;               \
    double part[4] = {0, 0, 0, 0};                                      \
    long j = 0;                                                         \
    for (; j + 4 <= width; j += 4)                                      \
      for (long k = 0; k < 4; k++) part[k] += row[j + k] * a[j + k];    \
    for (; j < width; j++) part[0] += row[j] * a[j];                    \
    y[i] += (part[0] + part[1]) + (part[2] + part[3]);                  \
  }

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void
add_rows_avx2(long count, const uint16_t *restrict code, long width,
              const double *restrict basis, const double *restrict w,
              double *restrict sum) {
  ADD_ROWS
}

__attribute__((target("avx2"))) static void
dot_rows_avx2(long count, const uint16_t *restrict code, long width,
              const double *restrict basis, const double *restrict a,
              double *restrict y) {
  DOT_ROWS
}

static int has_avx2(void) { return __builtin_cpu_supports("avx2"); }
#endif

void risk_cells_add_rows(long count, const uint16_t *restrict code, long width,
                         const double *restrict basis,
                         const double *restrict w, double *restrict sum) {
#if defined(__x86_64__)
  if (has_avx2()) {
    add_rows_avx2(count, code, width, basis, w, sum);
    return;
  }
#endif
  ADD_ROWS
}

void risk_cells_dot_rows(long count, const uint16_t *restrict code, long width,
                         const double *restrict basis,
                         const double *restrict a, double *restrict y) {
#if defined(__x86_64__)
  if (has_avx2()) {
    dot_rows_avx2(count, code, width, basis, a, y);
    return;
  }
#endif
  DOT_ROWS
}
