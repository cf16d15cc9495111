// Conversions between numeric formats and the ends of products, for each kind of vectors; formats.c compiles them.

TARGET static inline __attribute__((always_inline)) lanes JOIN(NAME, _gelu)(lanes x) {
    // x * (1/2 + c * P(c^2)) with c = x clamped to +-4.2: the erf-based GELU to within 1e-4 everywhere.
    const lanes c = __builtin_elementwise_min(__builtin_elementwise_max(x, (lanes){} - 4.2f), (lanes){} + 4.2f), s = c * c;
    lanes p = s * 4.84593054e-11f - 4.75305063e-9f;
    p = p * s + 2.06591546e-7f;
    p = p * s - 5.29393681e-6f;
    p = p * s + 9.00830798e-5f;
    p = p * s - 1.08946373e-3f;
    p = p * s + 9.75745652e-3f;
    p = p * s - 6.62628562e-2f;
    p = p * s + 3.98868466e-1f;
    return x * (c * p + 0.5f);
}

TARGET static void JOIN(NAME, _gelu_values)(float *values, long count) {
    long i = 0;
    for (; i + 16 <= count; i += 16) *(unaligned *)(values + i) = JOIN(NAME, _gelu)(*(unaligned *)(values + i));
    for (; i < count; i++) values[i] = JOIN(NAME, _gelu)((lanes){values[i]})[0];
}

TARGET static inline __attribute__((always_inline)) float JOIN(NAME, _sum)(lanes x) {
    const half_lanes eight = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7)
                             + __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
    const quarter_lanes four = __builtin_shufflevector(eight, eight, 0, 1, 2, 3)
                               + __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
    return (four[0] + four[2]) + (four[1] + four[3]);
}

/// The smallest lane.
TARGET static inline __attribute__((always_inline)) float JOIN(NAME, _smallest)(lanes x) {
    half_lanes eight = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7),
               other = __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
    eight = __builtin_elementwise_min(eight, other);
    quarter_lanes four = __builtin_shufflevector(eight, eight, 0, 1, 2, 3),
                  rest = __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
    four = __builtin_elementwise_min(four, rest);
    rest = __builtin_shufflevector(four, four, 2, 3, 2, 3);
    four = __builtin_elementwise_min(four, rest);
    return four[0] < four[1] ? four[0] : four[1];
}

TARGET static inline __attribute__((always_inline)) void JOIN(NAME, _store)(lanes x, int count, uint16_t *output) {
    const integers bits = (integers)x, rounded = bits + 0x7fff + ((bits >> 16) & 1);
    const halves result = __builtin_convertvector((unsigned_integers)rounded >> 16, halves);
    if (count == 16) *(unaligned_halves *)output = result;
    else for (int lane = 0; lane < count; lane++) output[lane] = result[lane];
}

/// A row's values, as they are or normalised.
typedef struct {
    const float *values, *scale, *shift;
    float mean, factor;
} JOIN(NAME, _row);

TARGET static inline __attribute__((always_inline)) lanes JOIN(NAME, _part)(
    const JOIN(NAME, _row) * row, long i, int count, const int is_normalized) {
    if (count < 16) {
        lanes x = {};
        for (int lane = 0; lane < count; lane++)
            x[lane] = is_normalized
                          ? (row->values[i + lane] - row->mean) * row->factor * row->scale[i + lane] + row->shift[i + lane]
                          : row->values[i + lane];
        return x;
    }
    const lanes x = *(const unaligned *)(row->values + i);
    if (!is_normalized) return x;
    return (x - row->mean) * row->factor * *(const unaligned *)(row->scale + i) + *(const unaligned *)(row->shift + i);
}

/// A slice of a row as bytes, over its own range or, without `minimum`, from FOVEA_LEAST on.
TARGET static inline __attribute__((always_inline)) void JOIN(NAME, _bytes)(
    const JOIN(NAME, _row) * row, long from, long to, const int is_normalized, uint8_t *output, float *scale,
    float *minimum) {
    lanes lowest = (lanes){} + __builtin_inff(), highest = -lowest;
    long i = from;
    for (; i + 16 <= to; i += 16) {
        const lanes x = JOIN(NAME, _part)(row, i, 16, is_normalized);
        lowest = SMALLER(x, lowest);
        highest = LARGER(x, highest);
    }
    float smallest = JOIN(NAME, _smallest)(lowest), largest = -JOIN(NAME, _smallest)(-highest);
    if (i < to) {
        const lanes x = JOIN(NAME, _part)(row, i, (int)(to - i), is_normalized);
        for (int lane = 0; lane < to - i; lane++) {
            smallest = x[lane] < smallest ? x[lane] : smallest;
            largest = x[lane] > largest ? x[lane] : largest;
        }
    }
    if (minimum) *minimum = smallest;
    else smallest = FOVEA_LEAST;
    const float steps = largest > smallest ? 255 / (largest - smallest) : 0;
    *scale = largest > smallest ? (largest - smallest) / 255 : 0;
    // Adding 1.5 * 2^23 rounds to the nearest whole number, whose low byte is then the integer's.
    for (i = from; i < to; i += 16) {
        const int count = to - i < 16 ? (int)(to - i) : 16;
        const lanes x = (JOIN(NAME, _part)(row, i, count, is_normalized) - smallest) * steps + 12582912.0f;
        const bytes result = __builtin_convertvector((unsigned_integers)x, bytes);
        if (count == 16) *(unaligned_bytes *)(output + i) = result;
        else for (int lane = 0; lane < count; lane++) output[i + lane] = result[lane];
    }
}

TARGET static inline __attribute__((always_inline)) void JOIN(NAME, _row_out)(
    const JOIN(NAME, _row) * row, long columns, const int is_normalized, const fovea_rows *output, long index) {
    char *target = (char *)output->values + index * output->stride;
    if (output->format == FOVEA_BYTES) {
        const long width = columns / output->slices;
        for (int slice = 0; slice < output->slices; slice++) {
            const long place = index * output->slices + slice;
            JOIN(NAME, _bytes)(
                row, slice * width, (slice + 1) * width, is_normalized, (uint8_t *)target, output->scales + place,
                output->minima ? output->minima + place : 0);
        }
        return;
    }
    for (long i = 0; i < columns; i += 16) {
        const int count = columns - i < 16 ? (int)(columns - i) : 16;
        const lanes x = JOIN(NAME, _part)(row, i, count, is_normalized);
        if (output->format == FOVEA_BFLOAT16) JOIN(NAME, _store)(x, count, (uint16_t *)target + i);
        else if (count == 16) *(unaligned *)((float *)target + i) = x;
        else for (int lane = 0; lane < count; lane++) ((float *)target)[i + lane] = x[lane];
    }
}

TARGET static void JOIN(NAME, _convert)(
    const float *values, long stride, int count, long columns, const fovea_rows *output) {
    for (int row = 0; row < count; row++) {
        const JOIN(NAME, _row) of = {.values = values + row * stride};
        JOIN(NAME, _row_out)(&of, columns, 0, output, row);
    }
}

TARGET static void JOIN(NAME, _quantize_slice)(
    float *values, long width, int count, int is_activated, const fovea_rows *output, int first, int slice) {
    for (int row = 0; row < count; row++, values += width) {
        if (is_activated) JOIN(NAME, _gelu_values)(values, width);
        const JOIN(NAME, _row) of = {.values = values};
        const long place = (long)(first + row) * output->slices + slice;
        uint8_t *target = (uint8_t *)output->values + (first + row) * output->stride + slice * width;
        // Without a minimum the loop that looks for it is none.
        if (output->minima) JOIN(NAME, _bytes)(&of, 0, width, 0, target, output->scales + place, output->minima + place);
        else JOIN(NAME, _bytes)(&of, 0, width, 0, target, output->scales + place, 0);
    }
}

TARGET static void JOIN(NAME, _normalize)(
    const float *values, long stride, int count, long columns, const float *scale, const float *shift, float epsilon,
    const fovea_rows *output) {
    for (int row = 0; row < count; row++, values += stride) {
        lanes sums[2] = {};
        float sum = 0, squares = 0;
        long i = 0;
        for (; i + 32 <= columns; i += 32) {
            sums[0] += *(const unaligned *)(values + i);
            sums[1] += *(const unaligned *)(values + i + 16);
        }
        for (; i < columns; i++) sum += values[i];
        const float mean = (sum + JOIN(NAME, _sum)(sums[0] + sums[1])) / columns;
        sums[0] = sums[1] = (lanes){};
        for (i = 0; i + 32 <= columns; i += 32) {
            const lanes x = *(const unaligned *)(values + i) - mean, y = *(const unaligned *)(values + i + 16) - mean;
            sums[0] += x * x;
            sums[1] += y * y;
        }
        for (; i < columns; i++) squares += (values[i] - mean) * (values[i] - mean);
        const float variance = (squares + JOIN(NAME, _sum)(sums[0] + sums[1])) / columns;
        const JOIN(NAME, _row) of = {
            .values = values, .scale = scale, .shift = shift, .mean = mean,
            .factor = 1 / __builtin_sqrtf(variance + epsilon)};
        JOIN(NAME, _row_out)(&of, columns, 1, output, row);
    }
}

TARGET static void JOIN(NAME, _finish)(
    const int32_t *sums, long rows, long columns, const float *row_scales, const float *row_minima,
    const float *column_scales, const float *column_sums, const float *bias, int ending, float *output) {
    for (long row = 0; row < rows; row++, sums += columns, output += columns) {
        const float scale = row_scales[row], minimum = row_minima ? row_minima[row] : 0;
        long i = 0;
        for (; i + 16 <= columns; i += 16) {
            const lanes whole = __builtin_convertvector(*(const unaligned_integers *)(sums + i), lanes);
            lanes x = whole * *(const unaligned *)(column_scales + i) * scale
                      + *(const unaligned *)(column_sums + i) * minimum + *(const unaligned *)(bias + i);
            if (ending == FOVEA_GELU) x = JOIN(NAME, _gelu)(x);
            if (ending == FOVEA_ADD) x += *(unaligned *)(output + i);
            *(unaligned *)(output + i) = x;
        }
        for (; i < columns; i++) {
            float x = (float)sums[i] * column_scales[i] * scale + column_sums[i] * minimum + bias[i];
            if (ending == FOVEA_GELU) x = JOIN(NAME, _gelu)((lanes){x})[0];
            output[i] = ending == FOVEA_ADD ? output[i] + x : x;
        }
    }
}
