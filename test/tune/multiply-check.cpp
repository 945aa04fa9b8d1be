// Multiplies small matrices with each kernel that this processor can run, and prints a line of JSON for each product: how far it
// is from sums of doubles, and whether each token got the same alone, bit by bit.

#include <immintrin.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "multiply.h"
#include "processor.h"

using lantern::Kernel;

static constexpr float UNTOUCHED = -12345;
static constexpr int BLOCK = 32;

static float random(unsigned& state) {
    state = state * 1664525u + 1013904223u;
    return (float) (state >> 8) / (1 << 23) - 1;
}

__attribute__((target("f16c"))) static uint16_t narrowed(float value) { return _cvtss_sh(value, 0); }
__attribute__((target("f16c"))) static float widened(uint16_t value) { return _cvtsh_ss(value); }

// Weights as a model file has them, and what they stand for.
struct Source {
    std::vector<uint8_t> bytes;
    std::vector<double> weights;

    void addScale(uint16_t scale) {
        bytes.push_back(scale & 255);
        bytes.push_back(scale >> 8);
    }
    void addF16(unsigned& state) {
        addScale(narrowed(random(state)));
        weights.push_back(widened(bytes[bytes.size() - 2] | bytes.back() << 8));
    }
    void addQ8_0(unsigned& state) {
        const uint16_t scale = narrowed(random(state) / 100);
        addScale(scale);
        for (int i = 0; i < BLOCK; i++) {
            const int number = i == 5 ? -128 : i == 6 ? 127 : (int) (random(state) * 127);
            bytes.push_back((uint8_t) number);
            weights.push_back((double) widened(scale) * number);
        }
    }
    void addQ4_0(unsigned& state) {
        const uint16_t scale = narrowed(random(state) / 10);
        addScale(scale);
        int numbers[BLOCK];
        for (int& number : numbers) {
            number = (int) ((random(state) + 1) * 8) & 15;
            weights.push_back((double) widened(scale) * (number - 8));
        }
        for (int i = 0; i < BLOCK / 2; i++) bytes.push_back(numbers[i] | numbers[i + BLOCK / 2] << 4);
    }
};

// A token's values as they are, or as blocks of 8 bits have them.
static std::vector<double> rounded(const float* values, int depth, bool toBlocks) {
    std::vector<double> result(values, values + depth);
    for (int block = 0; toBlocks && block < depth; block += BLOCK) {
        float largest = 0;
        for (int i = 0; i < BLOCK; i++) largest = std::fmax(largest, std::fabs(values[block + i]));
        const float factor = largest == 0 ? 0 : 127 / largest, scale = widened(narrowed(largest / 127));
        for (int i = 0; i < BLOCK; i++) result[block + i] = std::nearbyint(values[block + i] * factor) * scale;
    }
    return result;
}

using Add = void (Source::*)(unsigned&);

static void check(const char* name, const Kernel& kernel, Add add, int blocks, int depth, int tokens, unsigned state) {
    const int rows = blocks * kernel.rows, stride = depth + 3, results = rows + 5;
    Source source;
    while (source.weights.size() < (size_t) rows * depth) (source.*add)(state);
    void* const weights = std::aligned_alloc(64, (source.bytes.size() + 63) / 64 * 64);
    kernel.arrange(source.bytes.data(), weights, rows, depth);

    std::vector<float> values((size_t) tokens * stride);
    for (auto& value : values) value = random(state);
    for (int i = 0; i < BLOCK && i < depth; i++) values[i] = 0; // a block without anything
    const size_t preparedBytes = kernel.prepare == nullptr ? 0 : kernel.preparedBytes(depth);
    std::vector<char> prepared(tokens * preparedBytes);
    for (int token = 0; token < tokens && preparedBytes > 0; token++)
        kernel.prepare(values.data() + token * stride, prepared.data() + token * preparedBytes, depth);

    const auto multiply = [&](int first, int end, int token, int count, std::vector<float>& to) {
        const size_t bytes = preparedBytes == 0 ? stride * sizeof(float) : preparedBytes;
        const char* const from = preparedBytes == 0 ? (const char*) values.data() : prepared.data();
        kernel.multiply({ weights, first, end, from + token * bytes, bytes, count, depth, to.data() + token * results, (size_t) results });
    };
    // Two threads share the rows; and each token alone, with all rows.
    std::vector<float> together((size_t) tokens * results, UNTOUCHED), alone = together;
    multiply(0, blocks / 2, 0, tokens, together);
    multiply(blocks / 2, blocks, 0, tokens, together);
    for (int token = 0; token < tokens; token++) multiply(0, blocks, token, 1, alone);
    std::free(weights);

    double farthest = 0;
    bool touchedMore = false;
    for (int token = 0; token < tokens; token++) {
        const auto taken = rounded(values.data() + token * stride, depth, preparedBytes > 0);
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int column = 0; column < depth; column++) sum += source.weights[(size_t) row * depth + column] * taken[column];
            farthest = std::fmax(farthest, std::fabs(sum - together[token * results + row]));
        }
        for (int row = rows; row < results; row++) touchedMore |= together[token * results + row] != UNTOUCHED;
    }
    const bool same = memcmp(together.data(), alone.data(), together.size() * sizeof(float)) == 0;
    printf("{\"kernel\":\"%s\",\"blocks\":%d,\"depth\":%d,\"tokens\":%d,\"farthest\":%g,\"sameAlone\":%s,\"touchedMore\":%s}\n", name, blocks,
        depth, tokens, farthest, same ? "true" : "false", touchedMore ? "true" : "false");
}

static void checkAll(const char* name, const Kernel& kernel, Add add) {
    unsigned state = 1;
    for (int blocks : { 1, 2, 5 })
        for (int depth : { 1, 32, 37, 96, 896 })
            for (int tokens : { 1, 2, 3, 5, 6, 7, 8, 12, 13, 14, 15, 17, 29, 65 })
                if (depth % kernel.columns == 0) check(name, kernel, add, blocks, depth, tokens, ++state);
}

int main() {
    const auto& [avx2, avxVnni, avx512, avx512Vnni] = lantern::processor();
    if (avx512) checkAll("F16 avx512f", lantern::F16_AVX512, &Source::addF16);
    if (avx2) checkAll("F16 avx2", lantern::F16_AVX2, &Source::addF16);
    if (avx512Vnni) {
        checkAll("Q8_0 avx512_vnni", lantern::Q8_0_AVX512, &Source::addQ8_0);
        checkAll("Q4_0 avx512_vnni", lantern::Q4_0_AVX512, &Source::addQ4_0);
    }
    if (avxVnni) {
        checkAll("Q8_0 avx_vnni", lantern::Q8_0_AVX_VNNI, &Source::addQ8_0);
        checkAll("Q4_0 avx_vnni", lantern::Q4_0_AVX_VNNI, &Source::addQ4_0);
    }
    if (avx2) {
        checkAll("Q8_0 avx2", lantern::Q8_0_AVX2, &Source::addQ8_0);
        checkAll("Q4_0 avx2", lantern::Q4_0_AVX2, &Source::addQ4_0);
    }
}
