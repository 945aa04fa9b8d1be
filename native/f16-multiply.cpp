// Multiplies weights of 16 bits (F16) with the values of one token or of many. Compiled once for each kind of processor.
//
// Reading the weights from memory is most of the work of a small model. So they are read once, in the order in which they lie, for
// as many tokens as the registers have room for. And each sum is added up in the order of the weights' row, whatever else is
// in the batch: what a token gets does not depend on who writes beside it.

#include "f16-multiply.h"

#include <immintrin.h>

namespace lantern {
namespace { // the functions of one kind must not be taken for those of the other

#if defined(__AVX512F__)
using Vector = __m512;
constexpr int LANES = 16;
constexpr int MOST_TOKENS = 14;        // two sums for each, in 32 registers
constexpr int MOST_TOKENS_OF_PAIR = 6; // four sums for each
inline Vector widened(const uint16_t* at) { return _mm512_cvtph_ps(_mm256_load_si256((const __m256i*) at)); }
inline Vector all(float value) { return _mm512_set1_ps(value); }
inline Vector multiplyAdd(Vector a, Vector b, Vector sum) { return _mm512_fmadd_ps(a, b, sum); }
inline void store(float* at, Vector sum) { _mm512_storeu_ps(at, sum); }
#else
using Vector = __m256;
constexpr int LANES = 8;
constexpr int MOST_TOKENS = 6; // in 16 registers
constexpr int MOST_TOKENS_OF_PAIR = 2;
inline Vector widened(const uint16_t* at) { return _mm256_cvtph_ps(_mm_load_si128((const __m128i*) at)); }
inline Vector all(float value) { return _mm256_set1_ps(value); }
inline Vector multiplyAdd(Vector a, Vector b, Vector sum) { return _mm256_fmadd_ps(a, b, sum); }
inline void store(float* at, Vector sum) { _mm256_storeu_ps(at, sum); }
#endif

constexpr int ROWS = 2 * LANES;
// So far ahead that it has arrived when it is needed: the best of 0.5 to 8 KiB where it was measured.
constexpr int PREFETCH_BYTES = 3072;

// The rows of a block lie side by side: all values of their first column, then all of the second …
void arrange(const uint16_t* source, uint16_t* target, size_t rows, size_t depth) {
    for (size_t block = 0; block < rows; block += ROWS)
        for (size_t column = 0; column < depth; column++)
            for (size_t row = block; row < block + ROWS; row++) *target++ = source[row * depth + column];
}

// `BLOCKS` blocks of rows from `block` on, for `TOKENS` tokens from `token` on. All loops but one are unrolled.
template <int TOKENS, int BLOCKS>
void multiplyBlocks(const F16Product& product, int block, int token) {
    const size_t depth = product.depth, blockSize = depth * ROWS;
    const uint16_t* const weights = product.weights + block * blockSize;
    const float* const values = product.values + token * product.valuesStride;

    Vector sums[TOKENS][BLOCKS][2];
    for (int t = 0; t < TOKENS; t++)
        for (int b = 0; b < BLOCKS; b++) sums[t][b][0] = sums[t][b][1] = all(0);

    for (size_t column = 0; column < depth; column++) {
        Vector rows[BLOCKS][2];
#pragma GCC unroll 2
        for (int b = 0; b < BLOCKS; b++) {
            const uint16_t* const at = weights + b * blockSize + column * ROWS;
            __builtin_prefetch((const char*) at + PREFETCH_BYTES);
            rows[b][0] = widened(at);
            rows[b][1] = widened(at + LANES);
        }
#pragma GCC unroll 16
        for (int t = 0; t < TOKENS; t++) {
            const Vector value = all(values[t * product.valuesStride + column]);
#pragma GCC unroll 2
            for (int b = 0; b < BLOCKS; b++) {
                sums[t][b][0] = multiplyAdd(rows[b][0], value, sums[t][b][0]);
                sums[t][b][1] = multiplyAdd(rows[b][1], value, sums[t][b][1]);
            }
        }
    }

    for (int t = 0; t < TOKENS; t++) {
        float* const results = product.results + (token + t) * product.resultsStride + (size_t) block * ROWS;
        for (int b = 0; b < BLOCKS; b++) {
            store(results + b * ROWS, sums[t][b][0]);
            store(results + b * ROWS + LANES, sums[t][b][1]);
        }
    }
}

// Blocks `first` to `end` for `count` tokens from `token` on, at most `TOKENS`.
template <int TOKENS>
void multiplyTokens(const F16Product& product, int first, int end, int token, int count) {
    if constexpr (TOKENS > 1) {
        if (count < TOKENS) return multiplyTokens<TOKENS - 1>(product, first, end, token, count);
    }
    int block = first;
    if constexpr (TOKENS <= MOST_TOKENS_OF_PAIR) {
        for (; block + 2 <= end; block += 2) multiplyBlocks<TOKENS, 2>(product, block, token);
    }
    for (; block < end; block++) multiplyBlocks<TOKENS, 1>(product, block, token);
}

void multiply(const F16Product& product) {
    const int parts = (product.tokens + MOST_TOKENS - 1) / MOST_TOKENS;
    if (parts == 1) return multiplyTokens<MOST_TOKENS>(product, product.first, product.end, 0, product.tokens);
    // All tokens take a block before the next one is read: from the second part on it is in the cache.
    for (int block = product.first; block < product.end; block++)
        for (int part = 0; part < parts; part++) {
            const int token = product.tokens * part / parts, next = product.tokens * (part + 1) / parts;
            multiplyTokens<MOST_TOKENS>(product, block, block + 1, token, next - token);
        }
}

} // namespace

#if defined(__AVX512F__)
const F16Kernel F16_AVX512 = { ROWS, sizeof(Vector), arrange, multiply };
#else
const F16Kernel F16_AVX2 = { ROWS, sizeof(Vector), arrange, multiply };
#endif

} // namespace lantern
