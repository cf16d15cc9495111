#include "kernels.h"
#include "panels.h"
#include "vectors.h"

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

#if defined(__x86_64__)
#include <immintrin.h>
// One instruction each, where the builtins take three to be right about what is not a number.
#define SMALLER(a, b) ((lanes)_mm512_min_ps((__m512)(a), (__m512)(b)))
#define LARGER(a, b) ((lanes)_mm512_max_ps((__m512)(a), (__m512)(b)))
#define NAME avx512
#define TARGET AVX512
#include "formats_body.h"
#undef SMALLER
#undef LARGER
#undef NAME
#undef TARGET
#define SMALLER __builtin_elementwise_min
#define LARGER __builtin_elementwise_max
#define NAME avx2
#define TARGET AVX2
#include "formats_body.h"
#undef NAME
#undef TARGET
#define CHOOSE(FUNCTION, ...)                                            \
    switch (fovea_vectors()) {                                           \
        case VECTORS_AVX512: avx512##FUNCTION(__VA_ARGS__); return;      \
        case VECTORS_AVX2: avx2##FUNCTION(__VA_ARGS__); return;          \
        default: plain##FUNCTION(__VA_ARGS__);                           \
    }
#else
#define SMALLER __builtin_elementwise_min
#define LARGER __builtin_elementwise_max
#define CHOOSE(FUNCTION, ...) plain##FUNCTION(__VA_ARGS__);
#endif
#define NAME plain
#define TARGET
#include "formats_body.h"

void fovea_gelu(float *values, long count) { CHOOSE(_gelu_values, values, count) }

void fovea_convert_rows(const float *values, long stride, int count, long columns, const fovea_rows *output) {
    CHOOSE(_convert, values, stride, count, columns, output)
}

void fovea_quantize_slice(
    float *values, long width, int count, int is_activated, const fovea_rows *output, int first, int slice) {
    CHOOSE(_quantize_slice, values, width, count, is_activated, output, first, slice)
}

void fovea_normalize(
    const float *values, long stride, int count, long columns, const float *scale, const float *shift, float epsilon,
    const fovea_rows *output) {
    CHOOSE(_normalize, values, stride, count, columns, scale, shift, epsilon, output)
}

void fovea_finish_product(
    const int32_t *sums, long rows, long columns, const float *row_scales, const float *row_minima,
    const float *column_scales, const float *column_sums, const float *bias, int ending, float *output) {
    CHOOSE(_finish, sums, rows, columns, row_scales, row_minima, column_scales, column_sums, bias, ending, output)
}

int fovea_has_bfloat16(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512bf16") != 0;
#else
    return 0;
#endif
}

int fovea_has_int8(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512vnni") != 0;
#else
    return 0;
#endif
}
