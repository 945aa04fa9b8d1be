import { describe, expect, it } from "vitest";
import type { SurfaceLimits } from "../../../src/core/reply-surface.ts";
import type { SurfaceError } from "../../../src/core/errors.ts";
import { createPaces } from "../../../src/core/streaming/pace.ts";
import { createReplyStream } from "../../../src/core/streaming/reply-stream.ts";
import { tellOnce } from "../../../src/core/streaming/tell-once.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";
import { createLimits } from "../../fakes/discord/limits.ts";
import { createManualClock } from "../../fakes/manual-clock.ts";
import {
  createRecordingSurface,
  rateLimited,
  SMALL_LIMITS,
  type SurfaceCall,
} from "../../fakes/recording-surface.ts";
import { createFloodLimits } from "../../fakes/telegram/flood-limits.ts";
import { answered, MINUTE, reading, sentences } from "./open-reply.ts";

type CallKind = SurfaceCall["kind"];

/** A chat of a platform: its limits, and what its platform says to a call that is one too many. */
interface BusyChat {
  readonly name: string;
  readonly limits: Partial<SurfaceLimits>;
  readonly admit: (kind: CallKind) => void;
}

function setUp() {
  const clock = createManualClock();
  const flood = createFloodLimits(clock);
  const discord = createLimits(() => clock.now());
  const paces = createPaces(clock);
  const log = createCapturedLog();
  const pass = (ms: number) => clock.sleep(ms, new AbortController().signal);
  const failures: unknown[] = [];
  /** What the platform says to the next calls, whatever its limits. */
  const injected: SurfaceError[] = [];
  const calls: { readonly chat: string; readonly kind: CallKind; readonly at: number }[] = [];
  let calling = 0;

  function telegramChat(id: number, type: "private" | "supergroup"): BusyChat {
    const methods = { post: "sendMessage", replace: "editMessageText", typing: "sendChatAction" };
    return {
      name: `telegram:${id}`,
      limits: { minEditIntervalMs: type === "private" ? 1_100 : 3_100, typingIntervalMs: 4_500 },
      admit: (kind) => flood.admit(methods[kind], { id, type }),
    };
  }

  function discordChannel(id: number): BusyChat {
    return {
      name: `discord:${id}`,
      limits: { minEditIntervalMs: 1_200, typingIntervalMs: 9_000 },
      admit(kind) {
        if (kind === "typing") return;
        const bucket = kind === "post" ? "create-message" : "edit-message";
        if (discord.take(bucket, String(id))?.allowed === false) throw rateLimited(5_000);
      },
    };
  }

  function openSurface(chat: BusyChat) {
    return createRecordingSurface(clock, {
      chat: chat.name,
      limits: { ...SMALL_LIMITS, maxPartLength: 400, ...chat.limits },
      async admit(kind) {
        await pass((++calling * 37) % 250); // on its way to the platform
        calls.push({ chat: chat.name, kind, at: clock.now() });
        const fault = kind === "typing" ? undefined : injected.shift();
        if (fault !== undefined) throw fault;
        try {
          chat.admit(kind);
        } catch (error) {
          failures.push(error);
          throw error;
        }
        await pass((calling * 53) % 150);
      },
    });
  }

  /** Somebody who asks and asks, and gives a command now and then; gives how many answers were not shown whole. */
  async function keepAsking(chat: BusyChat, first: number, until: number): Promise<number> {
    let lost = 0;
    for (let question = first; clock.now() < until; question++) {
      const surface = openSurface(chat);
      const reply = createReplyStream(surface, { clock, log, paces });
      for (let done = 0; done < question % 8; done++) {
        reply.working(reading(done));
        await pass(700);
      }
      const text = sentences((question * 7) % 60);
      for (let length = 0; length < text.length; length += 40) {
        reply.show(text.slice(0, length));
        await pass(400);
      }
      await reply.finish(answered(text));
      if (surface.shown().join(" ") !== text) lost++;
      const command = openSurface(chat);
      if (question % 3 === 0)
        await tellOnce(
          command,
          { sentence: "Done.", control: null },
          { clock, log, paces },
          new AbortController().signal,
        );
    }
    return lost;
  }

  return { clock, failures, injected, calls, telegramChat, discordChannel, keepAsking };
}

describe("the pace of many busy chats", () => {
  it("never runs into a limit of Telegram or Discord, several people asking in each", async () => {
    const { clock, failures, calls, keepAsking, ...chats } = setUp();
    const busy = [
      chats.telegramChat(1, "private"),
      chats.telegramChat(2, "private"),
      chats.telegramChat(-3, "supergroup"),
      chats.telegramChat(-4, "supergroup"),
      chats.discordChannel(5),
      chats.discordChannel(6),
    ];
    const people = busy.flatMap((chat) => [1, 5, 12].map((first) => keepAsking(chat, first, 5 * MINUTE)));
    const all = Promise.all(people);
    await clock.advance(20 * MINUTE);
    expect((await all).reduce((sum, lost) => sum + lost)).toBe(0);
    expect(failures).toEqual([]);

    const inGroup = calls.filter(({ chat }) => chat === "telegram:-3").map(({ at }) => at);
    expect(inGroup.length).toBeGreaterThan(80);
    expect(inGroup.every((at, index) => index < 20 || at - (inGroup[index - 20] ?? 0) >= MINUTE)).toBe(true);
  });

  it("leaves a chat alone for as long as is asked, ten times in a row, and loses no answer", async () => {
    const { clock, failures, injected, calls, telegramChat, keepAsking } = setUp();
    const chat = telegramChat(-1, "supergroup");
    const people = Promise.all([1, 5, 12].map((first) => keepAsking(chat, first, 5 * MINUTE)));
    await clock.advance(MINUTE);
    injected.push(...Array.from({ length: 10 }, () => rateLimited(MINUTE)));
    const before = calls.length;
    await clock.advance(11 * MINUTE);
    expect(injected).toEqual([]);
    const pausing = calls.slice(before, before + 11);
    const gaps = pausing.slice(1).map(({ at }, index) => at - (pausing[index]?.at ?? 0));
    expect(Math.min(...gaps.slice(1))).toBeGreaterThanOrEqual(MINUTE);
    await clock.advance(30 * MINUTE);
    expect(await people).toEqual([0, 0, 0]);
    expect(failures).toEqual([]);
  });
});
