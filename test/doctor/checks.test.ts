import { once } from "node:events";
import { chmod, mkdir, mkdtemp, open, readdir, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTable } from "../../src/core/database/open-table.ts";
import { lockDataDir } from "../../src/data-lock.ts";
import { databaseCheck } from "../../src/doctor/checks/database.ts";
import { dataDirCheck, modelsDirCheck } from "../../src/doctor/checks/folders.ts";
import { memoryCheck } from "../../src/doctor/checks/memory.ts";
import { nodeVersionCheck } from "../../src/doctor/checks/node-version.ts";
import { processorCheck } from "../../src/doctor/checks/processor.ts";
import { settingsCheck } from "../../src/doctor/checks/settings.ts";
import { webPortCheck } from "../../src/doctor/checks/web-port.ts";
import { isInUse } from "../../src/doctor/is-in-use.ts";
import { cpuFeaturesIn } from "../../src/doctor/machine.ts";
import { readSettings } from "../../src/doctor/usable-settings.ts";
import { createCapturedLog } from "../fakes/captured-log.ts";
import { findingOf, MACHINE, situationIn } from "./situation.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantern-doctor-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("checking the machine", () => {
  it.each([
    ["20.18.3", "bad"],
    ["18.20.0", "bad"],
    ["20.19.0", "ok"],
    ["22.1.0", "ok"],
    ["23.5.0", "warning"],
    ["24.0.0", "ok"],
  ])("finds Node %s %s", async (node, state) => {
    expect(await findingOf(nodeVersionCheck({ machine: { ...MACHINE, node } }))).toMatch(
      new RegExp(`^${state}:`),
    );
  });

  it("warns of processors that are slow", async () => {
    const look = (machine: Partial<typeof MACHINE>, settings = {}) =>
      findingOf(processorCheck(situationIn(folder, settings, { machine: { ...MACHINE, ...machine } })));
    expect(await look({})).toMatch(/^ok: Some Processor, 2 physical cores, with AVX2, AVX-512/);
    expect(await look({ cpuFeatures: new Set() })).toMatch(/^warning: .*Without AVX2/);
    expect(await look({ cpuFeatures: null, arch: "arm64" })).toMatch(/^ok/);
    expect(await look({ physicalCores: 1 })).toMatch(/^warning: .*q4_0/);
    expect(await look({}, { THREADS: "4" })).toMatch(/^warning: .*THREADS=4/);
  });

  it("reads a processor's features as Linux writes them", () => {
    expect(cpuFeaturesIn("processor\t: 0\nflags\t\t: fpu avx2 avx512f\n")).toEqual(
      new Set(["AVX2", "AVX-512"]),
    );
    expect(cpuFeaturesIn("Features\t: fp asimd asimddp\n")).toEqual(new Set(["dot product"]));
    expect(cpuFeaturesIn("")).toBeNull();
  });

  it("sets the memory against what the model needs", async () => {
    const look = (more: Parameters<typeof situationIn>[2], settings = {}) =>
      findingOf(memoryCheck(situationIn(folder, settings, more)));
    const small = { machine: { ...MACHINE, availableBytes: 0.3e9 } };
    const tiny = { machine: { ...MACHINE, memoryBytes: 0.4e9, availableBytes: 0.3e9 } };
    expect(await look({})).toMatch(/^ok: 6.00 GB of 8.00 GB are free; .* needs about 4\d\d MB/);
    expect(await look(small)).toMatch(/^warning: 300 MB/);
    expect(await look(tiny)).toMatch(/^bad: /);
    expect(await look({ ...tiny, running: Promise.resolve(true) })).toMatch(
      /^ok: .*beside the Lantern that runs/,
    );
  });

  it("knows what a model of the catalogue needs before it is fetched", async () => {
    expect(await findingOf(memoryCheck(situationIn(folder, { MODEL: "q8_0" })))).toMatch(
      /needs about 1.\d\d GB/,
    );
  });
});

describe("checking the settings", () => {
  const look = async (env: Record<string, string>, file = env) => {
    const { config, problems } = readSettings(env);
    const envFile = { path: join(folder, ".env"), settings: file };
    return findingOf(settingsCheck(situationIn(folder, {}, { config, problems, envFile })));
  };

  it("names every one that is wrong", async () => {
    const found = await look({ WEB_PORT: "x", TOP_P: "7", WEB_HOST: "0.0.0.0" });
    expect(found).toMatch(/^bad: WEB_PORT/m);
    expect(found).toMatch(/^bad: TOP_P/m);
  });

  it("goes on with those that can be used", () => {
    const { config, problems } = readSettings({
      WEB_PORT: "x",
      DATA_DIR: "elsewhere",
      WEB_HOST: "0.0.0.0",
      WEB_PASSWORD: "long enough",
      MAX_ANSWER_TOKENS: "9000",
    });
    expect(problems).not.toEqual([]);
    expect(config).toMatchObject({ dataDir: "elsewhere", maxAnswerTokens: 512 });
    expect(config.web).toEqual({ host: "0.0.0.0", port: 7860, password: "long enough" });
  });

  it("finds slips of the finger", async () => {
    expect(await look({ DISCORD_TOKN: "secret-token" })).toBe(
      `warning: DISCORD_TOKN in ${join(folder, ".env")} is no setting of Lantern. Compare it with .env.example, or take it out.`,
    );
  });

  it("finds a file that others may read", async () => {
    const path = join(folder, ".env");
    await writeFile(path, "LOG_LEVEL=info\n");
    await chmod(path, 0o644);
    expect(await look({ LOG_LEVEL: "info" })).toMatch(/^warning: others .* chmod 600/);
    await chmod(path, 0o600);
    expect(await look({ LOG_LEVEL: "info" })).toMatch(/^ok/);
  });

  it("says when the file cannot be read at all", async () => {
    const envFile = { path: join(folder, ".env"), settings: null };
    expect(await findingOf(settingsCheck(situationIn(folder, {}, { envFile })))).toMatch(
      /^bad: .*cannot be read/,
    );
  });
});

describe("checking the folders", () => {
  it("is content with one that can be made, and does not make it", async () => {
    expect(await findingOf(dataDirCheck(situationIn(folder)))).toMatch(/data can be made; .* are free/);
    expect(await readdir(folder)).toEqual([]);
  });

  it("leaves nothing in one that is there", async () => {
    await mkdir(join(folder, "data"));
    expect(await findingOf(dataDirCheck(situationIn(folder)))).toMatch(/data can be written/);
    expect(await readdir(join(folder, "data"))).toEqual([]);
  });

  it("finds one that is a file", async () => {
    await writeFile(join(folder, "data"), "");
    expect(await findingOf(dataDirCheck(situationIn(folder)))).toMatch(
      /^bad: .*a file where a folder.*DATA_DIR/,
    );
  });

  it("finds one that may not be written", async () => {
    const closed = join(folder, "data");
    await mkdir(closed, { mode: 0o500 });
    // Root may write wherever the kernel lets anybody.
    const dir = process.getuid?.() === 0 ? "/sys" : closed;
    expect(await findingOf(dataDirCheck(situationIn(folder, { DATA_DIR: dir })))).toMatch(
      /^bad: .*may not be written/,
    );
  });

  it("looks for room for the model only while it is missing", async () => {
    expect(await findingOf(modelsDirCheck(situationIn(folder)))).toMatch(/nothing has to be fetched/);
    expect(await findingOf(modelsDirCheck(situationIn(folder, { MODEL: "q4_0" })))).toMatch(
      /models can be made/,
    );
  });
});

describe("checking the database", () => {
  const file = () => join(folder, "data", "lantern.sqlite");
  const history = () =>
    openTable({ file: file(), name: "history", what: "The history", log: createCapturedLog() });
  const look = () => findingOf(databaseCheck(situationIn(folder)));

  it("is content before the first start", async () => {
    expect(await look()).toMatch(/^ok: there is none yet/);
    expect(await readdir(folder)).toEqual([]);
  });

  it("finds it sound, also while the bot has it open", async () => {
    await using table = await history();
    await table.write(new Map([["a", "b"]]));
    expect(await look()).toMatch(/^ok: .*is sound/);
  });

  it("finds it damaged, and tells how it is restored", async () => {
    await mkdir(join(folder, "data"));
    await writeFile(file(), "no database ".repeat(1000));
    expect(await look()).toMatch(/^bad: .*is damaged.*npm run restore/);
  });

  it("finds pages that are damaged behind a sound beginning", async () => {
    {
      await using table = await history();
      await table.write(new Map(Array.from({ length: 50 }, (_, n) => [`key ${n}`, "words ".repeat(200)])));
    }
    await using handle = await open(file(), "r+");
    await handle.write(Buffer.alloc(4096, 0xff), 0, 4096, 4096 * 2);
    expect(await look()).toMatch(/^bad: .*is damaged/);
  });
});

describe("looking whether a bot runs on the folder", () => {
  it("sees one", async () => {
    const dataDir = join(folder, "data");
    expect(await isInUse(dataDir)).toBe(false);
    expect(await readdir(folder)).toEqual([]);
    {
      await using lock = await lockDataDir(dataDir);
      expect(lock).toBeDefined();
      expect(await isInUse(dataDir)).toBe(true);
    }
    expect(await isInUse(dataDir)).toBe(false);
  });
});

describe("checking the port", () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.close();
      await once(server, "close");
    }
  });

  async function portOf(server: Server): Promise<string> {
    servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return String(address.port);
  }

  const look = (settings: Record<string, string>) => findingOf(webPortCheck(situationIn(folder, settings)));

  it("finds it free, taken, or Lantern's own", async () => {
    const other = await portOf(createServer((socket) => socket.end("SSH-2.0\r\n")));
    const lantern = await portOf(
      createHttpServer((_request, response) => {
        response.writeHead(503, { connection: "close" });
        response.end(JSON.stringify({ ready: false, model: "loading", platforms: {} }));
      }),
    );
    expect(await look({ WEB_PORT: other })).toMatch(/^bad: another program has port/);
    expect(await look({ WEB_PORT: lantern })).toMatch(/^ok: .*a Lantern runs/);

    servers.at(0)?.close();
    await expect.poll(() => look({ WEB_PORT: other })).toMatch(/^ok: .*is free/);
    servers.shift();
  });

  it("finds an address that is none of this machine", async () => {
    const found = await look({ WEB_HOST: "192.0.2.1", WEB_PASSWORD: "long enough" });
    expect(found).toMatch(/^bad: .*EADDRNOTAVAIL.*WEB_HOST/);
  });

  it("is content without a page", async () => {
    expect(await look({ WEB_PORT: "0" })).toMatch(/^ok: it is off/);
  });
});
