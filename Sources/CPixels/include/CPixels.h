// Loops over interleaved 8-bit pixels that the compiler makes vectors of.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Bits behind the point of the resampling coefficients, as Pillow has them.
enum { PIXELS_PRECISION = 32 - 8 - 2 };

/// Bytes behind the last pixel of a row that `pixels_resample_row` may read.
enum { PIXELS_SLACK = 1 };

/// Writes a row of `width` RGB pixels at `step` bytes from one to the next.
void pixels_place(const uint8_t *row, size_t width, uint8_t *destination, ptrdiff_t step);

/// Reads back what `pixels_place` wrote.
void pixels_gather(uint8_t *row, size_t width, const uint8_t *source, ptrdiff_t step);

/// Turns a row of inverted CMYK, as JPEG files hold it, into RGB with Pillow's rounding.
void pixels_from_inverted_cmyk(const uint8_t *cmyk, size_t width, uint8_t *rgb);

/// Horizontal pass: pixel i of `out` is the weighted sum of the `counts[i]` pixels of `row` from `firsts[i]` on;
/// its weights begin at `coefficients[i * taps]`. `out` begins with pixel `first`, `row` with
/// column `origin` of the source.
void pixels_resample_row(const uint8_t *row, uint8_t *out, size_t width, const int32_t *firsts, const int32_t *counts,
                         const int32_t *coefficients, size_t taps, size_t first, int32_t origin);

/// Vertical pass: byte i of `out` is the weighted sum of byte i of `count` rows, `stride` bytes apart.
void pixels_blend_rows(const uint8_t *rows, size_t stride, size_t count, const int32_t *coefficients, uint8_t *out,
                       size_t bytes);

/// Splits RGB into three planes, `stride` values from one to the next, each byte replaced by its value in that channel's
/// table of 256.
void pixels_to_planes(const uint8_t *rgb, size_t pixels, const float *tables, float *planes, size_t stride);
