import { languageModelContract } from "../contracts/language-model.ts";
import { createScriptedModel } from "./scripted-model.ts";

languageModelContract("the scripted model", async () => {
  await Promise.resolve();
  const model = createScriptedModel();
  model.answerTo = ({ turns }) => (turns.at(-1)?.text === "go on" ? "and on ".repeat(100) : "so it is");
  return { model, short: ["is it?", "so it is"], long: "go on", tooLong: "much ".repeat(2000) };
});
