// Products of a few rows with one panel, all sums in registers: up to 14 rows by two vectors leave four registers for a
// panel's step and an input. Written once; each format's file defines FORMAT, TARGET and NAME.
//
// A step is four bytes of a row and of each output's weights: one 32-bit float, two brain floats, or four bytes.

#include <immintrin.h>

#include "panels.h"

#define INLINE static inline __attribute__((always_inline))
#define JOIN_(a, b, c) a##b##c
#define JOIN(a, b, c) JOIN_(a, b, c)
#define ALL_UNROLLED _Pragma("clang loop unroll(full)")

enum { TILE_ROWS = 14 };

/// Four bytes of any format.
typedef int32_t __attribute__((may_alias)) unit;

TARGET INLINE __m512i multiply_add(__m512i sum, __m512i left, __m512i right) {
#if FORMAT == 0
    return (__m512i)_mm512_fmadd_ps((__m512)left, (__m512)right, (__m512)sum);
#elif FORMAT == 1
    return (__m512i)_mm512_dpbf16_ps((__m512)sum, (__m512bh)left, (__m512bh)right);
#else
    return _mm512_dpbusd_epi32(sum, left, right);
#endif
}

TARGET INLINE void tile_step(
    const int rows, const int vectors, const unit *left, long stride, const unit *panel, __m512i sums[][2]) {
    __m512i right[2];
    // Keeps the compiler from loading later steps early, for which there are no registers.
    __asm__ volatile("" ::: "memory");
    ALL_UNROLLED
    for (int v = 0; v < vectors; v++) right[v] = _mm512_loadu_si512(panel + 16 * v);
    ALL_UNROLLED
    for (int row = 0; row < rows; row++) {
        const __m512i value = _mm512_set1_epi32(left[row * stride]);
        ALL_UNROLLED
        for (int v = 0; v < vectors; v++) sums[row][v] = multiply_add(sums[row][v], value, right[v]);
    }
}

/// Sums of `rows` rows, `stride` units apart, with `vectors * 16` outputs of a panel, to rows of 32-bit sums. Meanwhile
/// `lines` cache lines from `ahead` on are fetched every eight steps.
TARGET INLINE void tile(
    const int rows, const int vectors, const unit *left, long stride, const unit *panel, int steps, const char *ahead,
    int lines, unit *output, long output_stride) {
    __m512i sums[TILE_ROWS][2];
    ALL_UNROLLED
    for (int row = 0; row < rows; row++) sums[row][0] = sums[row][1] = _mm512_setzero_si512();
    int step = 0;
    _Pragma("clang loop unroll(disable)")
    for (; step + 8 <= steps; step += 8) {
        for (int line = 0; line < lines; line++, ahead += 64) __builtin_prefetch(ahead, 0, 2);
        ALL_UNROLLED
        for (int s = 0; s < 8; s++) tile_step(rows, vectors, left + s, stride, panel + s * FOVEA_PANEL, sums);
        left += 8;
        panel += 8 * FOVEA_PANEL;
    }
    _Pragma("clang loop unroll(disable)")
    for (; step < steps; step++, left++, panel += FOVEA_PANEL) tile_step(rows, vectors, left, stride, panel, sums);
    ALL_UNROLLED
    for (int row = 0; row < rows; row++) {
        ALL_UNROLLED
        for (int v = 0; v < vectors; v++) _mm512_storeu_si512(output + row * output_stride + 16 * v, sums[row][v]);
    }
}

typedef void tile_function(
    const unit *left, long stride, const unit *panel, int steps, const char *ahead, int lines, unit *output,
    long output_stride);

#define DEFINE_TILE(ROWS, VECTORS)                                                                                \
    TARGET static void tile_##ROWS##_##VECTORS(                                                                   \
        const unit *left, long stride, const unit *panel, int steps, const char *ahead, int lines, unit *output,  \
        long output_stride) {                                                                                     \
        tile(ROWS, VECTORS, left, stride, panel, steps, ahead, lines, output, output_stride);                     \
    }
#define DEFINE_TILES(ROWS) DEFINE_TILE(ROWS, 1) DEFINE_TILE(ROWS, 2)
DEFINE_TILES(1) DEFINE_TILES(2) DEFINE_TILES(3) DEFINE_TILES(4) DEFINE_TILES(5) DEFINE_TILES(6) DEFINE_TILES(7)
DEFINE_TILES(8) DEFINE_TILES(9) DEFINE_TILES(10) DEFINE_TILES(11) DEFINE_TILES(12) DEFINE_TILES(13) DEFINE_TILES(14)

#define TILES(VECTORS)                                                                                             \
    {                                                                                                              \
        tile_1_##VECTORS, tile_2_##VECTORS, tile_3_##VECTORS, tile_4_##VECTORS, tile_5_##VECTORS,                  \
            tile_6_##VECTORS, tile_7_##VECTORS, tile_8_##VECTORS, tile_9_##VECTORS, tile_10_##VECTORS,             \
            tile_11_##VECTORS, tile_12_##VECTORS, tile_13_##VECTORS, tile_14_##VECTORS                             \
    }
/// By vectors and rows, each less 1.
static tile_function *const tiles[2][TILE_ROWS] = {TILES(1), TILES(2)};
