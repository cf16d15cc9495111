#ifndef FOVEA_ALLOCATIONS_H
#define FOVEA_ALLOCATIONS_H

#include <stdint.h>

/// Allocations of the calling thread since `allocations_begin`, by who called: the libraries below Fovea or the rest.
typedef struct {
    uint64_t libraries;
    uint64_t fovea;
} allocations_count;

/// Starts counting on the calling thread.
void allocations_begin(void);

/// Stops counting on the calling thread and returns the counts.
allocations_count allocations_end(void);

#endif
