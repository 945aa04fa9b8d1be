import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const root = new URL("..", import.meta.url);
const packed = z.tuple([z.object({ files: z.array(z.object({ path: z.string() })) })]);

describe("the package", () => {
  it("holds what runs, the demo model and the documents, and nothing else", () => {
    const said = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const paths = packed.parse(JSON.parse(said))[0].files.map(({ path }) => path);
    for (const wanted of [
      "bin/lantern.mjs",
      "dist/main.js",
      "models/demo/lamp-tiny.gguf",
      "native/best-logits.h",
      "native/multiply-f16.cpp",
      ".env.example",
      "LICENSE",
    ]) {
      expect(paths).toContain(wanted);
    }
    const strangers = paths.filter(
      (path) =>
        !/^(?:bin|dist|docs|models|native|scripts)\/|^[A-Z]|^\.env\.example$|^package\.json$/.test(path),
    );
    expect(strangers).toEqual([]);
    expect(paths.filter((path) => /^(?:src|test|data)\/|^\.env$/.test(path))).toEqual([]);
  });

  it("has one command, which names its tools when it is asked for another", () => {
    const { status, stderr } = spawnSync(process.execPath, ["bin/lantern.mjs", "fly"], {
      cwd: root,
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "lantern [setup|doctor|backup|restore|ask|tune]: without a word it starts the bot.\n",
    });
  });
});
