#pragma once
// Multiplies the weights of a model with the values of one token or of many.
//
// Reading the weights from memory is most of the work of a small model. So they are read once, in the order in which they lie, for as
// many tokens as the registers have room for. And each sum is added up in the order of the weights' row, whatever else is in
// the batch: what a token gets does not depend on who writes beside it.

#include <cstddef>
#include <cstdint>

namespace lantern {

// Blocks `first` to `end` (not included) of the weights' rows, times the values of each token.
struct Product {
    const void* weights;   // as `arrange` leaves them
    int first, end;
    const void* values;    // for each token a row: `depth` floats, or what `prepare` made of them
    size_t valuesStride;   // bytes from row to row
    int tokens, depth;
    float* results;        // for each token a row, with one value for each row of the weights
    size_t resultsStride;  // floats from row to row
};

// How weights of one type are multiplied in the instructions of one kind of processor.
struct Kernel {
    int rows;       // of a block: the weights' rows must be a multiple of it,
    int columns;    // and their columns of this
    // As llama.cpp has them, row after row, into as many bytes, which begin at a multiple of 64.
    void (*arrange)(const void* source, void* target, size_t rows, size_t depth);
    size_t (*preparedBytes)(size_t depth); // of one token's values; null: they are taken as they are
    void (*prepare)(const float* values, void* prepared, size_t depth);
    void (*multiply)(const Product& product);
};

extern const Kernel F16_AVX512; // AVX512F
extern const Kernel F16_AVX2;   // AVX2, FMA, F16C

// Blocks of 32 numbers of 8 or 4 bits with a scale each (Q8_0, Q4_0). Values are rounded to 8 bits just as llama.cpp does it.
extern const Kernel Q8_0_AVX512, Q4_0_AVX512;     // AVX512F, AVX512VNNI
extern const Kernel Q8_0_AVX_VNNI, Q4_0_AVX_VNNI; // AVX2, FMA, F16C, AVX-VNNI
extern const Kernel Q8_0_AVX2, Q4_0_AVX2;         // AVX2, FMA, F16C

} // namespace lantern
