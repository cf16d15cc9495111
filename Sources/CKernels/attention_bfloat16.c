#include "kernels.h"
#include "vectors.h"

// Attention with products of brain floats, for processors that have instructions for them: pairs of channels, and of
// tokens, are multiplied and added in one step. Softmax stays in 32-bit floats.
#if defined(__x86_64__)
#include <immintrin.h>

#define ROWS 6
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,fma")))
#define NAME attention_bfloat16
#include "exp2_body.h"

/// The nearest brain float, ties to even.
static inline __attribute__((always_inline)) uint16_t rounded(float value) {
    union { float value; uint32_t bits; } number = {value};
    return (uint16_t)((number.bits + 0x7fff + ((number.bits >> 16) & 1)) >> 16);
}

TARGET static inline __attribute__((always_inline)) void products(
    const uint32_t *left, long left_stride, const uint32_t *right, long right_stride, int pairs, float *output,
    long output_stride, const int vectors) {
    __m512 sums[ROWS][4];
    for (int row = 0; row < ROWS; row++)
        for (int v = 0; v < vectors; v++) sums[row][v] = _mm512_setzero_ps();
    for (int pair = 0; pair < pairs; pair++) {
        __m512i value[4];
        for (int v = 0; v < vectors; v++) value[v] = _mm512_loadu_si512(right + pair * right_stride + 16 * v);
        for (int row = 0; row < ROWS; row++) {
            const __m512bh both = (__m512bh)_mm512_set1_epi32((int)left[row * left_stride + pair]);
            for (int v = 0; v < vectors; v++) sums[row][v] = _mm512_dpbf16_ps(sums[row][v], both, (__m512bh)value[v]);
        }
    }
    for (int row = 0; row < ROWS; row++)
        for (int v = 0; v < vectors; v++) _mm512_storeu_ps(output + row * output_stride + 16 * v, sums[row][v]);
}

TARGET static inline __attribute__((always_inline)) float powers(float *row, int tokens, int padded) {
    for (int t = tokens; t < padded; t++) row[t] = -__builtin_inff();
    lanes largest = (lanes){} - __builtin_inff(), sum = {};
    for (int t = 0; t < padded; t += 16) largest = __builtin_elementwise_max(largest, *(unaligned *)(row + t));
    const float maximum = _mm512_reduce_max_ps((__m512)largest);
    for (int t = 0; t < padded; t += 16) {
        const lanes power = JOIN(NAME, _exp2)(*(unaligned *)(row + t) - maximum);
        *(unaligned *)(row + t) = power;
        sum += power;
    }
    return _mm512_reduce_add_ps((__m512)sum);
}

TARGET void fovea_attention_bfloat16(
    const float *qkv, long stride, int tokens, int heads, int head_width, float *output, long output_stride,
    float *class_row, float *scratch) {
    const int channels = heads * head_width, width = (head_width + 15) / 16 * 16, padded = (tokens + 15) / 16 * 16;
    const float scale = 1.44269504088896341f / __builtin_sqrtf((float)head_width);
    uint32_t *keys = (uint32_t *)scratch, *values = keys + (long)width / 2 * padded,
             *query = values + (long)padded / 2 * width, *shares = query + ROWS * width / 2;
    float *scores = (float *)(shares + ROWS * padded / 2), *sums = scores + ROWS * padded;
    uint16_t *key_halves = (uint16_t *)keys, *value_halves = (uint16_t *)values, *query_halves = (uint16_t *)query,
             *share_halves = (uint16_t *)shares;
    if (class_row) for (int t = 0; t < tokens; t++) class_row[t] = 0;
    // Tokens and channels that are there only to fill vectors stay 0 for all heads.
    for (long i = 0; i < (long)width * padded; i++) keys[i] = 0;
    for (int i = 0; i < ROWS * width; i++) query_halves[i] = 0;
    for (int head = 0; head < heads; head++) {
        const float *q = qkv + head * head_width, *k = q + channels, *v = k + channels;
        for (int t = 0; t < tokens; t++) {
            for (int c = 0; c < head_width; c++)
                key_halves[((long)(c / 2) * padded + t) * 2 + c % 2] = rounded(k[t * stride + c]);
            for (int c = 0; c < head_width; c++)
                value_halves[((long)(t / 2) * width + c) * 2 + t % 2] = rounded(v[t * stride + c]);
        }
        for (int first = 0; first < tokens; first += ROWS) {
            const int rows = tokens - first < ROWS ? tokens - first : ROWS;
            for (int row = 0; row < rows; row++)
                for (int c = 0; c < head_width; c++)
                    query_halves[row * width + c] = rounded(q[(first + row) * stride + c] * scale);
            int column = 0;
            for (; column + 64 <= padded; column += 64)
                products(query, width / 2, keys + column, padded, width / 2, scores + column, padded, 4);
            for (; column < padded; column += 16)
                products(query, width / 2, keys + column, padded, width / 2, scores + column, padded, 1);
            float totals[ROWS];
            for (int row = 0; row < ROWS; row++) totals[row] = powers(scores + (long)row * padded, tokens, padded);
            if (class_row && first == 0)
                for (int t = 0; t < tokens; t++) class_row[t] += scores[t] / (totals[0] * heads);
            for (int i = 0; i < ROWS * padded; i++) share_halves[i] = rounded(scores[i]);
            column = 0;
            for (; column + 64 <= width; column += 64)
                products(shares, padded / 2, values + column, width, (tokens + 1) / 2, sums + column, width, 4);
            for (; column < width; column += 16)
                products(shares, padded / 2, values + column, width, (tokens + 1) / 2, sums + column, width, 1);
            for (int row = 0; row < rows; row++) {
                const float share = 1 / totals[row];
                float *target = output + (first + row) * output_stride + head * head_width;
                for (int c = 0; c < head_width; c++) target[c] = sums[row * width + c] * share;
            }
        }
    }
}
#else
void fovea_attention_bfloat16(
    const float *qkv, long stride, int tokens, int heads, int head_width, float *output, long output_stride,
    float *class_row, float *scratch) {
    fovea_attention(qkv, stride, tokens, heads, head_width, output, output_stride, class_row, scratch);
}
#endif
