import { expect, it } from "vitest";
import type { Ending } from "../../../src/core/chat.ts";
import { endingText } from "../../../src/core/streaming/ending-text.ts";
import { FIGURES } from "../../fakes/scripted-conversation.ts";

const failed: Ending = {
  kind: "failed",
  text: "",
  code: "model",
  sentence: "The model is resting.",
  incident: "k3x9",
};

it("is the answer itself when there is nothing else to say", () => {
  const text = "Hello.\n\n```js\nlet a;\n";
  expect(endingText({ kind: "answered", text, notes: [], figures: FIGURES })).toBe(text);
});

it("puts each note on a line of its own below the answer", () => {
  expect(endingText({ kind: "answered", text: "Hello.\n", notes: ["One.", "Two."], figures: FIGURES })).toBe(
    "Hello.\n\nⓘ One.\nⓘ Two.",
  );
});

it("marks a stopped answer, with words or without", () => {
  expect(endingText({ kind: "stopped", text: "Hel", notes: ["Stopped."], figures: FIGURES })).toBe(
    "Hel\n\n⏹ Stopped.",
  );
  expect(endingText({ kind: "stopped", text: " ", notes: ["Stopped."], figures: FIGURES })).toBe(
    "⏹ Stopped.",
  );
});

it("says what went wrong below as much of the answer as there is", () => {
  expect(endingText(failed)).toBe("⚠️ The model is resting. (k3x9)");
  expect(endingText({ ...failed, text: "Hel", incident: "" })).toBe("Hel\n\n⚠️ The model is resting.");
});

it("closes a code block that the answer leaves open, so that the bot does not speak in code", () => {
  expect(endingText({ ...failed, text: "```js\nlet a" })).toBe(
    "```js\nlet a\n```\n\n⚠️ The model is resting. (k3x9)",
  );
});

it("is blank when there is neither an answer nor anything to say about it", () => {
  expect(endingText({ kind: "stopped", text: "", notes: [], figures: FIGURES })).toBe("");
});
