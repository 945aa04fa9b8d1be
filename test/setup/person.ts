import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { parse } from "dotenv";
import { expect } from "vitest";
import { runSetup, type SetupEnd, type SetupOptions } from "../../src/setup/run-setup.ts";
import { MACHINE } from "../doctor/situation.ts";

/** Somebody who sets up the bot in a folder of their own. */
export interface Person extends AsyncDisposable {
  readonly folder: string;
  readonly file: string;
  /** Starts the setup. */
  begin(more?: Partial<SetupOptions>): Promise<SetupEnd>;
  /** Waits until the question that contains `question` has been put. */
  asked(question: string): Promise<void>;
  /** Waits for that, and answers. */
  answer(question: string, line: string): Promise<void>;
  /** Answers all the questions that come with Enter. */
  entersTheRest(): void;
  /** Closes the terminal. */
  goAway(): void;
  /** Types these keys as they are, without Enter. */
  type(keys: string): void;
  /** All that was shown so far. */
  shown(): string;
  write(text: string): Promise<void>;
  /** Puts empty files into the folder. */
  put(...paths: readonly string[]): Promise<void>;
  /** The file's text; null when there is none. */
  read(): Promise<string | null>;
  settings(): Promise<Readonly<Record<string, string>>>;
  files(): Promise<readonly string[]>;
  modeOf(name: string): Promise<number>;
}

export const NOW = new Date("2026-03-04T05:06:07.890Z");

export async function openPerson(): Promise<Person> {
  const folder = await mkdtemp(join(tmpdir(), "lantern-setup-"));
  const file = join(folder, ".env");
  const input = new PassThrough();
  let shown = "";
  let answered = 0; // what was shown up to here has had its answer
  let alwaysEnter = false;
  const output = new Writable({
    write(piece: Buffer, _encoding, done) {
      shown += piece.toString();
      if (alwaysEnter) input.write("\n");
      done();
    },
  });

  async function asked(question: string) {
    await expect.poll(() => shown.slice(answered), { interval: 2, timeout: 5000 }).toContain(question);
  }

  const read = () => readFile(file, "utf8").catch(() => null);
  return {
    folder,
    file,
    begin: (more) =>
      runSetup({
        input,
        output,
        terminal: false,
        env: { LANG: "en_GB.UTF-8" },
        file,
        machine: MACHINE,
        now: () => NOW,
        ...more,
      }),
    asked,
    async answer(question, line) {
      await asked(question);
      answered = shown.length;
      input.write(`${line}\n`);
    },
    entersTheRest() {
      alwaysEnter = true;
      input.write("\n");
    },
    goAway: () => void input.end(),
    type: (keys) => void input.write(keys),
    shown: () => shown,
    write: (text) => writeFile(file, text),
    async put(...paths) {
      for (const path of paths.map((path) => join(folder, path))) {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, "");
      }
    },
    read,
    settings: async () => parse((await read()) ?? ""),
    files: async () => (await readdir(folder)).toSorted(),
    modeOf: async (name) => (await stat(join(folder, name))).mode & 0o777,
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}
