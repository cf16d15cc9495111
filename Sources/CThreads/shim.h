#pragma once

#include <linux/futex.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

/// Names the calling thread; the kernel keeps the first 15 bytes. prctl is variadic, which Swift cannot call.
static inline void fovea_name_this_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

/// The calling thread's name, written to 16 bytes.
static inline void fovea_get_thread_name(char name[16]) { prctl(PR_GET_NAME, name, 0, 0, 0); }

/// Makes a timer that is a file descriptor; negative where the system has none to give. (Swift's Glibc leaves it out.)
static inline int fovea_timer_make(void) { return timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC); }

/// Makes the descriptor readable once that many nanoseconds (at least 1) have passed; forgets an earlier time.
static inline int fovea_timer_set(int timer, int64_t nanoseconds) {
    struct itimerspec time = {{0, 0}, {nanoseconds / 1000000000, nanoseconds % 1000000000}};
    return timerfd_settime(timer, 0, &time, 0);
}

/// Sleeps while a word of this process holds a value, until woken; may return early. syscall is variadic.
static inline void fovea_sleep_while(const void *word, uint32_t value) {
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

/// Wakes the thread that sleeps at a word.
static inline void fovea_wake(const void *word) { syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0); }

/// The processor that the calling thread is on; a few nanoseconds.
int sched_getcpu(void);
static inline int fovea_processor(void) { return sched_getcpu(); }

/// Moves the calling thread from a processor to any other that the process may use, where there is one.
static inline void fovea_leave_processor(int processor) {
    unsigned long others[16] = {0}, any = 0;
    const unsigned width = 8 * sizeof(unsigned long);
    if (processor < 0 || (unsigned)processor >= 16 * width) return;
    if (syscall(SYS_sched_getaffinity, getpid(), sizeof others, others) < 0) return;
    others[(unsigned)processor / width] &= ~(1ul << ((unsigned)processor % width));
    for (int i = 0; i < 16; i++) any |= others[i];
    if (any) syscall(SYS_sched_setaffinity, 0, sizeof others, others);
}

/// A breath in a loop that waits for another processor: some tens of nanoseconds.
static inline void fovea_breathe(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}
