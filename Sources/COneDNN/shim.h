#ifndef FOVEA_ONEDNN_SHIM_H
#define FOVEA_ONEDNN_SHIM_H

#include <oneapi/dnnl/dnnl.h>
#include <oneapi/dnnl/dnnl_debug.h>

// oneDNN runs on OpenMP; each compute thread limits its own teams. Declared here because omp.h belongs to a compiler.
void omp_set_num_threads(int count);

// The unconditional "let the library choose the layout" tag is a plain enumerator in C, an awkward global in Swift.
static inline dnnl_status_t fovea_memory_desc_any(
    dnnl_memory_desc_t *desc, int64_t rows, int64_t columns, dnnl_data_type_t type) {
    dnnl_dims_t dims = {rows, columns};
    return dnnl_memory_desc_init_by_tag(desc, 2, dims, type, dnnl_format_tag_any);
}

static inline dnnl_status_t fovea_memory_desc_strided(
    dnnl_memory_desc_t *desc, int64_t rows, int64_t columns, int64_t row_stride, int64_t column_stride,
    dnnl_data_type_t type) {
    dnnl_dims_t dims = {rows, columns};
    dnnl_dims_t strides = {row_stride, column_stride};
    return dnnl_memory_desc_init_by_strides(desc, 2, dims, type, strides);
}

#endif
