// Multiplies small matrices with each kernel that this processor can run, and prints a line of JSON for each product: how far it
// is from sums of doubles, and whether each token got the same alone, bit by bit.

#include "f16-multiply.h"

#include <immintrin.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

using lantern::F16Kernel;

static constexpr float UNTOUCHED = -12345;

struct Aligned {
    uint16_t* data;
    explicit Aligned(size_t count) : data((uint16_t*) std::aligned_alloc(64, (count * 2 + 63) / 64 * 64)) {}
    ~Aligned() { std::free(data); }
};

static float random(unsigned& state) {
    state = state * 1664525u + 1013904223u;
    return (float) (state >> 8) / (1 << 23) - 1;
}

__attribute__((target("f16c"))) static uint16_t narrowed(float value) { return _cvtss_sh(value, 0); }
__attribute__((target("f16c"))) static float widened(uint16_t value) { return _cvtsh_ss(value); }

static void check(const char* name, const F16Kernel& kernel, int blocks, int depth, int tokens, unsigned state) {
    const int rows = blocks * kernel.rows, stride = depth + 3, results = rows + 5;
    std::vector<uint16_t> source((size_t) rows * depth);
    for (auto& weight : source) weight = narrowed(random(state));
    Aligned weights(source.size());
    kernel.arrange(source.data(), weights.data, rows, depth);
    std::vector<float> values((size_t) tokens * stride);
    for (auto& value : values) value = random(state);

    const auto multiply = [&](int first, int end, int token, int count, std::vector<float>& to) {
        kernel.multiply({ weights.data, first, end, values.data() + token * stride, (size_t) stride, count, depth,
            to.data() + token * results, (size_t) results });
    };
    // Two threads share the rows; and each token alone, with all rows.
    std::vector<float> together((size_t) tokens * results, UNTOUCHED), alone = together;
    multiply(0, blocks / 2, 0, tokens, together);
    multiply(blocks / 2, blocks, 0, tokens, together);
    for (int token = 0; token < tokens; token++) multiply(0, blocks, token, 1, alone);

    double farthest = 0;
    bool touchedMore = false;
    for (int token = 0; token < tokens; token++) {
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int column = 0; column < depth; column++)
                sum += (double) widened(source[(size_t) row * depth + column]) * values[token * stride + column];
            farthest = std::fmax(farthest, std::fabs(sum - together[token * results + row]));
        }
        for (int row = rows; row < results; row++) touchedMore |= together[token * results + row] != UNTOUCHED;
    }
    const bool same = memcmp(together.data(), alone.data(), together.size() * sizeof(float)) == 0;
    printf("{\"kernel\":\"%s\",\"blocks\":%d,\"depth\":%d,\"tokens\":%d,\"farthest\":%g,\"sameAlone\":%s,\"touchedMore\":%s}\n", name, blocks,
        depth, tokens, farthest, same ? "true" : "false", touchedMore ? "true" : "false");
}

static void checkAll(const char* name, const F16Kernel& kernel) {
    unsigned state = 1;
    for (int blocks : { 1, 2, 5 })
        for (int depth : { 1, 37, 896 })
            for (int tokens : { 1, 2, 3, 6, 7, 8, 13, 14, 15, 17, 29, 65 }) check(name, kernel, blocks, depth, tokens, ++state);
}

int main() {
    if (__builtin_cpu_supports("avx512f")) checkAll("avx512", lantern::F16_AVX512);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c")) checkAll("avx2", lantern::F16_AVX2);
}
