#include "CBLASShims.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

// OpenBLAS is opened at the first call and not linked: loading and starting it
// takes as long as everything else that `riskctl --help` does, and commands
// that never touch a matrix should not pay for it. Debian's libopenblas.so.0
// carries LAPACK's Cholesky routines beside BLAS. The integer constants are
// those of the CBLAS standard.
enum { ROW_MAJOR = 101, NO_TRANSPOSE = 111, TRANSPOSE = 112, UPPER = 121 };

typedef void (*dgemv_function)(int, int, int, int, double, const double *, int,
                               const double *, int, double, double *, int);
typedef void (*dgemm_function)(int, int, int, int, int, int, double,
                               const double *, int, const double *, int,
                               double, double *, int);
typedef void (*dsyrk_function)(int, int, int, int, int, double, const double *,
                               int, double, double *, int);
typedef void (*dpotrf_function)(const char *, const int *, double *,
                                const int *, int *, size_t);
typedef void (*dpotrs_function)(const char *, const int *, const int *,
                                const double *, const int *, double *,
                                const int *, int *, size_t);
typedef void (*set_threads_function)(int);
typedef char *(*core_name_function)(void);

static struct {
  dgemv_function dgemv;
  dgemm_function dgemm;
  dsyrk_function dsyrk;
  dpotrf_function dpotrf, dpotri;
  dpotrs_function dpotrs;
  core_name_function core_name;
  int is_open;
} blas;

static pthread_once_t opened = PTHREAD_ONCE_INIT;

static void open_blas(void) {
  void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  blas.dgemv = (dgemv_function)dlsym(library, "cblas_dgemv");
  blas.dgemm = (dgemm_function)dlsym(library, "cblas_dgemm");
  blas.dsyrk = (dsyrk_function)dlsym(library, "cblas_dsyrk");
  blas.dpotrf = (dpotrf_function)dlsym(library, "dpotrf_");
  blas.dpotri = (dpotrf_function)dlsym(library, "dpotri_");
  blas.dpotrs = (dpotrs_function)dlsym(library, "dpotrs_");
  blas.core_name =
      (core_name_function)dlsym(library, "openblas_get_corename");
  set_threads_function set_threads =
      (set_threads_function)dlsym(library, "openblas_set_num_threads");
  if (!blas.dgemv || !blas.dgemm || !blas.dsyrk || !blas.dpotrf ||
      !blas.dpotri || !blas.dpotrs || !blas.core_name || !set_threads)
    return;
  // One thread: sums keep their order and so their bits.
  set_threads(1);
  blas.is_open = 1;
}

int risk_blas_open(void) {
  pthread_once(&opened, open_blas);
  return blas.is_open;
}

const char *risk_blas_core_name(void) {
  return risk_blas_open() ? blas.core_name() : NULL;
}

void risk_dgemv(int transpose, int rows, int columns, double alpha,
                const double *a, const double *x, double beta, double *y) {
  if (!risk_blas_open()) abort();
  blas.dgemv(ROW_MAJOR, transpose ? TRANSPOSE : NO_TRANSPOSE, rows, columns,
             alpha, a, columns, x, 1, beta, y, 1);
}

void risk_dgemm(int rows, int columns, int inner, double alpha,
                const double *a, const double *b, double beta, double *c) {
  if (!risk_blas_open()) abort();
  blas.dgemm(ROW_MAJOR, NO_TRANSPOSE, NO_TRANSPOSE, rows, columns, inner,
             alpha, a, inner, b, columns, beta, c, columns);
}

void risk_dgemm_transposed(int rows, int m, int n, const double *a,
                           const double *b, double *c) {
  if (!risk_blas_open()) abort();
  blas.dgemm(ROW_MAJOR, TRANSPOSE, NO_TRANSPOSE, m, n, rows, 1, a, m, b, n, 1,
             c, n);
}

void risk_dsyrk_upper(int rows, int columns, double alpha, const double *a,
                      double beta, double *c) {
  if (!risk_blas_open()) abort();
  blas.dsyrk(ROW_MAJOR, UPPER, TRANSPOSE, columns, rows, alpha, a, columns,
             beta, c, columns);
}

// A row-major upper triangle is a column-major lower one, so LAPACK gets 'L'
// and no copy is made.
int risk_dpotrf_upper(int n, double *a) {
  if (!risk_blas_open()) abort();
  int info = 0;
  blas.dpotrf("L", &n, a, &n, &info, 1);
  return info;
}

int risk_dpotrs_upper(int n, int right_hand_sides, const double *factor,
                      double *b) {
  if (!risk_blas_open()) abort();
  int info = 0;
  blas.dpotrs("L", &n, &right_hand_sides, factor, &n, b, &n, &info, 1);
  return info;
}

int risk_dpotri_upper(int n, double *factor) {
  if (!risk_blas_open()) abort();
  int info = 0;
  blas.dpotri("L", &n, factor, &n, &info, 1);
  return info;
}
