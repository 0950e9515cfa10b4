// Finds marked bytes 64 at a time; Swift has no instruction that turns a
// comparison of many bytes into bits.
#ifndef RISKCTL_CBYTESCAN_H
#define RISKCTL_CBYTESCAN_H

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

// Bit i is set where p[i] is a, b or c; all of p[0..<64] must be readable.
static inline uint64_t risk_bytes_equal(const void *p, uint8_t a, uint8_t b,
                                        uint8_t c) {
#if defined(__SSE2__)
  const __m128i va = _mm_set1_epi8((char)a);
  const __m128i vb = _mm_set1_epi8((char)b);
  const __m128i vc = _mm_set1_epi8((char)c);
  uint64_t bits = 0;
  for (int part = 0; part < 4; part++) {
    const __m128i v = _mm_loadu_si128((const __m128i *)p + part);
    const __m128i hit =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb)),
                     _mm_cmpeq_epi8(v, vc));
    bits |= (uint64_t)(uint16_t)_mm_movemask_epi8(hit) << (16 * part);
  }
  return bits;
#elif defined(__ARM_NEON) && defined(__aarch64__)
  static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                      1, 2, 4, 8, 16, 32, 64, 128};
  const uint8x16_t w = vld1q_u8(weights);
  uint64_t bits = 0;
  for (int part = 0; part < 4; part++) {
    const uint8x16_t v = vld1q_u8((const uint8_t *)p + 16 * part);
    const uint8x16_t hit =
        vorrq_u8(vorrq_u8(vceqq_u8(v, vdupq_n_u8(a)), vceqq_u8(v, vdupq_n_u8(b))),
                 vceqq_u8(v, vdupq_n_u8(c)));
    const uint8x16_t m = vandq_u8(hit, w);
    const uint64_t low = vaddv_u8(vget_low_u8(m));
    const uint64_t high = vaddv_u8(vget_high_u8(m));
    bits |= (low | high << 8) << (16 * part);
  }
  return bits;
#else
  const uint8_t *bytes = (const uint8_t *)p;
  uint64_t bits = 0;
  for (int i = 0; i < 64; i++) {
    if (bytes[i] == a || bytes[i] == b || bytes[i] == c) bits |= 1ull << i;
  }
  return bits;
#endif
}

#endif
