import { expect, it } from "vitest";
import { channelId } from "../../../src/core/chat.ts";
import type { Turn } from "../../../src/core/turn.ts";
import { question, take } from "../../contracts/language-model.ts";
import { runEngine } from "./running-engine.ts";

const BOX: Turn = { role: "user", speaker: "", text: "What is the code of the red box?" };
const reference = (...passages: string[]) => ({ lead: "Notes:", passages, maxTokens: 200 });

it("is read before its question, and only once", async () => {
  await using engine = await runEngine();
  const ask = (turns: readonly Turn[], ...passages: string[]) =>
    take(engine.model, question("", { turns, reference: reference(...passages) }));

  const first = await ask([BOX], "The code of the blue box is honey.", "The code of the red box is valley.");
  expect(first.figures.passagesRead).toBe(2);
  const said: Turn = { role: "assistant", text: first.text };
  const second = await ask([BOX, said, BOX]);
  expect(second.figures.passagesRead).toBe(0);
  expect(first.figures.tokensRead - second.figures.tokensRead).toBeGreaterThan(10);
});

it("leaves what was read before it in its place for the next question", async () => {
  await using engine = await runEngine();
  const turns: Turn[] = [];
  let last = 0;
  for (let turn = 0; turn < 6; turn++) {
    turns.push({ role: "user", speaker: "", text: "Repeat after me: river honey east" });
    const request = question("", {
      turns: [...turns],
      reference: reference("The code of the red box is valley."),
    });
    const { text, figures } = await take(engine.model, request);
    turns.push({ role: "assistant", text });
    last = figures.tokensRead;
  }
  // The question and answer before it, which were read behind another passage, and what is new.
  expect(last).toBeLessThan(80);
});

it("cools an answer down where its temperature says so", async () => {
  await using engine = await runEngine({
    sampling: { temperature: 2, topP: 1, topK: 1000, repeatPenalty: 1 },
  });
  const variety = async (changes: { readonly temperature?: number }) => {
    const answers = await Promise.all(
      [1, 2, 3, 4].map((seed) =>
        take(
          engine.model,
          question("Who are you?", { channel: channelId("web", `${seed}`), seed, ...changes }),
        ),
      ),
    );
    return new Set(answers.map(({ text }) => text)).size;
  };
  expect(await variety({ temperature: 0 })).toBe(1);
  expect(await variety({})).toBeGreaterThan(1);
});
