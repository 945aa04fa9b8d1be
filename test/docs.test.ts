import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { startWeb } from "./adapters/web/running-web.ts";
import { type DocsPage, readPage, ROOT } from "./docs-pages.ts";

const run = promisify(execFile);

const markdownIn = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => (folder === "" ? name : `${folder}/${name}`));

const pages = [...markdownIn(""), ...markdownIn("docs"), ...markdownIn("models")].map(readPage);
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));
const settings = new Set(
  [...readFileSync(join(ROOT, ".env.example"), "utf8").matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name),
);

/** The commands of a line, without who gives them, with which environment, and when. */
function commandsOf(line: string): string[] {
  return line
    .replace(/^[\d*]+(?: [\d*]+){4} /, "")
    .split(" && ")
    .map((command) => command.replace(/^(?:sudo (?:-u \w+ )?(?:env )?)?(?:[A-Z_]+=\S+ )*/, ""));
}

/** How it is known that a command works: a test runs it or its program, it is run below, or it cannot be run here. */
type Checked = { readonly test: string } | { readonly shows: string } | { readonly notHere: string };

const WHOLE_BOT = { test: "test/lantern/start.test.ts" };
const VITEST = { notHere: "it would run within itself; its files are looked for" };
const MACHINE = { notHere: "it changes the machine, or needs one with systemd" };
const DOCKER = { notHere: "it needs Docker; the programs it starts are looked for" };

const COMMANDS: readonly (readonly [RegExp, Checked])[] = [
  [
    /^npm ci$/,
    { notHere: "it replaces the packages that this test uses; it is how the checks begin, .ci/run" },
  ],
  [/^npm start$/, WHOLE_BOT],
  [/^npm run build$/, WHOLE_BOT],
  [/^npm test$/, { notHere: "it is what runs this" }],
  [/^npm run check$/, { notHere: "it is run beside the tests, .ci/run" }],
  [/^npm run setup$/, { test: "test/setup/run-setup.test.ts" }],
  [/^npm run doctor$/, { test: "test/doctor/program.test.ts" }],
  [/^npm run backup(?: -- \S+)?$/, { test: "test/backup/back-up.test.ts" }],
  [/^npm run restore -- FILE$/, { test: "test/backup/restore.test.ts" }],
  [/^npm run bench -- /, { test: "test/bench/bench.test.ts" }],
  [/^npm run bench:knowledge -- /, { test: "test/bench/knowledge/program.test.ts" }],
  [/^npm run ask -- /, { test: "test/ask/program.test.ts" }],
  [/^npm run tune(?: -- --remove)?$/, { test: "test/tune/tune.test.ts" }],
  [/^npm run chaos -- /, { test: "test/chaos/chaos.test.ts" }],
  [/^npx vitest (?:run )?/, VITEST],
  [/^npx tsc -p examples\/terminal$/, { test: "test/examples/terminal.test.ts" }],
  [/^node examples\/dist\/examples\/terminal\/main\.js$/, { test: "test/examples/terminal.test.ts" }],
  [/^node dist\/doctor\/main\.js$/, { test: "test/doctor/program.test.ts" }],
  [
    /^(?:\/usr\/bin\/)?node dist\/backup\/main\.js (?:backup|restore FILE)$/,
    { test: "test/backup/restore.test.ts" },
  ],
  [/^curl -N localhost:7860\/api\/chat /, { shows: "echo: hello" }],
  [/^curl localhost:7860\/healthz$/, { shows: '"ready":true' }],
  [/^docker (?:build|run|compose) /, DOCKER],
  [/^systemctl |^journalctl /, MACHINE],
  [/^useradd |^chown |^cp |^find |^git |^cd /, MACHINE],
];

function howChecked(command: string): Checked | undefined {
  return COMMANDS.find(([known]) => known.test(command))?.[1];
}

const commands = [...new Set(pages.flatMap(({ typed }) => typed.flatMap(commandsOf)))];
/** All that stands in code, a line each. */
const code = pages.flatMap(({ typed, spans }) => typed.concat(spans)).join("\n");

describe("the commands in the documentation", () => {
  it("are all known, with how each is checked", () => {
    expect(commands.length).toBeGreaterThan(20);
    expect(commands.filter((command) => howChecked(command) === undefined)).toEqual([]);
  });

  it("are all still there, and so are the tests that check them", () => {
    const idle = COMMANDS.filter(([known]) => !commands.some((command) => known.test(command)));
    expect(idle.map(([known]) => String(known))).toEqual([]);
    const tests = COMMANDS.flatMap(([, checked]) => ("test" in checked ? [checked.test] : []));
    expect(tests.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it("name scripts and files that exist", () => {
    const asked = code.matchAll(/\bnpm (?:run )?(?:-s )?([a-z][\w:-]*)/g);
    const ofNpm = new Set(["ci", "install", "pack"]);
    const names = [...asked].map(([, name = ""]) => name).filter((name) => !ofNpm.has(name));
    expect(names.filter((name) => scripts[name] === undefined)).toEqual([]);

    const programs = [code, ...Object.values(scripts)]
      .join("\n")
      .matchAll(/(?<![\w/])(?:\/app\/)?dist\/([\w/-]+)\.js\b/g);
    const sources = [...programs].map(([, path = ""]) => `src/${path}.ts`);
    const files = [...code.matchAll(/(?<=^|\s)(?:src|test|scripts|deploy|examples)\/[\w./-]+/gm)]
      .map(([path]) => path)
      .filter((path) => !/NAME|PLATFORM|^examples\/dist/.test(path));
    expect(sources.length).toBeGreaterThan(5);
    expect(files.length).toBeGreaterThan(20);
    expect([...sources, ...files].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it.each(["doctor", "backup", "bench", "ask"])(
    "use no option that npm run %s does not tell about",
    async (name) => {
      const { stdout: help } = await run(process.execPath, [`dist/${name}/main.js`, "--help"], { cwd: ROOT });
      const used = [...code.matchAll(new RegExp(`^npm run (?:-s )?${name} -- .*`, "gm"))].join("\n");
      const options = used.match(/(?<= )--[a-z]+/g) ?? [];
      expect(help).toContain(`npm run ${name}`);
      expect(options.filter((option) => !help.includes(option))).toEqual([]);
    },
  );

  it.each(commands.filter((command) => command.startsWith("curl ")))("work: %s", async (command) => {
    await using web = await startWeb();
    const checked = howChecked(command);
    const shows = checked && "shows" in checked ? checked.shows : "";
    expect(shows).not.toBe("");
    const { stdout } = await run("sh", ["-c", command.replace("localhost:7860", new URL(web.url).host)]);
    expect(stdout).toContain(shows);
  });
});

describe("the documentation", () => {
  it.each(pages)("links to what is there: $path", ({ path, links }) => {
    const broken = links
      .filter((href) => !/^[a-z]+:/.test(href))
      .filter((href) => {
        const [file = "", anchor] = href.split("#");
        const target = file === "" ? path : join(dirname(path), file);
        if (!existsSync(join(ROOT, target))) return true;
        if (anchor === undefined) return false;
        return !pages.some(
          (page) =>
            page.path === target &&
            page.headings.some((heading) => heading.anchor === decodeURIComponent(anchor)),
        );
      });
    expect(broken).toEqual([]);
  });

  it("names no setting that .env.example does not have", () => {
    // Of other programs, of the tests, or words that stand for something.
    const others =
      /^(?:HTTPS_PROXY|NODE_USE_ENV_PROXY|NODE|CHROMIUM_PATH|YOUR_ID|FILE|NAME|PLATFORMS|PATH|DATE)$/;
    const named = code.matchAll(/(?<![\w.-])([A-Z][A-Z0-9_]+)(?==)|^([A-Z][A-Z0-9]*_[A-Z0-9_]+)$/gm);
    const names = new Set([...named].map(([, set, alone]) => set ?? alone ?? ""));
    expect(names.size).toBeGreaterThan(15);
    expect([...names].filter((name) => !settings.has(name) && !others.test(name))).toEqual([]);
  });
});

describe("the Chinese README", () => {
  const english = pages.find(({ path }) => path === "README.md");
  const chinese = pages.find(({ path }) => path === "README.zh-CN.md");

  it("is linked with the English one, both ways", () => {
    expect(english?.links).toContain("README.zh-CN.md");
    expect(chinese?.links).toContain("README.md");
  });

  it("has the same sections, tables and commands, and links to the same pages", () => {
    const shapeOf = (page: DocsPage | undefined) => ({
      headings: page?.headings.map(({ depth }) => depth),
      tables: page?.tables,
      typed: page?.typed,
      links: [...new Set(page?.links.filter((href) => !href.startsWith("README")))].toSorted(),
    });
    expect(shapeOf(chinese)).toEqual(shapeOf(english));
  });

  it("is written with the marks of Chinese", () => {
    const prose = chinese?.prose ?? [];
    expect(prose.length).toBeGreaterThan(50);
    expect(prose.filter((text) => /\p{Script=Han}[,;:!?()]|[,;!?(]\p{Script=Han}/u.test(text))).toEqual([]);
  });
});
