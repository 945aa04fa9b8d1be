#pragma once
// Multiplies weights of 16 bits (F16) with the values of one token or of many; see f16-multiply.cpp.

#include <cstddef>
#include <cstdint>

namespace lantern {

// Blocks `first` to `end` (not included) of the weights' rows, times the values of each token.
struct F16Product {
    const uint16_t* weights; // as `arrange` leaves them
    int first, end;
    const float* values;     // for each token a row of `depth`
    size_t valuesStride;     // floats from row to row
    int tokens, depth;
    float* results;          // for each token a row, with one value for each row of the weights
    size_t resultsStride;    // floats from row to row
};

// The same work in the instructions of one kind of processor.
struct F16Kernel {
    int rows;          // of a block: the weights' rows must be a multiple of it
    size_t alignment;  // of the weights, in bytes
    void (*arrange)(const uint16_t* source, uint16_t* target, size_t rows, size_t depth);
    void (*multiply)(const F16Product& product);
};

extern const F16Kernel F16_AVX512; // takes AVX512F
extern const F16Kernel F16_AVX2;   // takes AVX2, FMA and F16C

} // namespace lantern
