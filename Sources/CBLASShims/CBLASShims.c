#include "CBLASShims.h"

#include <cblas.h>
#include <lapacke.h>

void risk_blas_use_one_thread(void) { openblas_set_num_threads(1); }

const char *risk_blas_core_name(void) { return openblas_get_corename(); }

void risk_dgemv(int transpose, int rows, int columns, double alpha,
                const double *a, const double *x, double beta, double *y) {
  cblas_dgemv(CblasRowMajor, transpose ? CblasTrans : CblasNoTrans, rows,
              columns, alpha, a, columns, x, 1, beta, y, 1);
}

void risk_dsyrk_upper(int rows, int columns, double alpha, const double *a,
                      double beta, double *c) {
  cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, columns, rows, alpha, a,
              columns, beta, c, columns);
}

// A row-major upper triangle is a column-major lower one, so LAPACK gets 'L'
// and no copy is made.
int risk_dpotrf_upper(int n, double *a) {
  return (int)LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, 'L', n, a, n);
}

int risk_dpotrs_upper(int n, int right_hand_sides, const double *factor,
                      double *b) {
  return (int)LAPACKE_dpotrs_work(LAPACK_COL_MAJOR, 'L', n, right_hand_sides,
                                  factor, n, b, n);
}

int risk_dpotri_upper(int n, double *factor) {
  return (int)LAPACKE_dpotri_work(LAPACK_COL_MAJOR, 'L', n, factor, n);
}
