// Powers of two of numbers up to 0, for each kind of vectors: the whole part becomes the exponent, the rest goes through
// a polynomial whose relative error is below 2e-7. Below -126 the result is 0.
TARGET static inline __attribute__((always_inline)) lanes JOIN(NAME, _exp2)(lanes x) {
    x = __builtin_elementwise_max(x, (lanes){} - 127.0f);
    // Adding and subtracting 1.5 * 2^23 rounds to the nearest whole number.
    const lanes whole = (x + 12582912.0f) - 12582912.0f, rest = x - whole;
    lanes power = rest * 1.53458118e-4f + 1.33999314e-3f;
    power = power * rest + 9.61848896e-3f;
    power = power * rest + 5.55032878e-2f;
    power = power * rest + 2.40226469e-1f;
    power = power * rest + 6.93147206e-1f;
    power = power * rest + 1.0f;
    const integers exponent = (__builtin_convertvector(whole, integers) + 127) << 23;
    return power * (lanes)exponent;
}
