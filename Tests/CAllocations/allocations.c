// Counts allocations by taking malloc's place in the test program: symbols of the program come before those of any
// library it loads, so oneDNN's and Swift's calls arrive here as well. The caller's return address tells who asked.
// Locks are counted the same way.
#define _GNU_SOURCE
#include "allocations.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static __thread int counting;
static __thread allocations_count counts;

static int is_theirs(void *caller) {
    static const char *libraries[] = {"libdnnl", "libgomp", "libstdc++", "libzmq"};
    Dl_info info;
    if (!dladdr(caller, &info) || !info.dli_fname) return 0;
    for (size_t index = 0; index < sizeof libraries / sizeof *libraries; index++)
        if (strstr(info.dli_fname, libraries[index])) return 1;
    return 0;
}

static void add(uint64_t *number) { __atomic_fetch_add(number, 1, __ATOMIC_RELAXED); }

static void count(void *caller) {
    if (!counting) return;
    counting = 0; // dladdr may allocate
    add(is_theirs(caller) ? &counts.libraries : &counts.fovea);
    counting = 1;
}

int pthread_mutex_lock(pthread_mutex_t *mutex) {
    static int (*lock)(pthread_mutex_t *);
    int (*found)(pthread_mutex_t *) = __atomic_load_n(&lock, __ATOMIC_RELAXED);
    if (!found) {
        found = (int (*)(pthread_mutex_t *))dlsym(RTLD_NEXT, "pthread_mutex_lock");
        __atomic_store_n(&lock, found, __ATOMIC_RELAXED);
    }
    if (counting) {
        counting = 0;
        if (!is_theirs(__builtin_return_address(0))) add(&counts.locks);
        counting = 1;
    }
    return found(mutex);
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
    counts = (allocations_count){0, 0, 0};
    counting = 1;
}

allocations_count allocations_end(void) {
    counting = 0;
    return counts;
}

const allocations_count *allocations_of_this_thread(void) {
    allocations_begin();
    return &counts;
}

allocations_count allocations_now(const allocations_count *thread) {
    return (allocations_count){
        __atomic_load_n(&thread->libraries, __ATOMIC_RELAXED),
        __atomic_load_n(&thread->fovea, __ATOMIC_RELAXED),
        __atomic_load_n(&thread->locks, __ATOMIC_RELAXED),
    };
}
