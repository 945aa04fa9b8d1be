import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // The machines we aim at have two cores, and some tests load a model or a browser of their own.
    maxWorkers: 2,
    reporters: process.env["CI"] ? ["default", ["json", { outputFile: ".test-results.json" }]] : ["default"],
  },
});
