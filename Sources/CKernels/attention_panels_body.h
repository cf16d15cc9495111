// Multi-head self-attention with the tiles of a format: queries are rows, a head's keys and values are packed into panels.
// Rows of scores are made in blocks that stay in the nearest cache until the values are weighted with them.

/// Powers of two of numbers up to 0. The whole part becomes the exponent, the rest goes through a polynomial whose
/// relative error is below 6e-8, or 3e-6 where shares are rounded to brain floats.
TARGET INLINE __m512 power_of_two(__m512 x) {
    const __m512 rest = _mm512_reduce_ps(x, 0);
#if FORMAT == 0
    __m512 p = _mm512_set1_ps(1.32253992e-3f);
    p = _mm512_fmadd_ps(p, rest, _mm512_set1_ps(9.6756682e-3f));
    p = _mm512_fmadd_ps(p, rest, _mm512_set1_ps(5.55086404e-2f));
    p = _mm512_fmadd_ps(p, rest, _mm512_set1_ps(2.40221306e-1f));
    p = _mm512_fmadd_ps(p, rest, _mm512_set1_ps(6.93146923e-1f));
    p = _mm512_fmadd_ps(p, rest, _mm512_set1_ps(1.00000006f));
#else
    __m512 p = _mm512_set1_ps(9.56773844e-3f);
    p = _mm512_fmadd_ps(p, rest, _mm512_set1_ps(5.59174982e-2f));
    p = _mm512_fmadd_ps(p, rest, _mm512_set1_ps(2.40248107e-1f));
    p = _mm512_fmadd_ps(p, rest, _mm512_set1_ps(6.93121922e-1f));
    p = _mm512_fmadd_ps(p, rest, _mm512_set1_ps(0.99999925f));
#endif
    return _mm512_scalef_ps(p, _mm512_sub_ps(x, rest));
}

/// Exchanges rows and columns of 16 x 16 units.
TARGET INLINE void transpose(const __m512i from[16], unit *to, long stride) {
    __m512i a[16], b[16];
    ALL_UNROLLED
    for (int i = 0; i < 16; i += 2) {
        a[i] = _mm512_unpacklo_epi32(from[i], from[i + 1]);
        a[i + 1] = _mm512_unpackhi_epi32(from[i], from[i + 1]);
    }
    ALL_UNROLLED
    for (int i = 0; i < 16; i += 4) {
        b[i] = _mm512_unpacklo_epi64(a[i], a[i + 2]);
        b[i + 1] = _mm512_unpackhi_epi64(a[i], a[i + 2]);
        b[i + 2] = _mm512_unpacklo_epi64(a[i + 1], a[i + 3]);
        b[i + 3] = _mm512_unpackhi_epi64(a[i + 1], a[i + 3]);
    }
    ALL_UNROLLED
    for (int i = 0; i < 4; i++) {
        a[i] = _mm512_shuffle_i32x4(b[i], b[i + 4], 0x88);
        a[i + 4] = _mm512_shuffle_i32x4(b[i], b[i + 4], 0xdd);
        a[i + 8] = _mm512_shuffle_i32x4(b[i + 8], b[i + 12], 0x88);
        a[i + 12] = _mm512_shuffle_i32x4(b[i + 8], b[i + 12], 0xdd);
    }
    ALL_UNROLLED
    for (int i = 0; i < 4; i++) {
        _mm512_storeu_si512(to + (i + 0) * stride, _mm512_shuffle_i32x4(a[i], a[i + 8], 0x88));
        _mm512_storeu_si512(to + (i + 8) * stride, _mm512_shuffle_i32x4(a[i], a[i + 8], 0xdd));
        _mm512_storeu_si512(to + (i + 4) * stride, _mm512_shuffle_i32x4(a[i + 4], a[i + 12], 0x88));
        _mm512_storeu_si512(to + (i + 12) * stride, _mm512_shuffle_i32x4(a[i + 4], a[i + 12], 0xdd));
    }
}

/// A head's keys as panels of 32 tokens: `[panels, steps, 32]`; tokens beyond the last are 0.
TARGET static void pack_keys(const char *keys, long stride, int tokens, int steps, unit *panels) {
    for (int token = 0; token < tokens; token += 16)
        for (int step = 0; step < steps; step += 16) {
            __m512i rows[16];
            for (int i = 0; i < 16; i++)
                rows[i] = token + i < tokens
                              ? _mm512_loadu_si512((const unit *)(keys + (token + i) * stride) + step)
                              : _mm512_setzero_si512();
            transpose(rows, panels + ((long)(token / 32) * steps + step) * 32 + token % 32, 32);
        }
}

/// A head's values as panels of 32 channels: `[panels, steps, 32]`, a step being as many tokens as four bytes hold.
TARGET static void pack_values(const char *values, long stride, int tokens, int channels, unit *panels) {
#if FORMAT == 0
    for (int token = 0; token < tokens; token++)
        for (int c = 0; c < channels; c += 16)
            _mm512_storeu_si512(
                panels + ((long)(c / 32) * tokens + token) * 32 + c % 32,
                _mm512_loadu_si512((const unit *)(values + token * stride) + c));
#else
    uint16_t order[64];
    for (int i = 0; i < 32; i++) {
        order[2 * i] = (uint16_t)i;
        order[2 * i + 1] = (uint16_t)(32 + i);
    }
    const __m512i low = _mm512_loadu_si512(order), high = _mm512_loadu_si512(order + 32);
    const int steps = (tokens + 1) / 2;
    for (int step = 0; step < steps; step++) {
        const char *even = values + 2l * step * stride, *odd = even + stride;
        for (int c = 0; c < channels; c += 32) {
            const __m512i first = _mm512_loadu_si512(even + 2 * c),
                          second = 2 * step + 1 < tokens ? _mm512_loadu_si512(odd + 2 * c) : _mm512_setzero_si512();
            unit *target = panels + ((long)(c / 32) * steps + step) * 32;
            _mm512_storeu_si512(target, _mm512_permutex2var_epi16(first, low, second));
            _mm512_storeu_si512(target + 16, _mm512_permutex2var_epi16(first, high, second));
        }
    }
#endif
}

/// A row of scores as powers of two of what they are less than the largest, in `shares`; returns the powers' sum. Beyond
/// `tokens` they are 0.
TARGET INLINE float soften(float *scores, int tokens, float scale, unit *shares) {
    const int padded = (tokens + 15) / 16 * 16;
    _mm512_mask_storeu_ps(
        scores + padded - 16, (__mmask16)(0xffffu << (tokens - padded + 16)), _mm512_set1_ps(-__builtin_inff()));
    __m512 largest = _mm512_loadu_ps(scores), sum = _mm512_setzero_ps();
    for (int t = 16; t < padded; t += 16) largest = _mm512_max_ps(largest, _mm512_loadu_ps(scores + t));
    const __m512 by = _mm512_set1_ps(scale), less = _mm512_set1_ps(_mm512_reduce_max_ps(largest) * scale);
    for (int t = 0; t < padded; t += 16) {
        const __m512 power = power_of_two(_mm512_fmsub_ps(_mm512_loadu_ps(scores + t), by, less));
        sum = _mm512_add_ps(sum, power);
        _mm512_storeu_ps(scores + t, power);
#if FORMAT == 1
        _mm256_storeu_si256((__m256i *)(shares + t / 2), (__m256i)_mm512_cvtneps_pbh(power));
#endif
    }
    return _mm512_reduce_add_ps(sum);
}

TARGET static void block_of_queries(
    const fovea_rows *qkv, int tokens, int begin, int rows, int head, int head_width, const unit *keys,
    const unit *values, const fovea_rows *output, float *class_row, float *scratch) {
    const int each = FORMAT == 0 ? 1 : 2, padded = (tokens + 31) / 32 * 32, share_steps = (tokens + each - 1) / each;
    float *scores = scratch, *sums = scores + FOVEA_TILE_ROWS * padded;
    unit *shares = FORMAT == 0 ? (unit *)scores : (unit *)(sums + FOVEA_TILE_ROWS * FOVEA_PANEL);
    const long share_stride = padded / each;
    const unit *queries =
        (const unit *)((const char *)qkv->values + begin * qkv->stride) + head * head_width / each;
    for (int column = 0; column < tokens; column += FOVEA_PANEL)
        raw_tiles[tokens - column > 16][rows - 1](
            queries, qkv->stride / 4, keys + (long)column * (head_width / each), head_width / each, 0, 0,
            (char *)(scores + column), 4 * padded, 0);
    float totals[FOVEA_TILE_ROWS];
    const float scale = 1.44269504088896341f / __builtin_sqrtf((float)head_width);
    for (int row = 0; row < rows; row++)
        totals[row] = soften(scores + (long)row * padded, tokens, scale, shares + row * share_stride);
    if (begin == 0)
        for (int t = 0; t < tokens; t++) class_row[t] = scores[t] / totals[0];
    for (int c = 0; c < head_width; c += FOVEA_PANEL) {
        raw_tiles[1][rows - 1](
            shares, share_stride, values + (long)c * share_steps, share_steps, 0, 0, (char *)sums, 4 * FOVEA_PANEL, 0);
        const int channel = head * head_width + c;
        for (int row = 0; row < rows; row++) {
            char *target = (char *)output->values + (begin + row) * output->stride;
            const __m512 share = _mm512_set1_ps(1 / totals[row]);
            for (int v = 0; v < 2; v++) {
                const __m512 x = _mm512_mul_ps(_mm512_loadu_ps(sums + row * FOVEA_PANEL + 16 * v), share);
                if (output->format == FOVEA_BFLOAT16) store_brain_floats((uint16_t *)target + channel + 16 * v, x);
                else _mm512_storeu_ps((float *)target + channel + 16 * v, x);
            }
        }
    }
}

TARGET void JOIN(fovea_, NAME, _attention)(
    const fovea_rows *qkv, int tokens, int queries, int heads, int head_width, int part, int parts,
    const fovea_rows *output, float *class_rows, float *scratch) {
    const int size = FORMAT == 0 ? 4 : 2, padded = (tokens + 31) / 32 * 32,
              blocks = (queries + FOVEA_TILE_ROWS - 1) / FOVEA_TILE_ROWS, from = heads * blocks * part / parts,
              to = heads * blocks * (part + 1) / parts;
    unit *keys = (unit *)scratch, *values = keys + (long)padded * head_width;
    float *rest = (float *)(values + (long)padded * head_width);
    for (int head = from / blocks; head * blocks < to; head++) {
        const char *k = (const char *)qkv->values + (long)(heads + head) * head_width * size,
                   *v = k + (long)heads * head_width * size;
        pack_keys(k, qkv->stride, tokens, head_width * size / 4, keys);
        pack_values(v, qkv->stride, tokens, head_width, values);
        const int first = from > head * blocks ? from - head * blocks : 0,
                  last = to < (head + 1) * blocks ? to - head * blocks : blocks;
        for (int block = first; block < last; block++) {
            const int begin = (int)((long)queries * block / blocks),
                      rows = (int)((long)queries * (block + 1) / blocks) - begin;
            block_of_queries(
                qkv, tokens, begin, rows, head, head_width, keys, values, output, class_rows + (long)head * tokens,
                rest);
        }
    }
}
