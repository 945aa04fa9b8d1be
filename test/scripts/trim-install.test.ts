import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const SCRIPT = join(import.meta.dirname, "../../scripts/trim-install.mjs");
const BINARIES = "node_modules/@node-llama-cpp";
const BUILT = "node_modules/sqlite3/build/Release";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lantern-trim-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function put(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), "x");
  }
}

function present(path: string): boolean {
  return existsSync(join(root, path));
}

function trim(platform = "linux", arch = "x64") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, root, platform, arch], {
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

describe("trimming the install", () => {
  it.each([
    ["linux", "x64", ["linux-x64", "linux-x64-cuda"]],
    ["linux", "arm", ["linux-armv7l"]],
    ["darwin", "arm64", ["mac-arm64-metal"]],
    ["win32", "x64", ["win-x64"]],
  ])("keeps on %s %s only the binaries that it can load", (platform, arch, kept) => {
    const linux = ["linux-x64", "linux-x64-cuda", "linux-arm64", "linux-armv7l", "linux-riscv64"];
    const others = ["mac-x64", "mac-arm64-metal", "win-x64", "win-arm64", "something-else"];
    const all = [...linux, ...others];
    put(...all.map((name) => `${BINARIES}/${name}/bins/llama.node`));

    expect(trim(platform, arch)).toEqual({ status: 0, output: "" });

    expect(all.filter((name) => present(`${BINARIES}/${name}`)).toSorted()).toEqual(
      [...kept, "something-else"].toSorted(),
    );
  });

  it("keeps of a built sqlite3 what is loaded and what a rebuild needs", () => {
    put(
      `${BUILT}/node_sqlite3.node`,
      `${BUILT}/sqlite3.a`,
      `${BUILT}/obj/gen/sqlite3.c`,
      `${BUILT}/.deps/a.d`,
    );
    put("node_modules/sqlite3/deps/sqlite.tar.gz", "node_modules/sqlite3/lib/sqlite3.js");

    expect(trim()).toEqual({ status: 0, output: "" });

    expect(
      ["node_sqlite3.node", "sqlite3.a", "obj", ".deps"].filter((name) => present(`${BUILT}/${name}`)),
    ).toEqual(["node_sqlite3.node"]);
    expect(present("node_modules/sqlite3/deps/sqlite.tar.gz")).toBe(true);
    expect(present("node_modules/sqlite3/lib/sqlite3.js")).toBe(true);
  });

  it("leaves an unfinished build alone", () => {
    put(`${BUILT}/obj/gen/sqlite3.c`);
    trim();
    expect(present(`${BUILT}/obj/gen/sqlite3.c`)).toBe(true);
  });

  it("leaves packages that are only linked in, as another package manager lays them out", () => {
    put("store/linux-arm64/bins/llama.node", `${BINARIES}/linux-x64/bins/llama.node`);
    symlinkSync(join(root, "store/linux-arm64"), join(root, BINARIES, "linux-arm64"), "junction");
    trim();
    expect(present(`${BINARIES}/linux-arm64/bins/llama.node`)).toBe(true);
  });

  it("does no harm when run twice or where nothing is installed", () => {
    expect(trim()).toEqual({ status: 0, output: "" });
    put(`${BINARIES}/linux-x64/bins/llama.node`, `${BUILT}/node_sqlite3.node`);
    trim();
    expect(trim()).toEqual({ status: 0, output: "" });
    expect(present(`${BINARIES}/linux-x64/bins/llama.node`)).toBe(true);
  });

  it("does not fail the install when things are not what they should be", () => {
    put(BINARIES); // a file where a folder is expected
    expect(trim()).toEqual({ status: 0, output: "" });
  });
});
