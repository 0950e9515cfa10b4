// Loops over rows of a table that the regressions run at every pass.
// Provides no stable Swift API: RiskNumerics is the only importer.
#ifndef RISKCTL_RISKROWS_H
#define RISKCTL_RISKROWS_H

/// z[k][skip + j] := (x[k * stride][j] - center[j]) * factor[j] for count rows
/// of `columns` numbers, rows of z being skip + columns long and beginning
/// with `skip` ones.
void risk_standardize_rows(long count, long columns, long stride, long skip,
                           const double *x, const double *center,
                           const double *factor, double *z);

/// z[k][j] := z[k][j] * sqrt(w[k]) for count rows of `columns` numbers.
void risk_scale_rows(long count, long columns, const double *w, double *z);

#endif
