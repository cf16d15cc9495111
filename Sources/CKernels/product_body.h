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

/// The GELU of a tile of `[rows, 32]` floats as outputs. Apart from the product, whose code it would lengthen by more than the
/// way through the nearest cache costs.
TARGET static void activate(int rows, const float *sums, int format, char *output, long stride) {
    for (int row = 0; row < rows; row++, sums += FOVEA_PANEL, output += stride) {
        for (int v = 0; v < 2; v++) {
            const __m512 x = _mm512_loadu_ps(sums + 16 * v);
            if (format == FOVEA_BFLOAT16) store_brain_floats((uint16_t *)output + 16 * v, coarse_gelu(x));
            else _mm512_storeu_ps((float *)output + 16 * v, FORMAT == 0 ? exact_gelu(x) : coarse_gelu(x));
        }
    }
}

/// One panel's outputs of `rows` rows from `first` on, at most a tile's. Meanwhile `lines` cache lines from `ahead` on are
/// fetched every eight steps; returns where they end.
TARGET static const char *tile_product(
    const fovea_layer *layer, const fovea_rows *input, int first, int rows, int panel, int ending, char *output,
    long stride, const char *ahead, int lines) {
    float partial[FOVEA_TILE_ROWS * FOVEA_PANEL] __attribute__((aligned(64)));
    const int values = FORMAT == 0 ? 1 : FORMAT == 1 ? 2 : 4, slices = layer->slices,
              steps = layer->inputs / values / slices,
              width = (layer->outputs + FOVEA_PANEL - 1) / FOVEA_PANEL * FOVEA_PANEL;
    const unit *weights = (const unit *)layer->panels + (long)panel * steps * slices * FOVEA_PANEL,
               *left = (const unit *)((const char *)input->values + first * input->stride);
    tile_end end = {.before = layer->bias + panel * FOVEA_PANEL, .row_step = slices};
    for (int slice = 0; slice < slices; slice++) {
        const int is_last = slice + 1 == slices;
        if (FORMAT == 2) {
            const long of_weights = (long)slice * width + panel * FOVEA_PANEL, of_rows = (long)first * slices + slice;
            end.scales = layer->scales + of_weights;
            end.weights = layer->sums + of_weights;
            end.row_scales = input->scales + of_rows;
            end.row_minima = input->minima ? input->minima + of_rows : 0;
        }
        tiles[is_last ? ending : FLOATS][rows - 1](
            left + slice * steps, input->stride / 4, weights + (long)slice * steps * FOVEA_PANEL, steps, ahead, lines,
            is_last ? output : (char *)partial, is_last ? stride : FOVEA_PANEL * 4, &end);
        ahead += (long)lines * (steps / 8) * 64;
        end.before = partial;
        end.before_stride = FOVEA_PANEL;
    }
    return ahead;
}

/// Which tiles make outputs other than of a GELU.
static int tile_ending(int ending, int format) {
    return ending == FOVEA_ADD ? ADDED : format == FOVEA_BFLOAT16 ? BRAIN_FLOATS : FLOATS;
}

/// The same for an output that takes two steps: a GELU, or a panel that reaches beyond the last output.
TARGET static const char *staged_product(
    const fovea_layer *layer, const fovea_rows *input, int first, int rows, int panel, int ending, int format,
    char *output, long stride, const char *ahead, int lines) {
    float sums[FOVEA_TILE_ROWS * FOVEA_PANEL] __attribute__((aligned(64)));
    char staged[sizeof sums] __attribute__((aligned(64)));
    const int left = layer->outputs - panel * FOVEA_PANEL, size = format == FOVEA_BFLOAT16 ? 2 : 4;
    const size_t columns = (size_t)((left < FOVEA_PANEL ? left : FOVEA_PANEL) * size);
    if (ending == FOVEA_GELU) {
        ahead = tile_product(
            layer, input, first, rows, panel, FLOATS, (char *)sums, FOVEA_PANEL * 4, ahead, lines);
        if (left >= FOVEA_PANEL) {
            activate(rows, sums, format, output, stride);
            return ahead;
        }
        activate(rows, sums, format, staged, FOVEA_PANEL * size);
    } else {
        for (int row = 0; row < rows && ending == FOVEA_ADD; row++)
            __builtin_memcpy(staged + row * FOVEA_PANEL * size, output + row * stride, columns);
        ahead = tile_product(
            layer, input, first, rows, panel, tile_ending(ending, format), staged, FOVEA_PANEL * size, ahead, lines);
    }
    for (int row = 0; row < rows; row++)
        __builtin_memcpy(output + row * stride, staged + row * FOVEA_PANEL * size, columns);
    return ahead;
}

TARGET void JOIN(fovea_, NAME, _product)(
    const fovea_layer *layer, const fovea_rows *input, int count, int ending, const fovea_rows *output,
    const fovea_layer *next, float *scratch, int part, int parts) {
    const int panels = (layer->outputs + FOVEA_PANEL - 1) / FOVEA_PANEL, is_bytes = output->format == FOVEA_BYTES,
              // A slice of bytes gets its range when all of its panels are there.
              group = is_bytes ? layer->outputs / output->slices / FOVEA_PANEL : 1, groups = panels / group,
              from = groups * part / parts, to = groups * (part + 1) / parts,
              chunks = (count + FOVEA_CHUNK_ROWS - 1) / FOVEA_CHUNK_ROWS, size = output->format == FOVEA_BFLOAT16 ? 2 : 4;
    const long panel_bytes = fovea_panel_bytes(layer->format, layer->inputs, FOVEA_PANEL);
    const char *next_panel = 0;
    if (next) {
        const int next_panels = (next->outputs + FOVEA_PANEL - 1) / FOVEA_PANEL;
        next_panel = (const char *)next->panels
                     + next_panels * part / parts * fovea_panel_bytes(next->format, next->inputs, FOVEA_PANEL);
    }
    const int values = FORMAT == 0 ? 1 : FORMAT == 1 ? 2 : 4, width = group * FOVEA_PANEL;
    float *outputs = scratch + (long)part * FOVEA_TILE_ROWS * width;
    for (int chunk = 0; chunk < chunks; chunk++) {
        const int first = (int)((long)count * chunk / chunks), rows = (int)((long)count * (chunk + 1) / chunks) - first,
                  blocks = (rows + FOVEA_TILE_ROWS - 1) / FOVEA_TILE_ROWS;
        const long turns = (long)blocks * layer->slices * (layer->inputs / values / layer->slices / 8),
                   lines = turns ? (panel_bytes / 64 + turns - 1) / turns : 0;
        for (int g = from; g < to; g++) {
            const char *ahead = g + 1 < to           ? (const char *)layer->panels + (g + 1) * group * panel_bytes
                                : chunk + 1 < chunks ? (const char *)layer->panels + from * group * panel_bytes
                                                     : next_panel;
            for (int block = 0; block < blocks; block++) {
                const int begin = first + (int)((long)rows * block / blocks),
                          height = first + (int)((long)rows * (block + 1) / blocks) - begin;
                for (int member = 0; member < group; member++) {
                    const int panel = g * group + member, few = ahead ? (int)lines : 0;
                    if (is_bytes) {
                        ahead = tile_product(
                            layer, input, begin, height, panel, FLOATS, (char *)(outputs + member * FOVEA_PANEL),
                            4l * width, ahead, few);
                        continue;
                    }
                    char *target =
                        (char *)output->values + begin * output->stride + (long)panel * FOVEA_PANEL * size;
                    if (ending == FOVEA_GELU || (panel + 1) * FOVEA_PANEL > layer->outputs)
                        ahead = staged_product(
                            layer, input, begin, height, panel, ending, output->format, target, output->stride, ahead,
                            few);
                    else
                        ahead = tile_product(
                            layer, input, begin, height, panel, tile_ending(ending, output->format), target,
                            output->stride, ahead, few);
                }
                if (is_bytes) fovea_quantize_slice(outputs, width, height, ending == FOVEA_GELU, output, begin, g);
            }
        }
    }
}
