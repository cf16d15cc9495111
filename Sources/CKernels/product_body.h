// A layer's product from panels, for each format; see tiles_body.h.

/// The GELU to within 3e-7 of |x|: x * (1/2 + c * P(c^2) / Q(c^2)) with c = x kept within +-5.2.
TARGET INLINE __m512 exact_gelu(__m512 x) {
    const __m512 c = _mm512_range_ps(x, _mm512_set1_ps(5.2f), 2), s = _mm512_mul_ps(c, c);
    __m512 p = _mm512_set1_ps(-1.59419814e-8f), q = _mm512_set1_ps(1.36425688e-4f);
    p = _mm512_fmadd_ps(p, s, _mm512_set1_ps(5.30037202e-6f));
    q = _mm512_fmadd_ps(q, s, _mm512_set1_ps(3.22452082e-3f));
    p = _mm512_fmadd_ps(p, s, _mm512_set1_ps(4.06602459e-4f));
    q = _mm512_fmadd_ps(q, s, _mm512_set1_ps(4.29534623e-2f));
    p = _mm512_fmadd_ps(p, s, _mm512_set1_ps(6.04942623e-3f));
    q = _mm512_fmadd_ps(q, s, _mm512_set1_ps(3.16639603e-1f));
    p = _mm512_fmadd_ps(p, s, _mm512_set1_ps(5.98342037e-2f));
    q = _mm512_fmadd_ps(q, s, _mm512_set1_ps(1.0f));
    p = _mm512_fmadd_ps(p, s, _mm512_set1_ps(3.98941696e-1f));
    // One step of Newton's makes 28 bits of the reciprocal's 14.
    __m512 r = _mm512_rcp14_ps(q);
    r = _mm512_mul_ps(r, _mm512_fnmadd_ps(q, r, _mm512_set1_ps(2.0f)));
    return _mm512_mul_ps(x, _mm512_fmadd_ps(_mm512_mul_ps(c, p), r, _mm512_set1_ps(0.5f)));
}

/// The GELU to within 2e-5 of |x|, for outputs that are rounded more coarsely than that; see formats_body.h.
TARGET INLINE __m512 coarse_gelu(__m512 x) {
    const __m512 c = _mm512_min_ps(_mm512_max_ps(x, _mm512_set1_ps(-4.2f)), _mm512_set1_ps(4.2f)), s = _mm512_mul_ps(c, c);
    __m512 p = _mm512_fmadd_ps(s, _mm512_set1_ps(4.84593054e-11f), _mm512_set1_ps(-4.75305063e-9f));
    p = _mm512_fmadd_ps(p, s, _mm512_set1_ps(2.06591546e-7f));
    p = _mm512_fmadd_ps(p, s, _mm512_set1_ps(-5.29393681e-6f));
    p = _mm512_fmadd_ps(p, s, _mm512_set1_ps(9.00830798e-5f));
    p = _mm512_fmadd_ps(p, s, _mm512_set1_ps(-1.08946373e-3f));
    p = _mm512_fmadd_ps(p, s, _mm512_set1_ps(9.75745652e-3f));
    p = _mm512_fmadd_ps(p, s, _mm512_set1_ps(-6.62628562e-2f));
    p = _mm512_fmadd_ps(p, s, _mm512_set1_ps(3.98868466e-1f));
    return _mm512_mul_ps(x, _mm512_fmadd_ps(c, p, _mm512_set1_ps(0.5f)));
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

/// What a tile of sums needs to become outputs.
typedef struct {
    /// The panel's own biases, scales and sums of weights.
    const float *bias, *scales, *sums;
    /// The rows' scales and minima of one slice, `row_step` floats apart.
    const float *row_scales, *row_minima;
    long row_step;
} ends;

/// Sums of bytes as the floats they stand for, less the weights' scales and without bias.
TARGET INLINE __m512 scaled(__m512i sum, __m512 weights, float row_scale, float row_minimum) {
    const __m512 steps = _mm512_mul_ps(_mm512_cvtepi32_ps(sum), _mm512_set1_ps(row_scale));
    return _mm512_fmadd_ps(weights, _mm512_set1_ps(row_minimum), steps);
}

/// Writes one tile of `[rows, 32]` sums as outputs.
///
/// - `partial`: what the slices before have added up to, in 32-bit floats; NULL where there are none.
TARGET INLINE void finish(
    int rows, const unit *sums, const ends *of, const float *partial, const int ending, const int format, char *output,
    long stride) {
    const __m512 bias[2] = {_mm512_loadu_ps(of->bias), _mm512_loadu_ps(of->bias + 16)};
#if FORMAT == 2
    const __m512 scales[2] = {_mm512_loadu_ps(of->scales), _mm512_loadu_ps(of->scales + 16)},
                 weights[2] = {_mm512_loadu_ps(of->sums), _mm512_loadu_ps(of->sums + 16)};
    const float *row_scale = of->row_scales, *row_minimum = of->row_minima;
    const long row_step = of->row_step;
#endif
    for (int row = 0; row < rows; row++, sums += FOVEA_PANEL, output += stride) {
        ALL_UNROLLED
        for (int v = 0; v < 2; v++) {
            const __m512i sum = _mm512_loadu_si512(sums + 16 * v);
            __m512 x = bias[v];
#if FORMAT == 2
            if (partial) x = _mm512_add_ps(x, _mm512_loadu_ps(partial + row * FOVEA_PANEL + 16 * v));
            x = _mm512_fmadd_ps(
                scaled(sum, weights[v], row_scale[row * row_step], row_minimum[row * row_step]), scales[v], x);
#else
            x = _mm512_add_ps(x, (__m512)sum);
#endif
            if (ending == FOVEA_GELU) x = FORMAT == 0 && format == FOVEA_FLOAT32 ? exact_gelu(x) : coarse_gelu(x);
            if (format == FOVEA_BFLOAT16) {
                store_brain_floats((uint16_t *)output + 16 * v, x);
            } else {
                if (ending == FOVEA_ADD) x = _mm512_add_ps(x, _mm512_loadu_ps((float *)output + 16 * v));
                _mm512_storeu_ps((float *)output + 16 * v, x);
            }
        }
    }
}

TARGET static void finish_tile(
    int rows, const unit *sums, const ends *of, const float *partial, int ending, int format, char *output,
    long stride) {
    if (format == FOVEA_BFLOAT16) {
        if (ending == FOVEA_GELU) finish(rows, sums, of, partial, FOVEA_GELU, FOVEA_BFLOAT16, output, stride);
        else finish(rows, sums, of, partial, FOVEA_NONE, FOVEA_BFLOAT16, output, stride);
    } else if (ending == FOVEA_GELU) {
        finish(rows, sums, of, partial, FOVEA_GELU, FOVEA_FLOAT32, output, stride);
    } else if (ending == FOVEA_ADD) {
        finish(rows, sums, of, partial, FOVEA_ADD, FOVEA_FLOAT32, output, stride);
    } else {
        finish(rows, sums, of, partial, FOVEA_NONE, FOVEA_FLOAT32, output, stride);
    }
}

/// A tile that reaches beyond the last output goes through a buffer.
TARGET static void finish_edge(
    int rows, const unit *sums, const ends *of, const float *partial, int ending, int format, char *output,
    long stride, int columns) {
    char edge[TILE_ROWS * FOVEA_PANEL * 4] __attribute__((aligned(64)));
    const int size = format == FOVEA_BFLOAT16 ? 2 : 4, width = FOVEA_PANEL * size;
    for (int row = 0; row < rows && ending == FOVEA_ADD; row++)
        __builtin_memcpy(edge + row * width, output + row * stride, (size_t)(columns * size));
    finish_tile(rows, sums, of, partial, ending, format, edge, width);
    for (int row = 0; row < rows; row++)
        __builtin_memcpy(output + row * stride, edge + row * width, (size_t)(columns * size));
}

/// Adds a slice's sums of bytes to `partial`, or begins it.
TARGET static void add_slice(int rows, const unit *sums, const ends *of, int is_first, float *partial) {
    const __m512 scales[2] = {_mm512_loadu_ps(of->scales), _mm512_loadu_ps(of->scales + 16)},
                 weights[2] = {_mm512_loadu_ps(of->sums), _mm512_loadu_ps(of->sums + 16)};
    const float *row_scale = of->row_scales, *row_minimum = of->row_minima;
    for (int row = 0; row < rows; row++, sums += FOVEA_PANEL, partial += FOVEA_PANEL) {
        ALL_UNROLLED
        for (int v = 0; v < 2; v++) {
            const __m512 x = scaled(_mm512_loadu_si512(sums + 16 * v), weights[v], *row_scale, *row_minimum),
                         before = is_first ? _mm512_setzero_ps() : _mm512_loadu_ps(partial + 16 * v);
            _mm512_storeu_ps(partial + 16 * v, _mm512_fmadd_ps(x, scales[v], before));
        }
        row_scale += of->row_step;
        row_minimum += of->row_step;
    }
}

/// One panel's outputs of `count` rows from `first` on.
TARGET static void panel_product(
    const fovea_layer *layer, const fovea_rows *input, int first, int count, int panel, int ending, int format,
    char *output, long stride, const char *ahead) {
    unit sums[TILE_ROWS * FOVEA_PANEL] __attribute__((aligned(64)));
    float partial[TILE_ROWS * FOVEA_PANEL] __attribute__((aligned(64)));
    const int values = FORMAT == 0 ? 1 : FORMAT == 1 ? 2 : 4, slices = layer->slices,
              steps = layer->inputs / values / slices, blocks = (count + TILE_ROWS - 1) / TILE_ROWS,
              columns = layer->outputs - panel * FOVEA_PANEL, width = (layer->outputs + FOVEA_PANEL - 1) / FOVEA_PANEL * FOVEA_PANEL;
    const unit *weights = (const unit *)layer->panels + (long)panel * steps * slices * FOVEA_PANEL;
    const long turns = (long)blocks * slices * (steps / 8), panel_lines = 2l * steps * slices;
    const int lines = ahead && turns ? (int)((panel_lines + turns - 1) / turns) : 0;
    ends of = {.bias = layer->bias + panel * FOVEA_PANEL, .row_step = slices};
    for (int block = 0; block < blocks; block++) {
        const int begin = (int)((long)count * block / blocks), rows = (int)((long)count * (block + 1) / blocks) - begin;
        const unit *left = (const unit *)((const char *)input->values + (first + begin) * input->stride);
        for (int slice = 0; slice < slices; slice++) {
            tiles[1][rows - 1](
                left + slice * steps, input->stride / 4, weights + (long)slice * steps * FOVEA_PANEL, steps, ahead,
                lines, sums, FOVEA_PANEL);
            ahead += (long)lines * (steps / 8) * 64;
            if (FORMAT == 2) {
                of.scales = layer->scales + (long)slice * width + panel * FOVEA_PANEL;
                of.sums = layer->sums + (long)slice * width + panel * FOVEA_PANEL;
                of.row_scales = input->scales + (long)(first + begin) * slices + slice;
                of.row_minima = input->minima + (long)(first + begin) * slices + slice;
                if (slice + 1 < slices) add_slice(rows, sums, &of, slice == 0, partial);
            }
        }
        const float *before = FORMAT == 2 && slices > 1 ? partial : 0;
        if (columns < FOVEA_PANEL)
            finish_edge(rows, sums, &of, before, ending, format, output + begin * stride, stride, columns);
        else finish_tile(rows, sums, &of, before, ending, format, output + begin * stride, stride);
    }
}

TARGET void JOIN(fovea_, NAME, _product)(
    const fovea_layer *layer, const fovea_rows *input, int count, int ending, const fovea_rows *output,
    const fovea_layer *next, float *scratch, int part, int parts) {
    const int panels = (layer->outputs + FOVEA_PANEL - 1) / FOVEA_PANEL, is_bytes = output->format == FOVEA_BYTES,
              // A slice of bytes gets its range when all of its panels are there.
              group = is_bytes ? layer->outputs / output->slices / FOVEA_PANEL : 1, groups = panels / group,
              from = groups * part / parts, to = groups * (part + 1) / parts,
              chunks = (count + CHUNK_ROWS - 1) / CHUNK_ROWS, size = output->format == FOVEA_BFLOAT16 ? 2 : 4;
    const long panel_bytes = fovea_panel_bytes(layer->format, layer->inputs, FOVEA_PANEL);
    const char *next_panel = 0;
    if (next) {
        const int next_panels = (next->outputs + FOVEA_PANEL - 1) / FOVEA_PANEL;
        next_panel = (const char *)next->panels
                     + next_panels * part / parts * fovea_panel_bytes(next->format, next->inputs, FOVEA_PANEL);
    }
    for (int chunk = 0; chunk < chunks; chunk++) {
        const int first = (int)((long)count * chunk / chunks), rows = (int)((long)count * (chunk + 1) / chunks) - first;
        for (int g = from; g < to; g++) {
            for (int panel = g * group; panel < (g + 1) * group; panel++) {
                const char *ahead = panel + 1 < to * group ? (const char *)layer->panels + (panel + 1) * panel_bytes
                                    : chunk + 1 < chunks ? (const char *)layer->panels + from * group * panel_bytes
                                                         : next_panel;
                if (is_bytes) {
                    const long width = (long)group * FOVEA_PANEL;
                    panel_product(
                        layer, input, first, rows, panel, ending, FOVEA_FLOAT32,
                        (char *)(scratch + (long)part * CHUNK_ROWS * width + (panel - g * group) * FOVEA_PANEL), 4 * width, ahead);
                } else {
                    panel_product(
                        layer, input, first, rows, panel, ending, output->format,
                        (char *)output->values + first * output->stride + (long)panel * FOVEA_PANEL * size,
                        output->stride, ahead);
                }
            }
            if (is_bytes) {
                const long width = (long)group * FOVEA_PANEL;
                fovea_quantize_slice(scratch + (long)part * CHUNK_ROWS * width, width, rows, output, first, g);
            }
        }
    }
}
