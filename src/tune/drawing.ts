import { fileURLToPath } from "node:url";
import { z } from "zod";
import { runTool } from "./run-tool.ts";

const PROGRAM = fileURLToPath(new URL("drawing/main.js", import.meta.url));

const drawing = z.object({
  /** Whether the build of {@link installBuild} was used. */
  tuned: z.boolean(),
  /** Of each answer, the tokens in their order. */
  tokens: z.array(z.array(z.int())),
});
export type Drawing = z.infer<typeof drawing>;

/** Draws always the same answers with a model, in a process of its own, which native code may crash. Throws {@link TuneError}. */
export async function draw(node: string, modelPath: string, signal: AbortSignal): Promise<Drawing> {
  return drawing.parse(JSON.parse(await runTool(node, [PROGRAM, modelPath], signal)));
}
