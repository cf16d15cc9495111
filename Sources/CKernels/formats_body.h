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

TARGET static void JOIN(NAME, _to_bfloat16)(const float *values, long count, uint16_t *output) {
    const uint32_t *bits = (const uint32_t *)values;
    for (long i = 0; i < count; i++) output[i] = (uint16_t)((bits[i] + 0x7fff + ((bits[i] >> 16) & 1)) >> 16);
}

TARGET static void JOIN(NAME, _quantize)(
    const float *values, long rows, long columns, uint8_t *output, float *scales, float *minima) {
    for (long row = 0; row < rows; row++, values += columns, output += columns) {
        float smallest = values[0], largest = values[0];
        for (long i = 0; i < columns; i++) {
            smallest = values[i] < smallest ? values[i] : smallest;
            largest = values[i] > largest ? values[i] : largest;
        }
        const float scale = largest > smallest ? 255 / (largest - smallest) : 0;
        scales[row] = (largest - smallest) / 255;
        minima[row] = smallest;
        // Adding 1.5 * 2^23 rounds to the nearest whole number, whose low byte is then the integer's.
        for (long i = 0; i < columns; i++) {
            union { float value; uint32_t bits; } shifted = {(values[i] - smallest) * scale + 12582912.0f};
            output[i] = (uint8_t)shifted.bits;
        }
    }
}

TARGET static void JOIN(NAME, _finish)(
    const int32_t *sums, long rows, long columns, const float *row_scales, const float *row_minima,
    const float *column_scales, const float *column_sums, const float *bias, int ending, float *output) {
    for (long row = 0; row < rows; row++, sums += columns, output += columns) {
        const float scale = row_scales[row], minimum = row_minima[row];
        long i = 0;
        for (; i + 16 <= columns; i += 16) {
            const lanes whole = __builtin_convertvector(*(const unaligned_integers *)(sums + i), lanes),
                        steps = whole * scale + *(const unaligned *)(column_sums + i) * minimum;
            lanes x = steps * *(const unaligned *)(column_scales + i) + *(const unaligned *)(bias + i);
            if (ending == FOVEA_GELU) x = JOIN(NAME, _gelu)(x);
            if (ending == FOVEA_ADD) x += *(unaligned *)(output + i);
            *(unaligned *)(output + i) = x;
        }
        for (; i < columns; i++) {
            float x = ((float)sums[i] * scale + column_sums[i] * minimum) * column_scales[i] + bias[i];
            if (ending == FOVEA_GELU) x = JOIN(NAME, _gelu)((lanes){x})[0];
            output[i] = ending == FOVEA_ADD ? output[i] + x : x;
        }
    }
}
