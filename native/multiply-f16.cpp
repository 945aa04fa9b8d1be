// Weights of 16 bits (F16). Compiled once for each kind of processor.

#include "multiply.h"
#include "vectors.h"

namespace lantern {
namespace {

#if defined(__AVX512F__)
constexpr int MOST_TOKENS = 14;        // two sums for each, in 32 registers
constexpr int MOST_TOKENS_OF_PAIR = 6; // four sums for each
#else
constexpr int MOST_TOKENS = 6; // in 16 registers
constexpr int MOST_TOKENS_OF_PAIR = 2;
#endif

// The rows of a block lie side by side: all values of their first column, then all of the second …
void arrange(const void* source, void* target, size_t rows, size_t depth) {
    const uint16_t* const from = (const uint16_t*) source;
    uint16_t* to = (uint16_t*) target;
    for (size_t block = 0; block < rows; block += ROWS)
        for (size_t column = 0; column < depth; column++)
            for (size_t row = block; row < block + ROWS; row++) *to++ = from[row * depth + column];
}

// `BLOCKS` blocks of rows from `block` on, for `TOKENS` tokens from `token` on. All loops but one are unrolled.
template <int TOKENS, int BLOCKS>
void multiplyBlocks(const Product& product, int block, int token) {
    const size_t depth = product.depth, blockSize = depth * ROWS, stride = product.valuesStride / sizeof(float);
    const uint16_t* const weights = (const uint16_t*) product.weights + block * blockSize;
    const float* const values = (const float*) product.values + token * stride;

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
            const Vector value = all(values[t * stride + column]);
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
void multiplyTokens(const Product& product, int first, int end, int token, int count) {
    if constexpr (TOKENS > 1) {
        if (count < TOKENS) return multiplyTokens<TOKENS - 1>(product, first, end, token, count);
    }
    int block = first;
    if constexpr (TOKENS <= MOST_TOKENS_OF_PAIR) {
        for (; block + 2 <= end; block += 2) multiplyBlocks<TOKENS, 2>(product, block, token);
    }
    for (; block < end; block++) multiplyBlocks<TOKENS, 1>(product, block, token);
}

void multiply(const Product& product) {
    inParts(product.first, product.end, product.tokens, MOST_TOKENS, [&](int first, int end, int token, int count) {
        multiplyTokens<MOST_TOKENS>(product, first, end, token, count);
    });
}

} // namespace

#if defined(__AVX512F__)
const Kernel F16_AVX512 = { ROWS, 1, arrange, nullptr, nullptr, multiply };
#else
const Kernel F16_AVX2 = { ROWS, 1, arrange, nullptr, nullptr, multiply };
#endif

} // namespace lantern
