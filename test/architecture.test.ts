import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SOURCE = fileURLToPath(new URL("../src", import.meta.url));

interface SourceFile {
  /** Below `src`, with slashes. */
  readonly path: string;
  readonly text: string;
  /** What it imports: files as paths below `src`, packages by name. */
  readonly imports: readonly string[];
}

const files: readonly SourceFile[] = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => {
    const text = readFileSync(join(SOURCE, path), "utf8");
    const specifiers = [...text.matchAll(/^(?:import|export)\b[^;]*?from "([^"]+)"/gms)].map(
      ([, name]) => name ?? "",
    );
    const imports = specifiers.map((name) =>
      name.startsWith(".") ? relative(SOURCE, join(SOURCE, dirname(path), name)) : name,
    );
    return { path: slashed(path), text, imports: imports.map(slashed) };
  });

function slashed(path: string): string {
  return path.split(sep).join("/");
}

/** The imports that a rule forbids, as `file -> import`. */
function breaches(
  of: (file: SourceFile) => boolean,
  forbidden: (name: string, file: SourceFile) => boolean,
): string[] {
  return files
    .filter(of)
    .flatMap((file) =>
      file.imports.filter((name) => forbidden(name, file)).map((name) => `${file.path} -> ${name}`),
    );
}

const inFolder = (folder: string) => (file: SourceFile) => file.path.startsWith(`${folder}/`);
const isPackage = (name: string, ...packages: string[]) =>
  packages.some((one) => name === one || name.startsWith(`${one}/`));

describe("the architecture", () => {
  it("is looked at, all of it", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.find(({ path }) => path === "lantern.ts")?.imports).toContain(
      "core/conversation/conversation.ts",
    );
  });

  it("has a core that knows no platform, no web and no file of a model", () => {
    const platforms = ["discord.js", "grammy", "hono", "@hono", "node:http", "node:https", "ws"];
    const outside = (name: string) => /^(?:adapters|metrics|models|plots|lantern|main|config)/.test(name);
    expect(breaches(inFolder("core"), (name) => outside(name) || isPackage(name, ...platforms))).toEqual([]);
  });

  it("has adapters that know the core's words, and neither its insides nor each other", () => {
    const ownFolder = (file: SourceFile) => file.path.split("/").slice(0, 2).join("/");
    const allowedCore = /^core\/[^/]+\.ts$|^core\/engine\/language-model\.ts$/;
    expect(
      breaches(inFolder("adapters"), (name, file) => {
        if (name.startsWith("core/")) return !allowedCore.test(name);
        return (
          /^(?:adapters|models|lantern|main|config)/.test(name) && !name.startsWith(`${ownFolder(file)}/`)
        );
      }),
    ).toEqual([]);
  });

  it.each([
    [
      "node-llama-cpp",
      /^core\/engine\/process\/llama[^/]*\.ts$|^core\/knowledge\/process\/(?:embedder|load-model|ranker)\.ts$|^bench\/plain-way\.ts$/,
    ],
    ["keyv", /^core\/database\//],
    ["@keyv/sqlite", /^core\/database\//],
    ["sqlite3", /^core\/database\/sqlite-file\.ts$/],
    ["discord.js", /^adapters\/discord\//],
    ["grammy", /^adapters\/telegram\//],
    ["hono", /^adapters\/web\//],
    ["@hono/node-server", /^adapters\/web\//],
    ["marked", /^markdown\//],
    ["unpdf", /^core\/knowledge\/process\/reading\//],
    ["htmlparser2", /^core\/knowledge\/process\/reading\//],
    ["csv-parse", /^core\/knowledge\/process\/reading\//],
    ["chokidar", /^core\/knowledge\/process\//],
    ["chinese-conv", /^core\/wording\//],
    ["stemmer", /^core\/wording\//],
    ["prom-client", /^metrics\//],
    ["pino", /^pino-log\.ts$/],
    ["dotenv", /^environment\.ts$|^setup\//],
  ])("keeps %s in its room", (library, room) => {
    expect(
      breaches(
        ({ path }) => !room.test(path),
        (name) => isPackage(name, library),
      ),
    ).toEqual([]);
    expect(
      files.some(({ path, imports }) => room.test(path) && imports.some((name) => isPackage(name, library))),
    ).toBe(true);
  });

  it("touches the process only where a process begins", () => {
    const beginnings = [
      /(?:^|\/)main\.ts$/,
      /^bench\//,
      /^core\/child-program\.ts$/,
      /^models\/download-lock\.ts$/,
      /^data-lock\.ts$/,
    ];
    const others = files.filter(({ path }) => !beginnings.some((one) => one.test(path)));
    expect(
      others.filter(({ text }) => /(?<![.\w-])process\.(?!ts)\w/.test(text)).map(({ path }) => path),
    ).toEqual([]);
  });

  it("has no file that holds more than one idea's worth of lines", () => {
    const long = files.filter(({ text }) => text.split("\n").length > 300);
    expect(long.map(({ path }) => path)).toEqual([]);
  });
});
