#ifndef RISKCTL_CZSTD_SHIM_H
#define RISKCTL_CZSTD_SHIM_H
#include <zstd.h>
#include <zstd_errors.h>
#endif
