#ifndef FOVEA_PANELS_H
#define FOVEA_PANELS_H

#include <stdint.h>

// Linear layers whose weights are packed into panels, for processors with AVX-512. A panel is what 32 outputs need, input
// by input, so that it is read once from front to back; what follows a product is done while it is in the nearest cache.

/// The formats that rows of values come in.
enum { FOVEA_FLOAT32, FOVEA_BFLOAT16, FOVEA_BYTES };

/// The minimum of bytes that a GELU made: just below its smallest value.
#define FOVEA_LEAST (-0.1705f)

/// Rows of values. Bytes stand for `byte * scale + minimum`, with a scale and a minimum for each slice of each row.
typedef struct {
    void *values;
    /// Bytes from one row to the next.
    long stride;
    int format;
    /// Into how many equal slices a row of bytes is divided.
    int slices;
    /// `[rows, slices]`.
    float *scales;
    /// The same; NULL where each is `FOVEA_LEAST`.
    float *minima;
} fovea_rows;

/// A layer's weights.
typedef struct {
    const void *panels;
    /// The format of its weights, which is that of the rows it is multiplied with; bytes are signed here.
    int format;
    int inputs;
    int outputs;
    /// Bytes: into how many slices its inputs are divided, each with scales of its own.
    int slices;
    /// `[outputs]`, as all that follows filled up to a whole panel. What inputs without minima of their own add by
    /// `FOVEA_LEAST` is in it.
    const float *bias;
    /// Bytes: what a step of each weight stands for, and the sums of the weights, `[slices, outputs]`.
    const float *scales;
    const float *sums;
} fovea_layer;

/// How many outputs a panel has; how many rows are multiplied at once, all sums in registers; and the most rows that pass all
/// panels before the next do: their inputs stay in the second cache.
enum { FOVEA_PANEL = 32, FOVEA_TILE_ROWS = 14, FOVEA_CHUNK_ROWS = 224 };

/// Whether this processor runs layers of a format from panels.
int fovea_has_panels(int format);

/// Whether this processor multiplies whole tiles of coarser formats at once (AMX).
int fovea_has_matrix_unit(void);

/// How many bytes the panels of a layer take.
long fovea_panel_bytes(int format, int inputs, int outputs);

/// Packs `[outputs, inputs]` of a format into panels.
void fovea_pack_panels(int format, const void *weights, int inputs, int outputs, void *panels);

/// The floats of scratch memory that each part of a product needs.
long fovea_product_scratch(const fovea_layer *layer, const fovea_rows *output);

/// `output = ending(input x weights + bias)` for `count` rows; `ending` is one of `FOVEA_NONE`, `FOVEA_GELU` and
/// `FOVEA_ADD`, of which the last needs an output of floats. `next`, where there is one, is the layer whose weights are
/// fetched ahead towards the end. Does the `part`th of `parts` equal parts.
void fovea_product(
    const fovea_layer *layer, const fovea_rows *input, int count, int ending, const fovea_rows *output,
    const fovea_layer *next, float *scratch, int part, int parts);

/// Multi-head self-attention of one sequence between the qkv product and the output projection, in 32-bit or in brain
/// floats. `qkv` has q, k and v of `heads * head_width` values each in a row; `output` gets one such row a token, in the
/// same format or in 32-bit floats. `class_rows` `[heads, tokens]` gets how the first token attended to each. Only the
/// first `queries` tokens attend. Does the `part`th of `parts` equal parts. `scratch` has `fovea_attention_panels_scratch` floats.
/// Heads are multiples of 32 wide.
void fovea_attention_panels(
    const fovea_rows *qkv, int tokens, int queries, int heads, int head_width, int part, int parts,
    const fovea_rows *output, float *class_rows, float *scratch);

/// Rows of `width` 32-bit floats, or their GELU, which takes their place, as slice `slice` of rows of bytes from `first` on.
void fovea_quantize_slice(
    float *values, long width, int count, int is_activated, const fovea_rows *output, int first, int slice);

/// How many floats of scratch memory `fovea_attention_panels` needs.
long fovea_attention_panels_scratch(int tokens, int head_width);

#endif
