import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createStreamReply, type StreamReply } from "../../../src/adapters/web/reply.ts";
import { replyContract } from "../../contracts/reply.ts";
import { createManualClock, settle } from "../../fakes/manual-clock.ts";
import { FIGURES } from "../../fakes/scripted-conversation.ts";
import { allEventsOf, eventsOf } from "./running-web.ts";

const eventData = z.object({
  text: z.string().default(""),
  notes: z.array(z.string()).default([]),
  message: z.string().default(""),
  incident: z.string().default(""),
});

/** What a page shows that does with the events what ours does. */
function readOn(reply: StreamReply): () => string {
  let text = "";
  let below = "";
  async function read(): Promise<void> {
    for await (const { event, data } of eventsOf(new Response(reply.body))) {
      const { text: piece, notes, message, incident } = eventData.parse(data);
      if (event === "restart") text = "";
      if (event === "delta") text += piece;
      if (event === "done" || event === "error")
        below = [...notes, message, incident].filter(Boolean).join("\n");
    }
  }
  void read();
  return () => [text, below].filter(Boolean).join("\n");
}

replyContract("the web's", false, () => {
  const reply = createStreamReply(createManualClock());
  return { reply, shown: readOn(reply), lose: () => undefined, pass: settle };
});

describe("a stream reply", () => {
  it("keeps only the newest text for a reader who does not read", async () => {
    const reply = createStreamReply(createManualClock());
    for (let length = 1; length <= 10_000; length++) reply.show("x".repeat(length));
    reply.working({ kind: "reading", done: 1, total: 2, sentence: "Reading…" });
    const reader = reply.body.getReader();
    const first = await reader.read();
    expect(first.value?.byteLength).toBeLessThan(10_200);
    reply.show("x".repeat(10_001));
    const second = await reader.read();
    expect(new TextDecoder().decode(second.value)).toBe('event: delta\ndata: {"text":"x"}\n\n');
  });

  it("forgets its timer when the reader leaves, and goes on to its end", async () => {
    const clock = createManualClock();
    const reply = createStreamReply(clock);
    const reader = reply.body.getReader();
    const pending = reader.read();
    await settle();
    expect(clock.sleepers()).toBe(1);
    await reader.cancel();
    await pending;
    await settle();
    expect(clock.sleepers()).toBe(0);
    reply.show("nobody sees this");
    await reply.finish({ kind: "answered", text: "nor this", notes: [], figures: FIGURES });
    await reply.ended;
    expect(reply.text()).toBe("nor this");
  });

  it("tells its first ending only", async () => {
    const reply = createStreamReply(createManualClock());
    reply.fail("stopping", "Stopping.");
    await reply.finish({ kind: "answered", text: "late", notes: [], figures: FIGURES });
    expect(await allEventsOf(new Response(reply.body))).toEqual([
      { event: "error", data: { code: "stopping", message: "Stopping." } },
    ]);
  });

  it("lets a reader put together exactly what was shown last, however the reading and showing interleave", async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ append: fc.string({ unit: "binary", maxLength: 5 }) }) },
      { weight: 1, arbitrary: fc.record({ replace: fc.string({ maxLength: 5 }) }) },
      { weight: 2, arbitrary: fc.constant({ breathe: true }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const reply = createStreamReply(createManualClock());
        const events = allEventsOf(new Response(reply.body));
        const shown = await play(steps, reply);
        await reply.finish({ kind: "answered", text: shown, notes: [], figures: FIGURES });
        expect(assemble(await events)).toBe(shown);
      }),
      { seed: 42, numRuns: 100 },
    );
  });
});

type Step = { readonly append?: string; readonly replace?: string; readonly breathe?: boolean };

async function play(steps: readonly Step[], reply: StreamReply): Promise<string> {
  let shown = "";
  for (const step of steps) {
    if (step.breathe === true) await new Promise((resolve) => setImmediate(resolve));
    else reply.show((shown = step.replace ?? shown + (step.append ?? "")));
  }
  return shown;
}

/** What a client shows that knows nothing but `delta` and `restart`. */
function assemble(events: readonly { readonly event: string; readonly data: unknown }[]): string {
  let text = "";
  for (const { event, data } of events) {
    if (event === "restart") text = "";
    if (event === "delta" && typeof data === "object" && data && "text" in data) text += String(data.text);
  }
  return text;
}
