// Loads the model that the first argument names, with the tuned build if the second one says so. Prints what the library says of its
// memory, and how likely the model takes each token to come next, at several places of a text, those above one in a thousand.
import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import { z } from "zod";

const [modelPath = "", options = "{}"] = process.argv.slice(2);
/** @type {string[]} */
const words = [];
const llama = await getLlama({
  gpu: false,
  build: "never",
  cmakeOptions: z.record(z.string(), z.string()).parse(JSON.parse(options)),
  maxThreads: 2,
  logLevel: LlamaLogLevel.info,
  logger: (_level, message) => words.push(message),
});
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: 256 });
const text = model.tokenize(
  "Hello! Who are you? Tell me a story about a lamp, and then another one about the sea.",
);
const places = await context
  .getSequence()
  .controlledEvaluate(
    text.map((token) => [
      token,
      { generateNext: { probabilities: true, options: { temperature: 1, topK: 0 } } },
    ]),
  );
const likely = places.map((place) =>
  Object.fromEntries([...(place?.next.probabilities ?? [])].filter(([, share]) => share > 0.001)),
);
process.stdout.write(JSON.stringify({ words: words.join("\n"), likely }));
await llama.dispose();
