import { lockDataDir } from "../src/data-lock.ts";

/** A program that locks the folder, says so or why it could not, and keeps it until it is killed. */
async function main(folder: string): Promise<void> {
  const hold = setInterval(() => {}, 60_000);
  try {
    const lock = await lockDataDir(folder);
    process.send?.("locked");
    process.on("message", () => void lock[Symbol.asyncDispose]());
  } catch (error) {
    process.send?.(`refused: ${String(error)}`);
    clearInterval(hold);
    process.disconnect();
  }
}

await main(process.argv[2] ?? "");
