// Sixteen 32-bit lanes: one register of AVX-512, two of AVX2, four of older processors.
#ifndef FOVEA_VECTORS_H
#define FOVEA_VECTORS_H

typedef float lanes __attribute__((vector_size(64)));
typedef float unaligned __attribute__((vector_size(64), aligned(4)));
typedef float half_lanes __attribute__((vector_size(32)));
typedef float quarter_lanes __attribute__((vector_size(16)));
typedef int integers __attribute__((vector_size(64)));
typedef unsigned unsigned_integers __attribute__((vector_size(64)));
typedef unsigned short halves __attribute__((vector_size(32)));
typedef unsigned short unaligned_halves __attribute__((vector_size(32), aligned(2)));
typedef unsigned char bytes __attribute__((vector_size(16)));
typedef unsigned char unaligned_bytes __attribute__((vector_size(16), aligned(1)));
typedef int unaligned_integers __attribute__((vector_size(64), aligned(4)));

#pragma STDC FP_CONTRACT ON
// Vectors are only passed between functions that become one.
#pragma clang diagnostic ignored "-Wpsabi"

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma")))
#define AVX2 __attribute__((target("avx2,fma")))

enum { VECTORS_PLAIN, VECTORS_AVX2, VECTORS_AVX512 };

/// The widest vectors of the processor that this runs on; the build machine is not the user's.
static inline int fovea_vectors(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
        return VECTORS_AVX512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return VECTORS_AVX2;
#endif
    return VECTORS_PLAIN;
}

#endif
