import { describe, expect, it } from "vitest";
import type { Control } from "../../src/core/chat.ts";
import type { ReplySurface } from "../../src/core/reply-surface.ts";
import { SurfaceError } from "../../src/core/errors.ts";

const NEVER = new AbortController().signal;

export interface SurfaceUnderTest {
  readonly surface: ReplySurface;
  /** The messages that people see, oldest first. */
  readonly shown: () => readonly string[];
  /** The button below each of them; null where there is none. */
  readonly controls: () => readonly (Control | null)[];
  /** Takes what was posted out of everybody's sight. */
  readonly vanish: () => void;
  /** Has the platform ask for a pause of this long at each of the next two calls. */
  readonly limitRate: (ms: number) => void;
}

/** What the reply stream relies on, whatever platform shows its messages. `open` makes a new surface for each test. */
export function replySurfaceContract(name: string, open: () => Promise<SurfaceUnderTest>): void {
  describe(`${name}, a surface for replies`, () => {
    it("shows its parts in the order in which they were posted", async () => {
      const { surface, shown } = await open();
      await surface.post("the first", NEVER);
      await surface.post("the second", NEVER);
      expect(shown()).toEqual(["the first", "the second"]);
    });

    it("shows another text in the place of what a part showed", async () => {
      const { surface, shown } = await open();
      const first = await surface.post("the first", NEVER);
      await surface.post("the second", NEVER);
      await first.replace("the first, longer", NEVER);
      await first.replace("the first, longer still", NEVER);
      expect(shown()).toEqual(["the first, longer still", "the second"]);
    });

    it("is content when a part shows that already", async () => {
      const { surface, shown } = await open();
      const part = await surface.post("the same", NEVER);
      await part.replace("the same", NEVER);
      expect(shown()).toEqual(["the same"]);
    });

    it("shows a button below a part, another one, or none, as it is told with each text", async () => {
      const { surface, shown, controls } = await open();
      const first = await surface.post("the first", NEVER, "stop");
      const second = await surface.post("the second", NEVER);
      expect(controls()).toEqual(["stop", null]);
      await first.replace("the first, longer", NEVER);
      await second.replace("the second", NEVER, "retry");
      expect(controls()).toEqual([null, "retry"]);
      await second.replace("the second", NEVER, "undo");
      expect(controls()).toEqual([null, "undo"]);
      await second.replace("the second", NEVER);
      expect(controls()).toEqual([null, null]);
      expect(shown()).toEqual(["the first, longer", "the second"]);
    });

    it("keeps the button through edits that ask for it", async () => {
      const { surface, controls } = await open();
      const part = await surface.post("the first", NEVER, "stop");
      await part.replace("the first, longer", NEVER, "stop");
      await part.replace("the first, longer still", NEVER, "stop");
      expect(controls()).toEqual(["stop"]);
    });

    it("goes on in a part that was posted before, by its id alone", async () => {
      const { surface, shown, controls } = await open();
      const { id } = await surface.post("the first", NEVER, "stop");
      const other = await surface.post("the second", NEVER);
      expect(id).not.toBe("");
      expect(other.id).not.toBe(id);
      const adopted = surface.adopt(id);
      expect(adopted.id).toBe(id);
      await adopted.replace("the first", NEVER, "stop");
      await adopted.replace("the first, longer", NEVER, "retry");
      expect(shown()).toEqual(["the first, longer", "the second"]);
      expect(controls()).toEqual(["retry", null]);
    });

    it("names its chat by its platform and what the platform counts the calls by", async () => {
      const { surface } = await open();
      expect(surface.chat).toMatch(/^[a-z]+:./);
    });

    it("takes a part that is as long as its limits allow", async () => {
      const { surface, shown } = await open();
      const text = "x".repeat(surface.limits.maxPartLength);
      await surface.post(text, NEVER);
      expect(shown()).toEqual([text]);
    });

    it("refuses a part that no platform would take", async () => {
      const { surface, shown } = await open();
      const tooLong = "x".repeat(surface.limits.maxPartLength * 2);
      await expect(surface.post(tooLong, NEVER)).rejects.toMatchObject({ code: "rejected" });
      expect(shown()).toEqual([]);
    });

    it("does nothing for somebody who has given up, and says so with their reason", async () => {
      const { surface, shown } = await open();
      const reason = new Error("given up");
      await expect(surface.post("too late", AbortSignal.abort(reason))).rejects.toBe(reason);
      const part = await surface.post("in time", NEVER);
      await expect(part.replace("too late", AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(shown()).toEqual(["in time"]);
    });

    it("tells that a part is gone", async () => {
      const { surface, vanish } = await open();
      const part = await surface.post("here", NEVER);
      vanish();
      await expect(part.replace("gone", NEVER)).rejects.toMatchObject({ code: "gone" });
    });

    it("tells how long to wait when the platform wants a pause, also over typing", async () => {
      const { surface, limitRate } = await open();
      const part = await surface.post("slowly", NEVER);
      limitRate(7000);
      const calls = [() => part.replace("too fast", NEVER), () => surface.showTyping(NEVER)];
      for (const call of calls) {
        const error: unknown = await call().catch((error: unknown) => error);
        expect(error).toMatchObject({ code: "rate-limited" });
        const waitMs = error instanceof SurfaceError ? error.retryAfterMs : 0;
        expect(waitMs).toBeGreaterThanOrEqual(7000);
        expect(waitMs).toBeLessThan(7100); // a library may round up
      }
    });
  });
}
