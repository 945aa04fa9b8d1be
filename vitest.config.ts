import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** These take half a minute and more each: begun last, one of them would keep all waiting in the end. */
const LONG = /\/test\/(?:adapters\/limits|tune\/|chaos\/|lantern\/|core\/knowledge\/knowledge)/;

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files); // oxlint-disable-line unicorn/no-array-sort -- not that of an array
    return sorted.toSorted((a, b) => Number(LONG.test(b.moduleId)) - Number(LONG.test(a.moduleId)));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    sequence: { sequencer: LongFirst },
    // For two cores: some tests load a model or a browser of their own, others mostly wait.
    maxWorkers: 3,
    // Nothing happens at import, so files can share what is loaded; loading it for each took a fifth of the time.
    isolate: false,
    reporters: process.env["CI"] ? ["default", ["json", { outputFile: ".test-results.json" }]] : ["default"],
  },
});
