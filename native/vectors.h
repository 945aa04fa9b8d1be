#pragma once
// The widest numbers that the processor computes with at once, as the compiler was told. What is in here is another thing in each
// file that includes it, so none of it may be seen outside.

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace lantern {
namespace {

#if defined(__AVX512F__)
using Vector = __m512;
constexpr int LANES = 16;
inline Vector widened(const void* at) { return _mm512_cvtph_ps(_mm256_load_si256((const __m256i*) at)); }
inline Vector all(float value) { return _mm512_set1_ps(value); }
inline Vector multiplied(Vector a, Vector b) { return _mm512_mul_ps(a, b); }
inline Vector multiplyAdd(Vector a, Vector b, Vector sum) { return _mm512_fmadd_ps(a, b, sum); }
inline void store(float* at, Vector sum) { _mm512_storeu_ps(at, sum); }
#else
using Vector = __m256;
constexpr int LANES = 8;
inline Vector widened(const void* at) { return _mm256_cvtph_ps(_mm_load_si128((const __m128i*) at)); }
inline Vector all(float value) { return _mm256_set1_ps(value); }
inline Vector multiplied(Vector a, Vector b) { return _mm256_mul_ps(a, b); }
inline Vector multiplyAdd(Vector a, Vector b, Vector sum) { return _mm256_fmadd_ps(a, b, sum); }
inline void store(float* at, Vector sum) { _mm256_storeu_ps(at, sum); }
#endif

// A block of rows fills two vectors.
constexpr int ROWS = 2 * LANES;

// So far ahead that it has arrived when it is needed: the best of 0.5 to 8 KiB where it was measured.
constexpr int PREFETCH_BYTES = 3072;

// Hands out the tokens of a product in parts of at most `most`, all of them for one block before the next one is read: from the
// second part on it is in the cache. `take(first, end, token, count)`.
template <class Take>
void inParts(int first, int end, int tokens, int most, Take take) {
    const int parts = (tokens + most - 1) / most;
    if (parts == 1) return take(first, end, 0, tokens);
    for (int block = first; block < end; block++)
        for (int part = 0; part < parts; part++) {
            const int token = tokens * part / parts, next = tokens * (part + 1) / parts;
            take(block, block + 1, token, next - token);
        }
}

} // namespace
} // namespace lantern
