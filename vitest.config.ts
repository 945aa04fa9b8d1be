import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // For two cores: some tests load a model or a browser of their own, others mostly wait.
    maxWorkers: 3,
    // Nothing happens at import, so files can share what is loaded; loading it for each took a fifth of the time.
    isolate: false,
    reporters: process.env["CI"] ? ["default", ["json", { outputFile: ".test-results.json" }]] : ["default"],
  },
});
