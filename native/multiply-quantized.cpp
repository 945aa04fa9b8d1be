// Weights of 8 or 4 bits in blocks of 32 with a scale each (Q8_0, Q4_0). Compiled once for each kind of processor.
//
// The values of a token are rounded to 8 bits in blocks of 32 too. Then four products are added up in one instruction, which takes
// one factor without a sign: the weights, moved up by OFFSET. What that adds is the same for all rows, and taken away at the start.

#include <cstring>

#include "multiply.h"
#include "vectors.h"

namespace lantern {
namespace {

constexpr int BLOCK = 32;   // numbers with one scale
constexpr int QUADS = BLOCK / 4;

#if defined(__AVX512F__)
using Numbers = __m512i; // bytes, or sums of 32 bits
inline Numbers load(const uint8_t* at) { return _mm512_load_si512(at); }
inline Numbers allOf(int32_t value) { return _mm512_set1_epi32(value); }
inline Numbers lowHalves(Numbers bytes) { return _mm512_and_si512(bytes, _mm512_set1_epi8(15)); }
inline Numbers highHalves(Numbers bytes) { return lowHalves(_mm512_srli_epi32(bytes, 4)); }
inline Vector asFloats(Numbers sums) { return _mm512_cvtepi32_ps(sums); }
constexpr int MOST_TOKENS = 12; // two sums for each, in 32 registers
#else
using Numbers = __m256i;
inline Numbers load(const uint8_t* at) { return _mm256_load_si256((const Numbers*) at); }
inline Numbers allOf(int32_t value) { return _mm256_set1_epi32(value); }
inline Numbers lowHalves(Numbers bytes) { return _mm256_and_si256(bytes, _mm256_set1_epi8(15)); }
inline Numbers highHalves(Numbers bytes) { return lowHalves(_mm256_srli_epi32(bytes, 4)); }
inline Vector asFloats(Numbers sums) { return _mm256_cvtepi32_ps(sums); }
constexpr int MOST_TOKENS = 5; // in 16 registers
#endif

#if defined(__AVX512VNNI__) || defined(__AVXVNNI__)
constexpr int Q8_0_OFFSET = 128;
template <bool>
inline Numbers addProducts(Numbers sums, Numbers weights, Numbers values) {
#if defined(__AVX512VNNI__)
    return _mm512_dpbusd_epi32(sums, weights, values);
#else
    return _mm256_dpbusd_avx_epi32(sums, weights, values);
#endif
}
#else
// In three steps. The first adds two products in 16 bits, where weights of up to 255 have no room: they keep their sign, and it is
// the values that are turned round where it is negative.
constexpr int Q8_0_OFFSET = 0;
template <bool SIGNED>
inline Numbers addProducts(Numbers sums, Numbers weights, Numbers values) {
    const Numbers sizes = SIGNED ? _mm256_abs_epi8(weights) : weights;
    const Numbers pairs = _mm256_maddubs_epi16(sizes, SIGNED ? _mm256_sign_epi8(values, weights) : values);
    return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}
#endif

// Of one block of columns: of all rows the numbers, four of a row side by side, then the scales.
struct Q8_0 {
    static constexpr int BYTES = BLOCK;   // of the numbers of one row
    static constexpr int OFFSET = Q8_0_OFFSET;
    static uint8_t arranged(uint8_t number) { return number + OFFSET; } // -128 … 127 as 0 … 255
    static constexpr int LOADS = QUADS;
    static constexpr int QUADS_OF_LOAD = 1;
    static Numbers quad(Numbers bytes, int) { return bytes; }
    static int place(int load, int) { return load; }
};

// Two numbers in a byte: of a row's 32 the first 16 in the low halves, the others in the high ones.
struct Q4_0 {
    static constexpr int BYTES = BLOCK / 2;
    static constexpr int OFFSET = 8;
    static uint8_t arranged(uint8_t numbers) { return numbers; }     // 0 … 15 as they are
    static constexpr int LOADS = QUADS / 2;
    static constexpr int QUADS_OF_LOAD = 2;
    static Numbers quad(Numbers bytes, int half) { return half == 0 ? lowHalves(bytes) : highHalves(bytes); }
    static int place(int load, int half) { return load + half * LOADS; }
};

template <class Type>
constexpr size_t BLOCK_BYTES = (size_t) ROWS * (Type::BYTES + sizeof(uint16_t));

// In the file each row has, for each of its blocks, the scale and then the numbers.
template <class Type>
void arrange(const void* source, void* target, size_t rows, size_t depth) {
    constexpr size_t SCALE = sizeof(uint16_t), BYTES = SCALE + Type::BYTES;
    const size_t blocks = depth / BLOCK;
    uint8_t* to = (uint8_t*) target;
    for (size_t first = 0; first < rows; first += ROWS)
        for (size_t block = 0; block < blocks; block++) {
            const uint8_t* const from = (const uint8_t*) source + (first * blocks + block) * BYTES;
            for (int load = 0; load < Type::LOADS; load++)
                for (int row = 0; row < ROWS; row++)
                    for (int i = 0; i < 4; i++) *to++ = Type::arranged(from[row * blocks * BYTES + SCALE + load * 4 + i]);
            for (int row = 0; row < ROWS; row++, to += SCALE) memcpy(to, from + row * blocks * BYTES, SCALE);
        }
}

// A token's values, prepared: its numbers, then for each block of them the scale, then for each what its sums begin with. In bytes.
struct Layout {
    size_t scales, starts, end;
    explicit Layout(size_t depth)
        : scales(depth), starts(scales + depth / BLOCK * sizeof(float)), end(starts + depth / BLOCK * sizeof(int32_t)) {}
};

size_t preparedBytes(size_t depth) { return Layout(depth).end; }

// As llama.cpp does it, down to the scale that is rounded to 16 bits.
template <class Type>
void prepare(const float* values, void* prepared, size_t depth) {
    const Layout layout(depth);
    int8_t* numbers = (int8_t*) prepared;
    float* scales = (float*) ((char*) prepared + layout.scales);
    int32_t* starts = (int32_t*) ((char*) prepared + layout.starts);
    for (size_t block = 0; block < depth / BLOCK; block++, values += BLOCK, numbers += BLOCK) {
        int32_t bits[BLOCK], largestBits = 0;
        memcpy(bits, values, sizeof bits);
        for (int i = 0; i < BLOCK; i++) { // the sizes of floats are in the order of their bits
            const int32_t size = bits[i] & 0x7fffffff;
            largestBits = size > largestBits ? size : largestBits;
        }
        float largest;
        memcpy(&largest, &largestBits, sizeof largest);
        const float factor = largest == 0 ? 0 : 127 / largest;
        int32_t sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            const int32_t number = (int32_t) __builtin_rintf(values[i] * factor);
            numbers[i] = (int8_t) number;
            sum += number;
        }
        *scales++ = _cvtsh_ss(_cvtss_sh(largest / 127, _MM_FROUND_TO_NEAREST_INT));
        *starts++ = -Type::OFFSET * sum;
    }
}

template <class Value>
inline Value read(const char* at) {
    Value value;
    memcpy(&value, at, sizeof value);
    return value;
}

// The rows of `block` for `TOKENS` tokens from `token` on.
template <class Type, int TOKENS>
void multiplyBlock(const Product& product, int block, int token) {
    const size_t depth = product.depth, blocks = depth / BLOCK;
    const uint8_t* at = (const uint8_t*) product.weights + block * blocks * BLOCK_BYTES<Type>;
    const Layout layout(depth);
    const size_t stride = product.valuesStride;
    const char* const values = (const char*) product.values + token * stride;

    Vector sums[TOKENS][2];
    for (int t = 0; t < TOKENS; t++) sums[t][0] = sums[t][1] = all(0);

    for (size_t column = 0; column < blocks; column++, at += BLOCK_BYTES<Type>) {
        Numbers products[TOKENS][2];
#pragma GCC unroll 16
        for (int t = 0; t < TOKENS; t++)
            products[t][0] = products[t][1] = allOf(read<int32_t>(values + t * stride + layout.starts + column * sizeof(int32_t)));
#pragma GCC unroll 8
        for (int i = 0; i < Type::LOADS; i++) {
            const uint8_t* const bytes = at + i * 4 * ROWS;
            __builtin_prefetch(bytes + PREFETCH_BYTES);
            __builtin_prefetch(bytes + PREFETCH_BYTES + 64); // with 16 rows the same line again
            const Numbers first = load(bytes), second = load(bytes + 4 * LANES);
#pragma GCC unroll 2
            for (int part = 0; part < Type::QUADS_OF_LOAD; part++) {
                const Numbers rows[2] = { Type::quad(first, part), Type::quad(second, part) };
                const char* const quad = values + column * BLOCK + Type::place(i, part) * 4;
#pragma GCC unroll 16
                for (int t = 0; t < TOKENS; t++) {
                    const Numbers four = allOf(read<int32_t>(quad + t * stride));
                    products[t][0] = addProducts<Type::OFFSET == 0>(products[t][0], rows[0], four);
                    products[t][1] = addProducts<Type::OFFSET == 0>(products[t][1], rows[1], four);
                }
            }
        }
        const uint8_t* const scales = at + Type::BYTES * ROWS;
        const Vector scale[2] = { widened(scales), widened(scales + 2 * LANES) };
#pragma GCC unroll 16
        for (int t = 0; t < TOKENS; t++) {
            const Vector scaleOfValues = all(read<float>(values + t * stride + layout.scales + column * sizeof(float)));
            sums[t][0] = multiplyAdd(asFloats(products[t][0]), multiplied(scale[0], scaleOfValues), sums[t][0]);
            sums[t][1] = multiplyAdd(asFloats(products[t][1]), multiplied(scale[1], scaleOfValues), sums[t][1]);
        }
    }

    for (int t = 0; t < TOKENS; t++) {
        float* const results = product.results + (token + t) * product.resultsStride + (size_t) block * ROWS;
        store(results, sums[t][0]);
        store(results + LANES, sums[t][1]);
    }
}

template <class Type, int TOKENS>
void multiplyTokens(const Product& product, int first, int end, int token, int count) {
    if constexpr (TOKENS > 1) {
        if (count < TOKENS) return multiplyTokens<Type, TOKENS - 1>(product, first, end, token, count);
    }
    for (int block = first; block < end; block++) multiplyBlock<Type, TOKENS>(product, block, token);
}

template <class Type>
void multiply(const Product& product) {
    inParts(product.first, product.end, product.tokens, MOST_TOKENS, [&](int first, int end, int token, int count) {
        multiplyTokens<Type, MOST_TOKENS>(product, first, end, token, count);
    });
}

template <class Type>
constexpr Kernel KERNEL = { ROWS, BLOCK, arrange<Type>, preparedBytes, prepare<Type>, multiply<Type> };

} // namespace

#if defined(__AVX512F__)
const Kernel Q8_0_AVX512 = KERNEL<Q8_0>, Q4_0_AVX512 = KERNEL<Q4_0>;
#elif defined(__AVXVNNI__)
const Kernel Q8_0_AVX_VNNI = KERNEL<Q8_0>, Q4_0_AVX_VNNI = KERNEL<Q4_0>;
#else
const Kernel Q8_0_AVX2 = KERNEL<Q8_0>, Q4_0_AVX2 = KERNEL<Q4_0>;
#endif

} // namespace lantern
