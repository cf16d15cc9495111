#include "panels.h"

#include <string.h>

#include "panels_of_formats.h"

#if defined(__x86_64__)
int fovea_has_panels(int format) {
    if (!__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512dq"))
        return 0;
    switch (format) {
        case FOVEA_BFLOAT16: return fovea_has_bfloat16();
        case FOVEA_BYTES: return fovea_has_int8();
        default: return 1;
    }
}

int fovea_has_matrix_unit(void) { return __builtin_cpu_supports("amx-int8") != 0; }

void fovea_product(
    const fovea_layer *layer, const fovea_rows *input, int count, int ending, const fovea_rows *output,
    const fovea_layer *next, float *scratch, int part, int parts) {
    switch (layer->format) {
        case FOVEA_FLOAT32:
            fovea_float32_product(layer, input, count, ending, output, next, scratch, part, parts);
            break;
        case FOVEA_BFLOAT16:
            fovea_bfloat16_product(layer, input, count, ending, output, next, scratch, part, parts);
            break;
        default: fovea_bytes_product(layer, input, count, ending, output, next, scratch, part, parts);
    }
}

void fovea_attention_panels(
    const fovea_rows *qkv, int tokens, int queries, int heads, int head_width, int part, int parts,
    const fovea_rows *output, float *class_rows, float *scratch) {
    if (qkv->format == FOVEA_FLOAT32)
        fovea_float32_attention(
            qkv, tokens, queries, heads, head_width, part, parts, output, class_rows, scratch);
    else
        fovea_bfloat16_attention(
            qkv, tokens, queries, heads, head_width, part, parts, output, class_rows, scratch);
}
#else
// Only processors that `fovea_has_panels` is true for come here.
int fovea_has_panels(int format) { return 0; }

int fovea_has_matrix_unit(void) { return 0; }

void fovea_product(
    const fovea_layer *layer, const fovea_rows *input, int count, int ending, const fovea_rows *output,
    const fovea_layer *next, float *scratch, int part, int parts) {
    __builtin_trap();
}

void fovea_attention_panels(
    const fovea_rows *qkv, int tokens, int queries, int heads, int head_width, int part, int parts,
    const fovea_rows *output, float *class_rows, float *scratch) {
    __builtin_trap();
}
#endif

static int value_bytes(int format) { return format == FOVEA_FLOAT32 ? 4 : format == FOVEA_BFLOAT16 ? 2 : 1; }

long fovea_panel_bytes(int format, int inputs, int outputs) {
    return (long)inputs * value_bytes(format) * ((outputs + FOVEA_PANEL - 1) / FOVEA_PANEL * FOVEA_PANEL);
}

void fovea_pack_panels(int format, const void *weights, int inputs, int outputs, void *panels) {
    const long steps = (long)inputs * value_bytes(format) / 4;
    memset(panels, 0, (size_t)fovea_panel_bytes(format, inputs, outputs));
    for (long output = 0; output < outputs; output++) {
        const char *row = (const char *)weights + output * steps * 4;
        char *column = (char *)panels + (output / FOVEA_PANEL * steps * FOVEA_PANEL + output % FOVEA_PANEL) * 4;
        for (long step = 0; step < steps; step++) memcpy(column + step * FOVEA_PANEL * 4, row + step * 4, 4);
    }
}

long fovea_product_scratch(const fovea_layer *layer, const fovea_rows *output) {
    if (output->format != FOVEA_BYTES) return 0;
    return (long)FOVEA_TILE_ROWS * layer->outputs / output->slices;
}

long fovea_attention_panels_scratch(int tokens, int head_width) {
    const long padded = (tokens + 31) / 32 * 32;
    // Keys, values, and of a tile of queries the scores, one panel of sums, and the shares.
    return 2 * padded * head_width + FOVEA_TILE_ROWS * (2 * padded + FOVEA_PANEL);
}
