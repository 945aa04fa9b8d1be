import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import { setDamagedAside } from "../../../src/core/database/damaged-file.ts";
import { openKeyvHistory } from "../../../src/core/history/keyv-history.ts";
import { openKeyvInbox } from "../../../src/core/inbox/keyv-inbox.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";
import { createManualClock } from "../../fakes/manual-clock.ts";
import { buildProgram, type Program } from "../../fakes/program.ts";

const CATS = channelId("discord", "1", "2");
const ROUNDS = 8;

let folder: string;
let program: Program;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantern-killed-"));
  program = await buildProgram(new URL("store-until-killed.ts", import.meta.url));
});

afterAll(async () => {
  await program[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

it("has everything on disk that it said was stored, whenever it is killed", async () => {
  const file = join(folder, "lantern.sqlite");
  let asked = -1;
  let answered = -1;
  for (let round = 0; round < ROUNDS; round++) {
    const run = program.start(file);
    await run.says(/^answered/);
    await setTimeout((round * 7) % 31); // whatever it is doing then
    for (const line of await run.kill()) {
      const [what, number] = line.split(" ");
      if (what === "asked") asked = Math.max(asked, Number(number));
      else answered = Math.max(answered, Number(number));
    }

    expect(await setDamagedAside(file)).toBeNull();
    const log = createCapturedLog();
    await using history = await openKeyvHistory({ file, clock: createManualClock(), log });
    await using inbox = await openKeyvInbox({ file, log });
    const kept = (await history.load(CATS)).length / 2;
    expect(kept).toBeGreaterThan(answered);
    expect(inbox.open("discord").length).toBeGreaterThan(asked);
    expect(inbox.open("discord").length - kept).toBeLessThanOrEqual(1);
    for (let number = Math.max(0, kept - 5); number < kept; number++)
      expect(await history.find(CATS, `m${number}`)).not.toBeNull();
    expect(log.lines).toEqual([]);
  }
});
