#include "panels_of_formats.h"

#if defined(__x86_64__)
#define FORMAT 2
#define NAME bytes
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,fma")))
#include "tiles_body.h"
#include "product_body.h"
#endif
