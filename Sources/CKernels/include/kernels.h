#ifndef FOVEA_KERNELS_H
#define FOVEA_KERNELS_H

#include <stdint.h>

/// Runs `rounds` rounds of independent fused multiply-adds in registers alone, with the widest vectors of the processor
/// it runs on, and returns the floating-point operations done (two per multiply-add). `sink` keeps the result alive.
uint64_t fovea_fused_multiply_adds(uint64_t rounds, float *sink);

#endif
