import { describe, expect, it } from "vitest";
import type { AdapterState, RunningAdapter } from "../../src/core/chat-adapter.ts";
import type { ScriptedConversation } from "../fakes/scripted-conversation.ts";

export interface AdapterUnderTest {
  /** Just started. */
  readonly running: RunningAdapter;
  readonly core: ScriptedConversation;
  /** Every state that was told, oldest first. */
  readonly states: readonly AdapterState[];
  /** A person says something that is meant for the bot; what the platform makes of a bot that is gone does not matter. */
  readonly says: (text: string) => void;
  /** All that the person was answered so far. */
  readonly answers: () => string;
}

/** What the composition relies on, whatever platform an adapter speaks for. `open` starts a new one for each test. */
export function chatAdapterContract(name: string, open: () => Promise<AdapterUnderTest>): void {
  describe(`${name}, an adapter`, () => {
    async function connected(): Promise<AdapterUnderTest> {
      const test = await open();
      await expect.poll(() => test.running.state().kind, { timeout: 5000 }).toBe("connected");
      return test;
    }

    it("tells when people can reach the bot", async () => {
      const { states, running } = await connected();
      expect(states.at(-1)).toEqual({ kind: "connected" });
      await running.close();
    });

    it("hands over what is said, and shows the answer", async () => {
      const { core, running, says, answers } = await connected();
      says("hello there");
      await expect.poll(answers, { timeout: 5000 }).toContain("echo: hello there");
      expect(core.received).toHaveLength(1);
      expect(core.received[0]).toMatchObject({ text: "hello there", facts: { authorIsBot: false } });
      await running.close();
    });

    it("gives every message a place for its reply, which it knows again", async () => {
      const { core, running, says, answers } = await connected();
      says("hello there");
      await expect.poll(answers, { timeout: 5000 }).toContain("echo: hello there");
      const place = core.received[0]?.place ?? "";
      expect(() => JSON.parse(place) as unknown).not.toThrow();
      expect(Buffer.byteLength(place)).toBeLessThan(500);
      expect(running.replyAt(place, [])?.lost.aborted).toBe(false);
      await running.close();
    });

    it.each(["", "{", "null", "[]", "{}", '"place"'])("knows no place that is written %j", async (place) => {
      const { running } = await connected();
      expect(running.replyAt(place, [])).toBeNull();
      await running.close();
    });

    it("hands over nothing more once its intake is stopped", async () => {
      const { core, running, says } = await connected();
      says("before");
      await expect.poll(() => core.received.length, { timeout: 5000 }).toBe(1);
      await running.stopIntake();
      says("after");
      await running.close();
      expect(core.received.map(({ text }) => text)).toEqual(["before"]);
    });

    it("ends, and may be told to twice", async () => {
      const { running, states } = await connected();
      await Promise.all([running.close(), running.close()]);
      await running.stopIntake();
      expect(running.state().kind).toBe("stopped");
      expect(states.filter(({ kind }) => kind === "stopped")).toHaveLength(1);
    });
  });
}
