import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { openTown } from "../town/town.ts";
import { createDiscordStage } from "./discord-stage.ts";
import { perform } from "./perform.ts";
import type { Stage } from "./stage.ts";
import { createTelegramStage } from "./telegram-stage.ts";

const LAMPS = Array.from(
  { length: 48 },
  (_, index) =>
    `${index + 1}. Lamp number ${index + 1} stands on the shelf and waits until somebody lights it again.`,
).join("\n");

const PROGRAM = [
  "Here is a **small** one:",
  "```python\nfor lamp in lamps:\n    lamp.light()\n```",
  "It is *short*, see [the manual](https://example.org/lamps).",
].join("\n\n");

/** What the model says to questions that begin so; to others it tells what it read. */
const ANSWERS: readonly (readonly [RegExp, string])[] = [
  [/^Hello/, "Hello! Good to see you."],
  [
    /^What is a lamp\?/,
    "A lamp is a thing that gives light. It burns oil, or it takes electricity, and it stands where people want to see something after dark. Good lamps are quiet, warm and easy to carry from one room into the next.",
  ],
  [/^What is a candle\?/, "A candle is a wick in wax."],
  [/^Count the lamps/, LAMPS],
  [/^Show me a program/, PROGRAM],
  [/^灯是什么/, "灯是一种照明的工具。它让人们在天黑以后也能看清周围的东西。"],
];

const STAGES = { discord: createDiscordStage, telegram: createTelegramStage } as const;

it.each(["discord", "telegram"] as const)("people on %s see what the transcript says", async (name) => {
  let stage: Stage | undefined;
  await using town = await openTown({
    readsAllMessages: true,
    access({ discord, telegram }) {
      stage = name === "discord" ? STAGES.discord(discord) : STAGES.telegram(telegram);
      return { allow: stage.allowed, admins: [] };
    },
  });
  let drafts = 0;
  town.model.answerTo = ({ turns }) => {
    const question = turns.at(-1)?.text ?? "";
    if (question.includes("something new")) return `This is idea number ${++drafts}.`;
    return (
      ANSWERS.find(([start]) => start.test(question))?.[1] ??
      `I read this:\n\n> ${question.replaceAll("\n", "\n> ")}`
    );
  };
  const scenario = await readFile(new URL("scenario.txt", import.meta.url), "utf8");
  if (stage === undefined) throw new Error("nobody has built the stage");
  await expect(await perform(scenario, stage, town)).toMatchFileSnapshot(`${name}.txt`);
});
