import { expect, it } from "vitest";
import { HistoryError } from "../../../src/core/errors.ts";
import { ANN, answer, CATS, storedAnswersContract } from "../../contracts/stored-answers.ts";
import { createMemoryAnswers } from "../../fakes/memory-answers.ts";

storedAnswersContract("createMemoryAnswers", () => Promise.resolve(createMemoryAnswers()));

it("shows a test what is kept, and fails for as long as it is told to", async () => {
  const answers = createMemoryAnswers();
  const failure = new HistoryError("unwritable", "The disk is full.");
  answers.failWith(failure);
  await answers.keep("Are you open?", "s", answer("Until 6."), ANN);
  await expect(answers.forget(CATS)).rejects.toBe(failure);
  expect(answers.kept()).toEqual([]);
  answers.failWith(null);
  await answers.keep("Are you open?", "s", answer("Until 6."), ANN);
  expect(answers.kept()).toMatchObject([{ question: "Are you open?", scope: "s", person: "discord:1" }]);
});
