#ifndef FOVEA_ALLOCATIONS_H
#define FOVEA_ALLOCATIONS_H

#include <stdint.h>

/// Allocations of a thread since it began to count, by who called: the libraries below Fovea or the rest. Locks are those
/// of pthreads that the rest took.
typedef struct {
    uint64_t libraries;
    uint64_t fovea;
    uint64_t locks;
} allocations_count;

/// Starts counting on the calling thread.
void allocations_begin(void);

/// Stops counting on the calling thread and returns the counts.
allocations_count allocations_end(void);

/// Starts counting on the calling thread for good, and returns where another thread can read the counts while this one
/// lives.
const allocations_count *allocations_of_this_thread(void);

/// The counts of a thread that is at work.
allocations_count allocations_now(const allocations_count *thread);

#endif
