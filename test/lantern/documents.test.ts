import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { type FakeDiscord, startFakeDiscord } from "../fakes/discord/server.ts";
import { type FakeTelegram, startFakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { type Bench, openBench, type RunningLantern } from "./run-lantern.ts";

const HOURS = "# Kite shop\n\n## Opening hours\n\nThe kite shop opens at nine o'clock on Saturdays.\n";
const WAGES = "# Wages\n\nThe kite shop pays its wages on the last day of the month.\n";
const FAQ = "## Do you sell gift vouchers?\n\nYes, from 10 euros on.\n";
const DECLINED = "Please ask at the counter.";

const ending = z.object({
  text: z.string(),
  origin: z.string().optional(),
  msToFirstToken: z.number().nullable(),
  sources: z.array(z.object({ id: z.string(), file: z.string(), heading: z.string() })).default([]),
});

describe("a bot with documents and answers of its owner's", () => {
  let bench: Bench;
  let discord: FakeDiscord;
  let telegram: FakeTelegram;
  let lantern: RunningLantern;
  let documents: string;

  beforeAll(async () => {
    [bench, discord, telegram] = await Promise.all([openBench(), startFakeDiscord(), startFakeTelegram()]);
    documents = join(bench.dataDir, "documents");
    await mkdir(join(documents, "public"), { recursive: true });
    await mkdir(join(documents, "staff"));
    await writeFile(join(documents, "public", "shop.md"), HOURS);
    await writeFile(join(documents, "staff", "wages.md"), WAGES);
    await writeFile(join(documents, "public", "broken.pdf"), "no PDF at all");
    await writeFile(join(bench.dataDir, "faq.md"), FAQ);
    lantern = await bench.start({
      QUESTIONS_PER_MINUTE: "1000",
      KNOWLEDGE_DIR: documents,
      KNOWLEDGE_FOLDERS: "public",
      KNOWLEDGE_ONLY: "true",
      KNOWLEDGE_DECLINE: DECLINED,
      FREQUENT_ANSWERS_HOURS: "1",
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_URL: telegram.apiUrl,
    });
    await lantern.ready();
    await vi.waitFor(() => expect(lantern.output()).toContain("Answers come from 2 documents"), 10_000);
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
    await Promise.all([discord.close(), telegram.close()]);
  });

  async function ask(channel: string, text: string): Promise<z.infer<typeof ending>> {
    const { body } = await fetch(`${lantern.url}/api/chat`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ channel, text }),
    });
    if (!body) throw new Error("no answer");
    for await (const { event, data } of body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream())) {
      if (event === "done") return ending.parse(JSON.parse(data));
    }
    throw new Error("the answer had no end");
  }

  it("names what it could not read, and says how much it could", () => {
    expect(lantern.output()).toContain("Not read: public/broken.pdf.");
  });

  it("answers from a document and names it, on the page with what it says there", async () => {
    const { sources, origin } = await ask("hours", "When does the kite shop open on Saturdays?");
    expect(origin).toBeUndefined();
    expect(sources).toMatchObject([{ file: "public/shop.md" }]);
    const url = new URL("/api/passage", lantern.url);
    url.search = new URLSearchParams({ channel: "hours", id: sources[0]?.id ?? "" }).toString();
    expect(await (await fetch(url)).text()).toContain("nine o'clock");
  });

  it("names it below the answer on Discord and Telegram", async () => {
    const person = telegram.person("visitor");
    const chat = telegram.privateChat(person);
    chat.says(person, "When does the kite shop open on Saturdays (telegram)?");
    const { world, people } = discord;
    const visitor = world.addUser("visitor");
    people.say(visitor, world.directWith(visitor), "When does the kite shop open on Saturdays (discord)?");

    await expect
      .poll(() => chat.botTexts().at(-1), { timeout: 10_000 })
      .toContain("Sources: public/shop.md › Kite shop › Opening hours");
    await expect
      .poll(() => discord.answers(world.directWith(visitor)).at(-1)?.content, { timeout: 10_000 })
      .toContain("Sources: `public/shop.md` › Kite shop › Opening hours");
  });

  it("tells nothing of a folder that is not for everybody", async () => {
    expect(await ask("wages", "When does the kite shop pay its wages?")).toMatchObject({
      text: DECLINED,
      origin: "declined",
    });
  });

  it("gives the owner's answers, and those that it gave before, without the model", async () => {
    expect(await ask("voucher", "do you sell gift vouchers")).toMatchObject({
      text: "Yes, from 10 euros on.",
      origin: "pinned",
    });
    const question = "On Saturdays, when does the kite shop open?";
    expect(await ask("first", question)).not.toHaveProperty("origin");
    expect(await ask("second", question.toUpperCase())).toMatchObject({
      origin: "stored",
      msToFirstToken: null,
      sources: [{ file: "public/shop.md" }],
    });
  });

  it("knows within seconds what was added, changed and taken away", async () => {
    const question = "Who repairs broken lanterns?";
    expect(await ask("before", question)).toMatchObject({ origin: "declined" });
    const file = join(documents, "public", "repairs.txt");
    await writeFile(file, "Broken lanterns are repaired by Odile, who repairs them on Mondays.\n");
    let tries = 0;
    await expect
      .poll(async () => (await ask(`after-${tries++}`, question)).sources, { timeout: 5000, interval: 100 })
      .toMatchObject([{ file: "public/repairs.txt" }]);
    await rm(file);
    await expect
      .poll(async () => (await ask(`gone-${tries++}`, question)).origin, { timeout: 5000, interval: 100 })
      .toBe("declined");
  });
});
