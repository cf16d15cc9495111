// What each format's file defines, and what they share.
#ifndef FOVEA_PANELS_OF_FORMATS_H
#define FOVEA_PANELS_OF_FORMATS_H

#include "panels.h"
#include "kernels.h"

#define DECLARE_PRODUCT(NAME)                                                                                   \
    void fovea_##NAME##_product(                                                                                \
        const fovea_layer *layer, const fovea_rows *input, int count, int ending, const fovea_rows *output,     \
        const fovea_layer *next, float *scratch, int part, int parts);
DECLARE_PRODUCT(float32)
DECLARE_PRODUCT(bfloat16)
DECLARE_PRODUCT(bytes)

#define DECLARE_ATTENTION(NAME)                                                                                 \
    void fovea_##NAME##_attention(                                                                              \
        const fovea_rows *qkv, int tokens, int queries, int heads, int head_width, int part, int parts,         \
        const fovea_rows *output, float *class_rows, float *scratch);
DECLARE_ATTENTION(float32)
DECLARE_ATTENTION(bfloat16)

#endif
