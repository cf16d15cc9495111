#include "CPixels.h"

#include <string.h>

#if defined(__x86_64__)
#define FOR_EACH_CPU __attribute__((target_clones("avx512f,avx2,default")))
#else
#define FOR_EACH_CPU
#endif

static inline uint8_t clip(int32_t sum) {
    int32_t value = sum >> PIXELS_PRECISION;
    return value < 0 ? 0 : value > 255 ? 255 : value;
}

void pixels_place(const uint8_t *row, size_t width, uint8_t *destination, ptrdiff_t step) {
    for (size_t i = 0; i < width; i++, row += 3, destination += step) {
        destination[0] = row[0];
        destination[1] = row[1];
        destination[2] = row[2];
    }
}

void pixels_gather(uint8_t *row, size_t width, const uint8_t *source, ptrdiff_t step) {
    for (size_t i = 0; i < width; i++, row += 3, source += step) {
        row[0] = source[0];
        row[1] = source[1];
        row[2] = source[2];
    }
}

void pixels_from_inverted_cmyk(const uint8_t *cmyk, size_t width, uint8_t *rgb) {
    for (size_t i = 0; i < width; i++, cmyk += 4, rgb += 3) {
        int light = cmyk[3];
        for (int channel = 0; channel < 3; channel++) {
            int product = (255 - cmyk[channel]) * light + 128;
            int dark = ((product >> 8) + product) >> 8;
            rgb[channel] = light < dark ? 0 : light - dark;
        }
    }
}

typedef uint8_t byte4 __attribute__((vector_size(4)));
typedef int32_t int4 __attribute__((vector_size(16)));

FOR_EACH_CPU
void pixels_resample_row(const uint8_t *row, uint8_t *out, size_t width, const int32_t *firsts, const int32_t *counts,
                         const int32_t *coefficients, size_t taps, size_t first, int32_t origin) {
    coefficients += first * taps;
    for (size_t i = first; i < first + width; i++, out += 3, coefficients += taps) {
        const uint8_t *pixel = row + 3 * (ptrdiff_t)(firsts[i] - origin);
        int32_t half = 1 << (PIXELS_PRECISION - 1);
        int4 sum = {half, half, half, half};
        for (int32_t k = 0; k < counts[i]; k++, pixel += 3) {
            byte4 bytes;
            memcpy(&bytes, pixel, 4);
            sum += __builtin_convertvector(bytes, int4) * coefficients[k];
        }
        out[0] = clip(sum[0]);
        out[1] = clip(sum[1]);
        out[2] = clip(sum[2]);
    }
}

enum { BLOCK = 32 };

FOR_EACH_CPU
void pixels_blend_rows(const uint8_t *rows, size_t stride, size_t count, const int32_t *coefficients, uint8_t *out,
                       size_t bytes) {
    for (size_t start = 0; start < bytes; start += BLOCK) {
        size_t length = bytes - start < BLOCK ? bytes - start : BLOCK;
        int32_t sums[BLOCK];
        for (size_t i = 0; i < BLOCK; i++) sums[i] = 1 << (PIXELS_PRECISION - 1);
        const uint8_t *row = rows + start;
        if (length == BLOCK) {
            for (size_t k = 0; k < count; k++, row += stride)
                for (size_t i = 0; i < BLOCK; i++) sums[i] += row[i] * coefficients[k];
        } else {
            for (size_t k = 0; k < count; k++, row += stride)
                for (size_t i = 0; i < length; i++) sums[i] += row[i] * coefficients[k];
        }
        for (size_t i = 0; i < length; i++) out[start + i] = clip(sums[i]);
    }
}

void pixels_to_planes(const uint8_t *rgb, size_t pixels, const float *tables, float *planes, size_t stride) {
    for (size_t i = 0; i < pixels; i++, rgb += 3) {
        planes[i] = tables[rgb[0]];
        planes[stride + i] = tables[256 + rgb[1]];
        planes[2 * stride + i] = tables[512 + rgb[2]];
    }
}
