#include "kernels.h"
#include "vectors.h"

// For processors without AVX-512, and for heads whose width fills no panel.
// Six rows by four vectors of sums.
#define ROWS 6
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

#if defined(__x86_64__)
#define NAME attention_avx2
#define TARGET AVX2
#include "exp2_body.h"
#include "attention_body.h"
#undef NAME
#undef TARGET
#endif
#define NAME attention_plain
#define TARGET
#include "exp2_body.h"
#include "attention_body.h"

long fovea_attention_scratch(int tokens, int head_width) {
    const long width = (head_width + 15) / 16 * 16, padded = (tokens + 15) / 16 * 16;
    return 2 * width * padded + 2 * ROWS * width + ROWS * padded;
}

void fovea_attention(
    const float *qkv, long stride, int tokens, int heads, int head_width, float *output, long output_stride,
    float *class_rows, float *scratch) {
#if defined(__x86_64__)
    if (fovea_vectors() != VECTORS_PLAIN) {
        attention_avx2(qkv, stride, tokens, heads, head_width, output, output_stride, class_rows, scratch);
        return;
    }
#endif
    attention_plain(qkv, stride, tokens, heads, head_width, output, output_stride, class_rows, scratch);
}
