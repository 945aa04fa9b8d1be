#pragma once
// What the processor can do, and the system lets programs do.

#include <cpuid.h>

namespace lantern {

struct Processor {
    bool avx2;       // with FMA and F16C, which all that have it have too
    bool avxVnni;
    bool avx512;     // AVX512F
    bool avx512Vnni;
};

inline const Processor& processor() {
    static const Processor found = [] {
        unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
        const bool hasVnni = __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) && (eax & 1 << 4); // not every compiler knows its name
        const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        const bool avx512 = avx2 && __builtin_cpu_supports("avx512f");
        return Processor{ avx2, avx2 && hasVnni, avx512, avx512 && __builtin_cpu_supports("avx512vnni") };
    }();
    return found;
}

} // namespace lantern
