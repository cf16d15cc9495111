#pragma once

#include <sys/prctl.h>

/// Names the calling thread; the kernel keeps the first 15 bytes. prctl is variadic, which Swift cannot call.
static inline void fovea_name_this_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

/// The calling thread's name, written to 16 bytes.
static inline void fovea_get_thread_name(char name[16]) { prctl(PR_GET_NAME, name, 0, 0, 0); }
