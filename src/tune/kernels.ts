/**
 * What of `native/` is compiled for some processors only, with the compiler's flags for them. Which of it the processor at hand can
 * run is seen when it runs, since a build may be copied to another machine.
 */
export const KERNELS =
  process.arch === "x64"
    ? [
        { file: "multiply-f16.cpp", flags: ["-mavx512f"] },
        { file: "multiply-f16.cpp", flags: ["-mavx2", "-mfma", "-mf16c"] },
        { file: "multiply-quantized.cpp", flags: ["-mavx512f", "-mavx512vnni", "-mf16c"] },
        { file: "multiply-quantized.cpp", flags: ["-mavx2", "-mfma", "-mf16c", "-mavxvnni"] },
        { file: "multiply-quantized.cpp", flags: ["-mavx2", "-mfma", "-mf16c"] },
      ]
    : [];
