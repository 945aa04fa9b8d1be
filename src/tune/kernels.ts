interface Kernels {
  /** A file of `native/`. */
  readonly file: string;
  /** The compiler's flags for one kind of processor. */
  readonly flags: readonly string[];
}

const AVX2 = ["-mavx2", "-mfma", "-mf16c"];
const X64: readonly Kernels[] = [
  { file: "multiply-f16.cpp", flags: ["-mavx512f"] },
  { file: "multiply-f16.cpp", flags: AVX2 },
  { file: "multiply-quantized.cpp", flags: ["-mavx512f", "-mavx512vnni", "-mf16c"] },
  { file: "multiply-quantized.cpp", flags: [...AVX2, "-mavxvnni"] },
  { file: "multiply-quantized.cpp", flags: AVX2 },
];

/**
 * What is compiled for single processors of an architecture, as Node names it. Which of it the processor at hand can run is
 * seen when it runs, since a build may be copied to another machine.
 */
export function kernelsFor(arch: string): readonly Kernels[] {
  return arch === "x64" ? X64 : [];
}
