#include "panels_of_formats.h"

#if defined(__x86_64__)
#define FORMAT 1
#define NAME bfloat16
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,fma")))
#include "tiles_body.h"
#include "product_body.h"
#include "attention_panels_body.h"
#endif
