// Counts allocations by taking malloc's place in the test program: symbols of the program come before those of any
// library it loads, so oneDNN's and Swift's calls arrive here as well. The caller's return address tells who asked.
#define _GNU_SOURCE
#include "allocations.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static __thread int counting;
static __thread allocations_count counts;

static void count(void *caller) {
    if (!counting) return;
    counting = 0; // dladdr may allocate
    Dl_info info;
    int theirs = dladdr(caller, &info) && info.dli_fname &&
                 (strstr(info.dli_fname, "libdnnl") || strstr(info.dli_fname, "libgomp") ||
                  strstr(info.dli_fname, "libstdc++"));
    if (theirs) counts.libraries++; else counts.fovea++;
    counting = 1;
}

void *malloc(size_t size) {
    count(__builtin_return_address(0));
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count(__builtin_return_address(0));
    return __libc_calloc(number, size);
}

void *realloc(void *pointer, size_t size) {
    count(__builtin_return_address(0));
    return __libc_realloc(pointer, size);
}

void *memalign(size_t alignment, size_t size) {
    count(__builtin_return_address(0));
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count(__builtin_return_address(0));
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **pointer, size_t alignment, size_t size) {
    count(__builtin_return_address(0));
    *pointer = __libc_memalign(alignment, size);
    return *pointer ? 0 : ENOMEM;
}

void allocations_begin(void) {
    counts = (allocations_count){0, 0};
    counting = 1;
}

allocations_count allocations_end(void) {
    counting = 0;
    return counts;
}
