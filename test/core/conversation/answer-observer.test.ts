import { expect, it } from "vitest";
import type { AnswerObserver } from "../../../src/core/answer-observer.ts";
import { openChat } from "./chat.ts";

function listen() {
  const heard: string[] = [];
  const observer: AnswerObserver = {
    answered: (platform, { ended, tokensWritten }) => heard.push(`${platform} ${ended} ${tokensWritten}`),
    recalled: (platform, origin) => heard.push(`${platform} ${origin}`),
    failed: (platform, code) => heard.push(`${platform} ${code}`),
  };
  return { heard, observer };
}

it("hears of each answer what it cost, on which platform", async () => {
  const { heard, observer } = listen();
  const chat = openChat({ observer });
  await chat.hears("one two");
  await chat.hears("three");
  expect(heard).toEqual(["discord missed", "discord complete 3", "discord complete 2"]);
});

it("hears why there was none, and then of no answer", async () => {
  const { heard, observer } = listen();
  const chat = openChat({ observer });
  chat.model.answerTo = () => {
    throw new Error("It broke.");
  };
  await chat.hears("hello");
  chat.model.answerTo = () => "";
  await chat.hears("hello");
  expect(heard).toEqual(["discord missed", "discord model", "discord missed", "discord model"]);
});
