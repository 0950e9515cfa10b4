// Loops over cells whose covariates are small integer codes.
// Provides no stable Swift API: RiskNumerics is the only importer.
#ifndef RISKCTL_RISKCELLS_H
#define RISKCTL_RISKCELLS_H

#include <stdint.h>

/// y[i] += table[code[i]].
void risk_cells_look_up(long count, const uint16_t *code, const double *table,
                        double *y);

/// y[i] += table[a[i] * width + b[i]].
void risk_cells_look_up_pair(long count, const uint16_t *a, const uint16_t *b,
                             long width, const double *table, double *y);

/// table[code[i]] += w[i].
void risk_cells_tally(long count, const uint16_t *code, const double *w,
                      double *table);

/// table[a[i] * width + b[i]] += w[i].
void risk_cells_tally_pair(long count, const uint16_t *a, const uint16_t *b,
                           long width, const double *w, double *table);

/// sum[j] += w[i] * basis[code[i] * width + j], j < width.
void risk_cells_add_rows(long count, const uint16_t *code, long width,
                         const double *basis, const double *w, double *sum);

/// y[i] += basis[code[i] * width ...] · a, a of `width` numbers.
void risk_cells_dot_rows(long count, const uint16_t *code, long width,
                         const double *basis, const double *a, double *y);

#endif
