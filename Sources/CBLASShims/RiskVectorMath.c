#include "RiskVectorMath.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// glibc's libmvec is opened at the first call for the reason OpenBLAS is: a
// command that never fits a model should not load it. Its names follow the
// x86-64 vector function ABI: _ZGV, d = AVX2, N = unmasked, 4 lanes, v = one
// vector argument.
#if defined(__x86_64__)
#include <dlfcn.h>
#include <immintrin.h>
#include <pthread.h>

typedef __m256d (*four_lanes)(__m256d);

static four_lanes vector_exp, vector_log;
static pthread_once_t opened = PTHREAD_ONCE_INIT;

static void open_libmvec(void) {
  if (!__builtin_cpu_supports("avx2")) return;
  void *library = dlopen("libmvec.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  vector_exp = (four_lanes)dlsym(library, "_ZGVdN4v_exp");
  vector_log = (four_lanes)dlsym(library, "_ZGVdN4v_log");
}

int risk_vector_math_open(void) {
  pthread_once(&opened, open_libmvec);
  return vector_exp && vector_log;
}

// The last one to three numbers go through the same kernel, filled up with
// ones: what an element becomes does not depend on where it stands.
__attribute__((target("avx2"))) static void
apply(four_lanes function, long count, double *x) {
  long i = 0;
  for (; i + 4 <= count; i += 4)
    _mm256_storeu_pd(x + i, function(_mm256_loadu_pd(x + i)));
  if (i == count) return;
  double rest[4] = {1, 1, 1, 1};
  memcpy(rest, x + i, (size_t)(count - i) * sizeof(double));
  _mm256_storeu_pd(rest, function(_mm256_loadu_pd(rest)));
  memcpy(x + i, rest, (size_t)(count - i) * sizeof(double));
}

#else
int risk_vector_math_open(void) { return 0; }
#endif

void risk_exp(long count, double *x, int vectorised) {
  if (vectorised) {
    if (!risk_vector_math_open()) abort();
#if defined(__x86_64__)
    apply(vector_exp, count, x);
#endif
    return;
  }
  for (long i = 0; i < count; i++) x[i] = exp(x[i]);
}

void risk_log(long count, double *x, int vectorised) {
  if (vectorised) {
    if (!risk_vector_math_open()) abort();
#if defined(__x86_64__)
    apply(vector_log, count, x);
#endif
    return;
  }
  for (long i = 0; i < count; i++) x[i] = log(x[i]);
}
