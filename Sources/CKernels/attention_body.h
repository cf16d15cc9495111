// The attention of one sequence, written once and compiled for each kind of vectors by attention.c, which defines
// NAME (the function's) and TARGET (the processors it is for).
//
// Rows of scores are made in blocks of ROWS queries: products of registers, softmax while they are in the nearest cache,
// and the weighted sum of the values at once. What is large never leaves the second cache.

TARGET static inline __attribute__((always_inline)) void JOIN(NAME, _scores)(
    const float *query, const float *keys, int width, int padded, int first, float *scores, const int vectors) {
    lanes sums[ROWS][4] = {};
    for (int k = 0; k < width; k++) {
        lanes key[4];
        for (int v = 0; v < vectors; v++) key[v] = *(const unaligned *)(keys + (long)k * padded + first + 16 * v);
        for (int row = 0; row < ROWS; row++) {
            const lanes value = (lanes){} + query[row * width + k];
            for (int v = 0; v < vectors; v++) sums[row][v] += value * key[v];
        }
    }
    for (int row = 0; row < ROWS; row++)
        for (int v = 0; v < vectors; v++) *(unaligned *)(scores + (long)row * padded + first + 16 * v) = sums[row][v];
}

TARGET static inline __attribute__((always_inline)) void JOIN(NAME, _sums)(
    const float *scores, const float *values, int tokens, int padded, int width, int first, float *sums_out,
    const int vectors) {
    lanes sums[ROWS][4] = {};
    for (int t = 0; t < tokens; t++) {
        lanes value[4];
        for (int v = 0; v < vectors; v++) value[v] = *(const unaligned *)(values + (long)t * width + first + 16 * v);
        for (int row = 0; row < ROWS; row++) {
            const lanes share = (lanes){} + scores[(long)row * padded + t];
            for (int v = 0; v < vectors; v++) sums[row][v] += share * value[v];
        }
    }
    for (int row = 0; row < ROWS; row++)
        for (int v = 0; v < vectors; v++) *(unaligned *)(sums_out + (long)row * width + first + 16 * v) = sums[row][v];
}

/// Powers of two of a row less its maximum, in place; returns their sum. Beyond `tokens` the row becomes 0.
TARGET static inline __attribute__((always_inline)) float JOIN(NAME, _softmax)(float *row, int tokens, int padded) {
    for (int t = tokens; t < padded; t++) row[t] = -__builtin_inff();
    lanes largest = (lanes){} - __builtin_inff();
    for (int t = 0; t < padded; t += 16) {
        const lanes x = *(const unaligned *)(row + t);
        largest = __builtin_elementwise_max(largest, x);
    }
    float maximum = largest[0];
    for (int lane = 1; lane < 16; lane++) maximum = largest[lane] > maximum ? largest[lane] : maximum;
    lanes sum = {};
    for (int t = 0; t < padded; t += 16) {
        const lanes power = JOIN(NAME, _exp2)(*(const unaligned *)(row + t) - maximum);
        *(unaligned *)(row + t) = power;
        sum += power;
    }
    float total = 0;
    for (int lane = 0; lane < 16; lane++) total += sum[lane];
    return total;
}

TARGET static void NAME(
    const float *qkv, long stride, int tokens, int heads, int head_width, float *output, long output_stride,
    float *class_rows, float *scratch) {
    const int channels = heads * head_width, width = (head_width + 15) / 16 * 16, padded = (tokens + 15) / 16 * 16;
    const float scale = 1.44269504088896341f / __builtin_sqrtf((float)head_width);
    float *keys = scratch, *values = keys + (long)width * padded, *query = values + (long)width * padded,
          *scores = query + ROWS * width, *sums = scores + ROWS * padded;
    // Tokens and channels that are there only to fill vectors stay 0 for all heads.
    for (long i = 0; i < 2l * width * padded; i++) keys[i] = 0;
    for (int head = 0; head < heads; head++) {
        const float *q = qkv + head * head_width, *k = q + channels, *v = k + channels;
        for (int t = 0; t < tokens; t++) {
            for (int c = 0; c < head_width; c++) keys[(long)c * padded + t] = k[t * stride + c];
            for (int c = 0; c < head_width; c++) values[(long)t * width + c] = v[t * stride + c];
        }
        for (int first = 0; first < tokens; first += ROWS) {
            const int rows = tokens - first < ROWS ? tokens - first : ROWS;
            for (int row = 0; row < ROWS; row++)
                for (int c = 0; c < width; c++)
                    query[row * width + c] =
                        row < rows && c < head_width ? q[(first + row) * stride + c] * scale : 0;
            int column = 0;
            for (; column + 64 <= padded; column += 64)
                JOIN(NAME, _scores)(query, keys, width, padded, column, scores, 4);
            for (; column < padded; column += 16) JOIN(NAME, _scores)(query, keys, width, padded, column, scores, 1);
            float totals[ROWS];
            for (int row = 0; row < ROWS; row++)
                totals[row] = JOIN(NAME, _softmax)(scores + (long)row * padded, tokens, padded);
            if (first == 0)
                for (int t = 0; t < tokens; t++) class_rows[(long)head * tokens + t] = scores[t] / totals[0];
            column = 0;
            for (; column + 64 <= width; column += 64)
                JOIN(NAME, _sums)(scores, values, tokens, padded, width, column, sums, 4);
            for (; column < width; column += 16)
                JOIN(NAME, _sums)(scores, values, tokens, padded, width, column, sums, 1);
            for (int row = 0; row < rows; row++) {
                const float share = 1 / totals[row];
                float *target = output + (first + row) * output_stride + head * head_width;
                for (int c = 0; c < head_width; c++) target[c] = sums[row * width + c] * share;
            }
        }
    }
}
