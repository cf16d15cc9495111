#ifndef FOVEA_KERNELS_H
#define FOVEA_KERNELS_H

#include <stdint.h>

#include "panels.h"

/// Runs `rounds` rounds of independent fused multiply-adds in registers alone, with the widest vectors of the processor
/// it runs on, and returns the floating-point operations done (two per multiply-add). `sink` keeps the result alive.
uint64_t fovea_fused_multiply_adds(uint64_t rounds, float *sink);

/// Multi-head self-attention of one sequence, between the qkv product and the output projection.
///
/// `qkv` holds `tokens` rows of q, k and v, each of `heads * head_width` floats, `stride` floats apart; `output` gets
/// `heads * head_width` floats a row. `class_rows` `[heads, tokens]` gets how the first token attended to each. `scratch` has `fovea_attention_scratch` floats.
void fovea_attention(
    const float *qkv, long stride, int tokens, int heads, int head_width, float *output, long output_stride,
    float *class_rows, float *scratch);

/// How many floats of scratch memory `fovea_attention` needs.
long fovea_attention_scratch(int tokens, int head_width);

/// What happens to a product before it is written.
enum { FOVEA_NONE, FOVEA_GELU, FOVEA_ADD };

/// The GELU of each value, in place, within 1e-4 of the erf-based one.
void fovea_gelu(float *values, long count);

/// Rows of 32-bit floats, `stride` floats apart, in the format of `output`.
void fovea_convert_rows(const float *values, long stride, int count, long columns, const fovea_rows *output);

/// The same, each row normalised first: `(x - mean) / sqrt(variance + epsilon) * scale + shift`.
void fovea_normalize(
    const float *values, long stride, int count, long columns, const float *scale, const float *shift, float epsilon,
    const fovea_rows *output);

/// The end of an 8-bit product of one slice: `sums * column scale * row scale + column's sum of weights * row minimum +
/// bias`, then GELU, or added to `output`. `row_minima` may be NULL.
void fovea_finish_product(
    const int32_t *sums, long rows, long columns, const float *row_scales, const float *row_minima,
    const float *column_scales, const float *column_sums, const float *bias, int ending, float *output);

/// Whether the processor multiplies brain floats, and bytes, by instructions of their own.
int fovea_has_bfloat16(void);
int fovea_has_int8(void);

#endif
