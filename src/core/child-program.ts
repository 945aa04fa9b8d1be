import { type ChildProcess, fork, type Serializable } from "node:child_process";
import { createInterface } from "node:readline";
import type { Log } from "./log.ts";

/** A program of ours that runs in a process of its own. */
export interface ChildProgram<Message extends Serializable> {
  /** Messages to a process that has died are dropped; its death is told by `exited`. */
  send(message: Message): void;
  /** `onMessage` hears what the process sends from now on; to be called before anything else is waited for. */
  listen(onMessage: (message: unknown) => void): void;
  /** Resolves when the process is gone, with a word on how. */
  readonly exited: Promise<string>;
  kill(): void;
}

export interface ChildProgramOptions {
  /** What the log calls it. */
  readonly name: string;
  /** The built program. */
  readonly entry: URL;
  /** In addition to the bot's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  readonly log: Log;
}

/** Starts the program; it ends by itself when this process does, if it heeds `disconnect`. */
export function startChildProgram<Message extends Serializable>(
  options: ChildProgramOptions,
): ChildProgram<Message> {
  const { name, entry, env, nodeOptions = [], log } = options;
  const child = fork(entry, [], {
    env: { ...process.env, ...env },
    execArgv: [...nodeOptions],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  logErrors(child, name, log);
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, by) => resolve(by ?? `code ${code}`));
  });
  return {
    exited,
    kill: () => void child.kill("SIGKILL"),
    listen: (onMessage) => void child.on("message", onMessage),
    send(message) {
      if (!child.connected) return;
      child.send(message, (error) => {
        if (error) log.debug(`the ${name} did not take a message`, { error });
      });
    },
  };
}

/** Native code speaks on stderr, and its last words tell why it died. */
function logErrors(child: ChildProcess, name: string, log: Log): void {
  if (!child.stderr) return;
  createInterface({ input: child.stderr }).on("line", (line) => log.warn(`${name} says`, { line }));
}
