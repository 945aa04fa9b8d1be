// Run after `npm install` has changed package-lock.json. npm drops the optional packages of other systems from it when the
// registry in use does not have them, and `npm ci` then refuses the file everywhere. This puts them back, without a sum.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const recordSchema = z.record(z.string(), z.unknown());
const packageSchema = z.object({
  dev: z.boolean().default(false),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

const SYSTEMS = new Map([
  ["mac", "darwin"],
  ["darwin", "darwin"],
  ["win", "win32"],
  ["win32", "win32"],
  ["linux", "linux"],
  ["android", "android"],
  ["freebsd", "freebsd"],
  ["openharmony", "openharmony"],
]);
const PROCESSORS = new Set(["x64", "arm64", "arm", "ia32", "ppc64", "riscv64", "s390x"]);

/**
 * What a package of binaries says about itself in its name, such as `@oxlint/binding-linux-x64-musl`.
 * @param {string} name
 */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = words.flatMap((word) => SYSTEMS.get(word) ?? []);
  const cpu = words.filter((word) => PROCESSORS.has(word));
  const libc = words.flatMap((word) =>
    word.includes("musl") ? ["musl"] : word.startsWith("gnu") ? ["glibc"] : [],
  );
  return { os, cpu, ...(os[0] === "linux" && libc.length > 0 && { libc }) };
}

const file = fileURLToPath(new URL("../package-lock.json", import.meta.url));
const lock = recordSchema.parse(JSON.parse(readFileSync(file, "utf8")));
const packages = new Map(Object.entries(recordSchema.parse(lock["packages"])));
for (const { dev, optionalDependencies } of [...packages.values()].map((one) => packageSchema.parse(one))) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const place = `node_modules/${name}`;
    if (packages.has(place) || !/^\d/.test(version)) continue;
    packages.set(place, { version, ...platformOf(name), ...(dev && { dev }), optional: true });
  }
}
const sorted = [...packages].toSorted(([a], [b]) => (a < b ? -1 : 1)); // the root package, "", stays first
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
