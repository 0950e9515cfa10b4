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

// Bit i of a mask is set where p[i] is its byte.
typedef struct {
  uint64_t a, b, c;
} risk_byte_marks;

// Marks of three bytes; all of p[0..<64] must be readable.
static inline risk_byte_marks risk_bytes_equal(const void *p, uint8_t a,
                                               uint8_t b, uint8_t c) {
  risk_byte_marks marks = {0, 0, 0};
#if defined(__SSE2__)
  const __m128i va = _mm_set1_epi8((char)a);
  const __m128i vb = _mm_set1_epi8((char)b);
  const __m128i vc = _mm_set1_epi8((char)c);
  for (int part = 0; part < 4; part++) {
    const __m128i v = _mm_loadu_si128((const __m128i *)p + part);
    const int shift = 16 * part;
    marks.a |= (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, va))
               << shift;
    marks.b |= (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, vb))
               << shift;
    marks.c |= (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, vc))
               << shift;
  }
#elif defined(__ARM_NEON) && defined(__aarch64__)
  static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                      1, 2, 4, 8, 16, 32, 64, 128};
  const uint8x16_t w = vld1q_u8(weights);
  const uint8_t wanted[3] = {a, b, c};
  uint64_t bits[3] = {0, 0, 0};
  for (int part = 0; part < 4; part++) {
    const uint8x16_t v = vld1q_u8((const uint8_t *)p + 16 * part);
    for (int k = 0; k < 3; k++) {
      const uint8x16_t m = vandq_u8(vceqq_u8(v, vdupq_n_u8(wanted[k])), w);
      const uint64_t low = vaddv_u8(vget_low_u8(m));
      const uint64_t high = vaddv_u8(vget_high_u8(m));
      bits[k] |= (low | high << 8) << (16 * part);
    }
  }
  marks.a = bits[0];
  marks.b = bits[1];
  marks.c = bits[2];
#else
  const uint8_t *bytes = (const uint8_t *)p;
  for (int i = 0; i < 64; i++) {
    marks.a |= (uint64_t)(bytes[i] == a) << i;
    marks.b |= (uint64_t)(bytes[i] == b) << i;
    marks.c |= (uint64_t)(bytes[i] == c) << i;
  }
#endif
  return marks;
}

#endif
