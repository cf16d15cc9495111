#include "kernels.h"

// Twelve independent chains hide the latency of a fused multiply-add on every processor in use; each chain is one
// register. The loop is written once per vector width because the accumulators must be registers, not an array.
#define CHAINS(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11)

#define DEFINE_LOOP(NAME, LANES, TARGET)                                                              \
    TARGET static uint64_t NAME(uint64_t rounds, float *sink) {                                       \
        typedef float vector __attribute__((vector_size(4 * LANES)));                                 \
        const vector b = (vector){} + 0.999f, c = (vector){} + 1e-3f;                                 \
        BEGIN(LANES)                                                                                  \
        for (uint64_t round = 0; round < rounds; round++) {                                           \
            CHAINS(STEP)                                                                              \
        }                                                                                             \
        vector sum = (vector){};                                                                      \
        CHAINS(ADD)                                                                                   \
        for (int lane = 0; lane < LANES; lane++) *sink += sum[lane];                                  \
        return rounds * 12 * LANES * 2;                                                               \
    }

#define BEGIN(LANES) CHAINS(START)
#define START(N) vector a##N = (vector){} + 0.1f * N;
// The empty assembly keeps the compiler from folding rounds together.
#define STEP(N)                \
    a##N = a##N * b + c;       \
    __asm__ volatile("" : REGISTER(a##N));
#define ADD(N) sum += a##N;

#pragma STDC FP_CONTRACT ON

#if defined(__x86_64__)
#define REGISTER(x) "+v"(x)
DEFINE_LOOP(widest_avx512, 16, __attribute__((target("avx512f"))))
#undef REGISTER
#define REGISTER(x) "+x"(x)
DEFINE_LOOP(widest_avx2, 8, __attribute__((target("avx2,fma"))))
DEFINE_LOOP(widest_default, 4, )

uint64_t fovea_fused_multiply_adds(uint64_t rounds, float *sink) {
    if (__builtin_cpu_supports("avx512f")) return widest_avx512(rounds, sink);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return widest_avx2(rounds, sink);
    return widest_default(rounds, sink);
}
#else
#define REGISTER(x) "+w"(x)
DEFINE_LOOP(widest_default, 4, )

uint64_t fovea_fused_multiply_adds(uint64_t rounds, float *sink) { return widest_default(rounds, sink); }
#endif
