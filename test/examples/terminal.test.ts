import { once } from "node:events";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { createTerminalAdapter } from "../../examples/terminal/adapter.ts";
import type { AdapterState } from "../../src/core/chat-adapter.ts";
import type { Reply } from "../../src/core/chat.ts";
import { chatAdapterContract } from "../contracts/chat-adapter.ts";
import { createCapturedLog } from "../fakes/captured-log.ts";
import { answerWith, createScriptedConversation } from "../fakes/scripted-conversation.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

function openTerminal() {
  const input = new PassThrough();
  const output = new PassThrough();
  const core = createScriptedConversation();
  const log = createCapturedLog();
  const states: AdapterState[] = [];
  let printed = "";
  output.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const running = createTerminalAdapter({ input, output, language: "en", log }).start(core, (state) =>
    states.push(state),
  );
  return {
    running,
    core,
    states,
    input,
    output,
    says: (text: string) => void input.write(`${text}\n`),
    answers: () => printed,
  };
}

chatAdapterContract("the example's", async () => openTerminal());

describe("the terminal of the example", () => {
  it("gives the core commands, and shows what they say", async () => {
    const { says, core, answers, running } = openTerminal();
    says("/HELP");
    await expect.poll(answers).toBe("did help\n");
    expect(core.commands).toMatchObject([{ name: "help", direct: true, language: "en" }]);
    expect(core.received).toEqual([]);
    await running.close();
  });

  it("prints an answer as it grows, and anew when it has become another one", async () => {
    const { says, core, answers, running } = openTerminal();
    let reply: Reply | undefined;
    core.onMessage = (_, given) => {
      reply = given;
      return "accepted";
    };
    says("hello");
    await expect.poll(() => reply).toBeDefined();
    reply?.show("One");
    reply?.show("One, two");
    await expect.poll(answers).toBe("One, two");
    reply?.show("Uno");
    if (reply) await answerWith(reply, "Uno, dos", ["That is all."]);
    await expect.poll(answers).toBe("One, two\n↻\nUno, dos\nThat is all.\n");
    await running.close();
  });

  it("lets no answer steer the terminal", async () => {
    const { says, core, answers, running } = openTerminal();
    core.onMessage = (_, reply) => {
      void answerWith(reply, "\u001b[2Jred\u0007\u009b31m");
      return "accepted";
    };
    says("hello");
    await expect.poll(answers).toContain("[2Jred31m");
    await running.close();
  });

  it("is lost when the input ends, and tells a reply that nobody sees any more", async () => {
    const { states, input, output, running } = openTerminal();
    input.end();
    await expect.poll(() => running.state().kind).toBe("lost");
    expect(states.map(({ kind }) => kind)).toEqual(["connected", "lost"]);
    const reply = running.replyAt('{"terminal":1}', []);
    output.destroy(new Error("the terminal is gone"));
    await expect.poll(() => reply?.lost.aborted).toBe(true);
    if (reply) await expect(answerWith(reply, "unseen")).rejects.toMatchObject({ code: "gone" });
    await running.close();
  });

  it("runs with the real core and the demo model, built as docs/development.md says", async () => {
    await promisify(execFile)(
      process.execPath,
      ["node_modules/typescript/bin/tsc", "-p", "examples/terminal"],
      {
        cwd: ROOT,
      },
    );
    const folder = await mkdtemp(join(tmpdir(), "lantern-terminal-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const child = spawn(process.execPath, ["examples/dist/examples/terminal/main.js"], {
      cwd: ROOT,
      env: { PATH: process.env["PATH"], DATA_DIR: folder },
      stdio: ["pipe", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    const ended = once(child, "exit");
    child.stdin.write("hello\n");
    await expect.poll(() => printed, { timeout: 15_000 }).toContain("I am Lamp");
    child.stdin.end("/status\n");
    expect((await ended)[0]).toBe(0);
    expect(printed).toContain("This conversation: ");
  });
});
