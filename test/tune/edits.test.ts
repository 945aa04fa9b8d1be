import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { edited } from "../../src/tune/edits.ts";
import { TuneError } from "../../src/tune/trouble.ts";

const ADDON = join(dirname(createRequire(import.meta.url).resolve("node-llama-cpp")), "../llama/addon");
const installed = (file: string) => readFileSync(join(ADDON, file), "utf8");

describe("the changes to the library's own sources", () => {
  it("fit the version that is installed, and are what is added", () => {
    const sampler = edited("AddonSampler.cpp", installed("AddonSampler.cpp"));
    expect(sampler).toContain('#include "best-logits.h"');
    expect(sampler.match(/lantern::takeBest/g)).toHaveLength(1);
    const model = edited("AddonModel.cpp", installed("AddonModel.cpp"));
    expect(model).toContain('#include "weights.h"\n#include "release-mapping.h"');
    expect(model.match(/lantern::offerWeights\(\);\n.*llama_model_load_from_file/g)).toHaveLength(1);
    expect(model.match(/lantern::releaseMapping/g)).toHaveLength(1);
  });

  it("leave other files as they are", () => {
    const text = installed("AddonGrammar.cpp");
    expect(edited("AddonGrammar.cpp", text)).toBe(text);
  });

  it("are refused for sources that they were not made for", () => {
    expect(() => edited("AddonSampler.cpp", "// another version\n")).toThrow(TuneError);
    const twice = installed("AddonModel.cpp").repeat(2);
    expect(() => edited("AddonModel.cpp", twice)).toThrow(/AddonModel\.cpp .* another version/);
  });
});
