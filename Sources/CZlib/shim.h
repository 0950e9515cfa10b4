// inflateInit2 is a macro; Swift needs a function.
#ifndef RISKCTL_CZLIB_SHIM_H
#define RISKCTL_CZLIB_SHIM_H
#include <zlib.h>

static inline int risk_inflate_init_gzip(z_streamp stream) {
  return inflateInit2(stream, 15 + 16);
}

// Without any frame, as zip archives hold it.
static inline int risk_inflate_init_raw(z_streamp stream) {
  return inflateInit2(stream, -15);
}

static inline int risk_deflate_init_gzip(z_streamp stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 9,
                      Z_DEFAULT_STRATEGY);
}
#endif
