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

/// Sixteen brain floats, ties to even.
TARGET INLINE void store_brain_floats(uint16_t *target, __m512 value) {
#if FORMAT == 1
    _mm256_storeu_si256((__m256i *)target, (__m256i)_mm512_cvtneps_pbh(value));
#else
    const __m512i bits = (__m512i)value,
                  odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1)),
                  rounded = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
    _mm256_storeu_si256((__m256i *)target, _mm512_cvtepi32_epi16(_mm512_srli_epi32(rounded, 16)));
#endif
}

/// How a tile ends: with its sums as they are, or with what they are added to as 32-bit floats, as brain floats, or added to
/// what is there.
enum { RAW, FLOATS, BRAIN_FLOATS, ADDED, TILE_ENDINGS };

/// What makes outputs of sums.
typedef struct {
    /// What the sums are added to: rows of 32, `before_stride` floats apart; biases, the same for each row, or the slices before.
    const float *before;
    long before_stride;
    /// Bytes: the panel's scales and sums of weights.
    const float *scales, *weights;
    /// Bytes: the rows' scales and minima, `row_step` floats apart; no minima where the biases hold what they add.
    const float *row_scales, *row_minima;
    long row_step;
} tile_end;

/// Products of `rows` rows, `stride` units apart, with `vectors * 16` outputs of a panel, as rows `output_stride` bytes apart.
/// Meanwhile `lines` cache lines from `ahead` on are fetched every eight steps.
TARGET INLINE void tile(
    const int rows, const int vectors, const int ending, const unit *left, long stride, const unit *panel, int steps,
    const char *ahead, int lines, char *output, long output_stride, const tile_end *end) {
    __m512i sums[FOVEA_TILE_ROWS][2];
    ALL_UNROLLED
    for (int row = 0; row < rows; row++) {
        ALL_UNROLLED
        for (int v = 0; v < vectors; v++)
            sums[row][v] = ending == RAW || FORMAT == 2 ? _mm512_setzero_si512() : _mm512_loadu_si512(end->before + 16 * v);
    }
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
#if FORMAT == 2
    // Copied, for the compiler must think that an output may lie in them.
    const tile_end of = *end;
    const __m512 scales[2] = {_mm512_loadu_ps(of.scales), _mm512_loadu_ps(of.scales + 16)},
                 weights[2] = {_mm512_loadu_ps(of.weights), _mm512_loadu_ps(of.weights + 16)};
#endif
    ALL_UNROLLED
    for (int row = 0; row < rows; row++, output += output_stride) {
        ALL_UNROLLED
        for (int v = 0; v < vectors; v++) {
            if (ending == RAW) {
                _mm512_storeu_si512(output + 64 * v, sums[row][v]);
                continue;
            }
#if FORMAT == 2
            __m512 x = _mm512_loadu_ps(of.before + row * of.before_stride + 16 * v);
            const __m512 steps = _mm512_mul_ps(_mm512_cvtepi32_ps(sums[row][v]), scales[v]);
            x = _mm512_fmadd_ps(steps, _mm512_set1_ps(of.row_scales[row * of.row_step]), x);
            if (of.row_minima)
                x = _mm512_fmadd_ps(weights[v], _mm512_set1_ps(of.row_minima[row * of.row_step]), x);
#else
            __m512 x = (__m512)sums[row][v];
#endif
            if (ending == ADDED) x = _mm512_add_ps(x, _mm512_loadu_ps(output + 64 * v));
            if (ending == BRAIN_FLOATS) store_brain_floats((uint16_t *)output + 16 * v, x);
            else _mm512_storeu_ps(output + 64 * v, x);
        }
    }
}

typedef void tile_function(
    const unit *left, long stride, const unit *panel, int steps, const char *ahead, int lines, char *output,
    long output_stride, const tile_end *end);

#define DEFINE_TILE(ROWS, VECTORS, ENDING)                                                                        \
    TARGET static void tile_##ROWS##_##VECTORS##_##ENDING(                                                        \
        const unit *left, long stride, const unit *panel, int steps, const char *ahead, int lines, char *output,  \
        long output_stride, const tile_end *end) {                                                                \
        tile(ROWS, VECTORS, ENDING, left, stride, panel, steps, ahead, lines, output, output_stride, end);        \
    }
#define DEFINE_TILES(VECTORS, ENDING)                                                                             \
    DEFINE_TILE(1, VECTORS, ENDING) DEFINE_TILE(2, VECTORS, ENDING) DEFINE_TILE(3, VECTORS, ENDING)               \
    DEFINE_TILE(4, VECTORS, ENDING) DEFINE_TILE(5, VECTORS, ENDING) DEFINE_TILE(6, VECTORS, ENDING)               \
    DEFINE_TILE(7, VECTORS, ENDING) DEFINE_TILE(8, VECTORS, ENDING) DEFINE_TILE(9, VECTORS, ENDING)               \
    DEFINE_TILE(10, VECTORS, ENDING) DEFINE_TILE(11, VECTORS, ENDING) DEFINE_TILE(12, VECTORS, ENDING)            \
    DEFINE_TILE(13, VECTORS, ENDING) DEFINE_TILE(14, VECTORS, ENDING)
#define TILES(VECTORS, ENDING)                                                                                    \
    {                                                                                                             \
        tile_1_##VECTORS##_##ENDING, tile_2_##VECTORS##_##ENDING, tile_3_##VECTORS##_##ENDING,                    \
            tile_4_##VECTORS##_##ENDING, tile_5_##VECTORS##_##ENDING, tile_6_##VECTORS##_##ENDING,                \
            tile_7_##VECTORS##_##ENDING, tile_8_##VECTORS##_##ENDING, tile_9_##VECTORS##_##ENDING,                \
            tile_10_##VECTORS##_##ENDING, tile_11_##VECTORS##_##ENDING, tile_12_##VECTORS##_##ENDING,             \
            tile_13_##VECTORS##_##ENDING, tile_14_##VECTORS##_##ENDING                                            \
    }
#if FORMAT != 2
DEFINE_TILES(1, RAW)
DEFINE_TILES(2, RAW)
/// Tiles of attention: by vectors and rows, each less 1.
static tile_function *const raw_tiles[2][FOVEA_TILE_ROWS] = {TILES(1, RAW), TILES(2, RAW)};
#endif
DEFINE_TILES(2, FLOATS)
DEFINE_TILES(2, BRAIN_FLOATS)
DEFINE_TILES(2, ADDED)
/// Tiles of products: by ending and rows less 1.
static tile_function *const tiles[TILE_ENDINGS][FOVEA_TILE_ROWS] = {
    [FLOATS] = TILES(2, FLOATS), [BRAIN_FLOATS] = TILES(2, BRAIN_FLOATS), [ADDED] = TILES(2, ADDED)};
