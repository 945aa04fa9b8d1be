import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config.ts";
import { type DiscordDesk, openDiscordDesk } from "../doctor/discord-desk.ts";
import { MACHINE } from "../doctor/situation.ts";
import { type FakeTelegram, startFakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import { openPerson, type Person } from "./person.ts";

let person: Person;
let discord: DiscordDesk;
let telegram: FakeTelegram;
let env: Record<string, string>;
beforeEach(async () => {
  person = await openPerson();
  discord = await openDiscordDesk();
  telegram = await startFakeTelegram();
  env = { LANG: "en_GB.UTF-8", DISCORD_API_URL: discord.apiUrl, TELEGRAM_API_URL: telegram.apiUrl };
});
afterEach(async () => {
  await person[Symbol.asyncDispose]();
  await discord[Symbol.asyncDispose]();
  await telegram.close();
});

const BACKUP = ".env.backup-2026-03-04-05-06-07";

/** Without any platform, up to the question for the model. */
async function withoutPlatforms() {
  await person.answer("Token", "");
  await person.answer("Token", "");
}

/** The questions after the model, with nothing special. */
async function theRest() {
  await person.answer("Folder", "");
  await person.answer("> ", "");
  await person.answer("Shall there be a web page", "");
  await person.answer("Number", "");
  await person.answer("Port", "");
}

describe("the setup on a fresh machine", () => {
  it("leads with Enter alone to settings that the bot starts with", async () => {
    const end = person.begin({ env });
    await withoutPlatforms();
    await person.answer("Number", "");
    await theRest();
    await person.answer("Write it?", "");

    expect(await end).toBe("written");
    expect(await person.modeOf(".env")).toBe(0o600);
    expect(await person.files()).toEqual([".env"]);
    expect(parseConfig(await person.settings()).web).toEqual({
      host: "127.0.0.1",
      port: 7860,
      password: null,
    });
    expect(await person.read()).toContain("# Lantern's settings."); // with what each is for
  });

  it.each([
    { tuned: false, said: "the step", toSay: true },
    { tuned: true, said: "nothing", toSay: false },
    { tuned: null, said: "nothing", toSay: false },
  ])("says $said to make it faster where the library is tuned: $tuned", async ({ tuned, toSay }) => {
    const end = person.begin({ env, machine: { ...MACHINE, tuned } });
    person.entersTheRest();
    expect(await end).toBe("written");
    expect(person.shown().includes("npm run tune")).toBe(toSay);
  });

  it("takes everything that people set", async () => {
    discord.messageContent = true;
    await person.put(
      "documents/public/hours.md",
      "documents/guides/german/house.pdf",
      "documents/staff/safe.txt",
    );
    const end = person.begin({ env });
    await person.answer("Token", discord.token);
    await person.answer("read all messages", "y");
    await person.answer("Token", telegram.token);
    await person.answer("Number", "2");
    await person.answer("Folder", "documents");
    await person.answer("List such as public", "public, guides/german");
    await person.answer("Shall it decline", "y");
    await person.answer("List such as discord", "discord:1,telegram:2");
    await person.answer("> ", `You are "Anna", the shop's assistant. #1 in town!`);
    await person.answer("web page", "y");
    await person.answer("Number", "2");
    await person.answer("Password", "correct horse");
    await person.answer("Once more", "correct horse");
    await person.answer("Port", "8080");
    await person.answer("Write it?", "y");

    expect(await end).toBe("written");
    const config = parseConfig(await person.settings());
    expect(config).toMatchObject({
      discord: { token: discord.token, readsAllMessages: true },
      telegram: { token: telegram.token },
      access: { admins: ["discord:1", "telegram:2"] },
      knowledge: { dir: "documents", folders: ["public", "guides/german"], only: true },
      systemPrompt: `You are "Anna", the shop's assistant. #1 in town!`,
      web: { host: "0.0.0.0", port: 8080, password: "correct horse" },
    });
    expect(person.shown()).toContain("it is the token of Lantern");
    expect(person.shown()).toContain("client_id=123456789012345678");
    expect(person.shown()).toContain("https://t.me/LanternBot");
  });

  it("never shows a secret again", async () => {
    const end = person.begin({ env });
    await person.answer("Token", discord.token);
    await person.answer("read all messages", "");
    await person.answer("Token", telegram.token);
    person.entersTheRest();
    await end;
    expect(person.shown()).toContain(`DISCORD_TOKEN=(hidden, ${discord.token.length} characters)`);
    expect(person.shown()).not.toContain(discord.token);
    expect(person.shown()).not.toContain(telegram.token);
  });

  it("speaks Chinese where the terminal does", async () => {
    const end = person.begin({ env: { ...env, LANG: "zh_CN.UTF-8" } });
    await person.answer("令牌", "");
    await person.answer("令牌", "");
    await person.answer("编号", "");
    await person.answer("文件夹", "");
    await person.answer("> ", "你是小灯。");
    await person.answer("要开启聊天网页吗", "否");
    await person.answer("写入吗", "是");
    expect(await end).toBe("written");
    expect(await person.settings()).toMatchObject({ SYSTEM_PROMPT: "你是小灯。", WEB_PORT: "0" });
  });
});

describe("the setup, about tokens", () => {
  it("asks again for one that is refused", async () => {
    const end = person.begin({ env });
    await person.answer("Token", "wrong.token");
    await person.answer("not accepted", discord.token);
    await person.answer("read all messages", "");
    person.entersTheRest();
    await end;
    expect((await person.settings())["DISCORD_TOKEN"]).toBe(discord.token);
  });

  it("takes one that nobody can check only when people say so", async () => {
    discord.status = 503;
    const end = person.begin({ env });
    await person.answer("Token", "first.token");
    await person.answer("Take it all the same?", "n");
    await person.answer("Token", "second.token");
    await person.answer("Take it all the same?", "y");
    person.entersTheRest();
    await end;
    expect((await person.settings())["DISCORD_TOKEN"]).toBe("second.token");
  });

  it("looks again for the intent until it is turned on", async () => {
    const end = person.begin({ env });
    await person.answer("Token", discord.token);
    await person.answer("read all messages", "y");
    await person.answer("Look again?", "y");
    await person.asked("Look again?");
    discord.messageContent = true;
    await person.answer("Look again?", "y");
    person.entersTheRest();
    await end;
    expect((await person.settings())["DISCORD_MESSAGE_CONTENT"]).toBe("true");
  });

  it("goes without the intent when people do not want to turn it on", async () => {
    const end = person.begin({ env });
    await person.answer("Token", discord.token);
    await person.answer("read all messages", "y");
    await person.answer("Look again?", "n");
    person.entersTheRest();
    await end;
    expect(parseConfig(await person.settings()).discord?.readsAllMessages).toBe(false);
  });

  it("explains privacy mode where it is on", async () => {
    telegram.world.privacy = true;
    const end = person.begin({ env });
    await person.answer("Token", "");
    await person.answer("Token", telegram.token);
    person.entersTheRest();
    await end;
    expect(person.shown()).toContain("/setprivacy, Disable");
  });
});

describe("the setup, about the model", () => {
  it("shows what each takes and gives, and recommends what fits", async () => {
    const machine = { ...MACHINE, availableBytes: 1.6e9 };
    const end = person.begin({ env, machine });
    await withoutPlatforms();
    await person.answer("Number [2]", "");
    await theRest();
    person.entersTheRest();
    await end;
    expect(person.shown()).toContain("2 cores of an Intel Xeon with AVX-512");
    expect(person.shown()).toMatch(/fp16 +1.27 GB on disk.* 18.5 tokens\/s.*more memory than is free/);
    expect(person.shown()).toMatch(/q8_0 .*43.1 tokens\/s.*recommended here/);
    expect((await person.settings())["MODEL"]).toBe("q8_0");
  });

  it("takes another one, if it can be one", async () => {
    const end = person.begin({ env });
    await withoutPlatforms();
    await person.answer("Number", "5");
    await person.answer("Path to", "nonsense");
    await person.answer("MODEL is neither", "hf:user/repo/x.gguf");
    await theRest();
    person.entersTheRest();
    await end;
    expect((await person.settings())["MODEL"]).toBe("hf:user/repo/x.gguf");
  });

  it("does not take a number that is none of them", async () => {
    const end = person.begin({ env });
    await withoutPlatforms();
    for (const answer of ["0", "9", "two", "1.5"]) {
      await person.answer("Number", answer);
    }
    await person.answer("from 1 to 5", "3");
    await theRest();
    person.entersTheRest();
    await end;
    expect((await person.settings())["MODEL"]).toBe("q4_k_m");
  });
});

describe("the setup, about documents", () => {
  /** Up to the question for the folder. */
  async function untilTheFolder() {
    await withoutPlatforms();
    await person.answer("Number", "");
  }

  it("asks again for a folder that is not there, and takes one where nothing lies yet", async () => {
    await person.put("documents/.hidden", "notes.md");
    const end = person.begin({ env });
    await untilTheFolder();
    await person.answer("Folder [none]", "document");
    await person.answer(`there is no folder ${person.folder}/document.`, "notes.md");
    await person.answer(`there is no folder ${person.folder}/notes.md.`, `${person.folder}/documents`);
    await person.answer("no documents in it yet", "");
    person.entersTheRest();
    await end;
    expect(parseConfig(await person.settings()).knowledge).toMatchObject({
      dir: `${person.folder}/documents`,
      folders: null,
      only: false,
    });
  });

  it("asks who sees what where there are several folders, and knows their names", async () => {
    await person.put("documents/a.md", "documents/public/b.md", "documents/staff/c.md");
    const end = person.begin({ env });
    await untilTheFolder();
    await person.answer("Folder", "documents");
    await person.answer("3 documents in it.\nIt has the folders ., public, staff", "public,stuff");
    await person.answer("there is no folder stuff", "., public");
    person.entersTheRest();
    await end;
    expect(parseConfig(await person.settings()).knowledge?.folders).toEqual([".", "public"]);
  });

  it("does not ask for that where there is one folder", async () => {
    await person.put("documents/public/a.md");
    const end = person.begin({ env });
    await untilTheFolder();
    await person.answer("Folder", "documents/public");
    await person.answer("1 document in it.\nShall it decline", "y");
    person.entersTheRest();
    await end;
    expect(parseConfig(await person.settings()).knowledge).toMatchObject({ folders: null, only: true });
  });

  const OLD = "MODEL=q4_0\nKNOWLEDGE_DIR=documents\nKNOWLEDGE_FOLDERS=public,later\nKNOWLEDGE_ONLY=true\n";

  it("keeps with Enter what is set, also a folder where nothing lies now", async () => {
    await person.write(OLD);
    await person.put("documents/public/a.md", "documents/staff/b.md");
    const end = person.begin({ env });
    await untilTheFolder();
    await person.answer("Folder [documents]", "");
    await person.answer("[public,later]", "");
    await person.answer("Shall it decline", "");
    person.entersTheRest();
    expect(await end).toBe("unchanged");
  });

  it("takes out with - what is set", async () => {
    await person.write(OLD);
    const end = person.begin({ env });
    await untilTheFolder();
    await person.answer("Folder [documents]", "-");
    person.entersTheRest();
    await end;
    expect(parseConfig(await person.settings()).knowledge).toBeNull();
  });
});

describe("the setup with settings that are there", () => {
  const OLD = [
    "# my own notes",
    "export LOG_LEVEL=debug # for now",
    "SOMETHING_ELSE='kept as it is'",
    "MODEL=q4_0",
    "ADMINS=discord:5",
    "",
    "WEB_PORT=9000",
  ].join("\n");

  it("keeps all of them with Enter, and then writes nothing", async () => {
    await person.write(OLD);
    const end = person.begin({ env });
    await withoutPlatforms();
    await person.answer("Number [4]", "");
    await person.answer("Folder", "");
    await person.answer("> ", "");
    await person.answer("web page", "");
    await person.answer("Number [1]", "");
    await person.answer("Port [9000]", "");
    expect(await end).toBe("unchanged");
    expect(await person.read()).toBe(OLD);
    expect(await person.files()).toEqual([".env"]);
  });

  it("changes only what was changed, and keeps the old file", async () => {
    await person.write(OLD);
    const end = person.begin({ env });
    await withoutPlatforms();
    await person.answer("Number", "2");
    await person.answer("Folder", "");
    await person.answer("> ", "Be brief.");
    await person.answer("web page", "");
    await person.answer("Number", "");
    await person.answer("Port", "9001");
    await person.answer("Write it?", "");
    expect(await end).toBe("written");
    expect(await person.read()).toBe(
      `${OLD.replace("q4_0", "q8_0").replace("9000", "9001")}\nSYSTEM_PROMPT='Be brief.'\n`,
    );
    expect(await person.files()).toEqual([".env", BACKUP]);
    expect(await person.modeOf(BACKUP)).toBe(0o600);
  });

  it("keeps a token and a password with Enter, and takes a token out with -", async () => {
    await person.write(
      `DISCORD_TOKEN=${discord.token}\nTELEGRAM_TOKEN=${telegram.token}\nWEB_HOST=0.0.0.0\nWEB_PASSWORD=correct horse\n`,
    );
    const end = person.begin({ env });
    await person.answer("Enter: keep it", "");
    await person.answer("read all messages", "");
    await person.answer("Enter: keep it", "-");
    await person.answer("Number", "1");
    await person.answer("Folder", "");
    await person.answer("List such as", "");
    await person.answer("> ", "");
    await person.answer("web page", "");
    await person.answer("Number [2]", "");
    await person.answer("Enter: keep it", "");
    await person.answer("Port", "");
    await person.answer("Write it?", "");
    await end;
    expect(await person.read()).toBe(
      `DISCORD_TOKEN=${discord.token}\nTELEGRAM_TOKEN=\nWEB_HOST=0.0.0.0\nWEB_PASSWORD=correct horse\nMODEL=fp16\n`,
    );
  });

  it("says when the environment counts more, and what would still stop the start", async () => {
    await person.write("TOP_P=7\n");
    const end = person.begin({ env: { ...env, MODEL: "q4_0" } });
    await withoutPlatforms();
    await person.answer("Number", "1");
    await theRest();
    await person.answer("Write it?", "n");
    expect(await end).toBe("left");
    expect(person.shown()).toContain("MODEL is also set in the environment");
    expect(person.shown()).toContain("will not start like this: TOP_P");
    expect(await person.read()).toBe("TOP_P=7\n");
  });
});

describe("leaving the setup", () => {
  it.each([0, 1, 2, 3, 4, 5, 6])("after %i answers leaves everything as it was", async (answers) => {
    await person.write("MODEL=q4_0\n");
    const end = person.begin({ env });
    const questions = ["Token", "Token", "Number", "Folder", "> ", "web page"];
    for (const question of questions.slice(0, answers))
      await person.answer(question, question === "Number" ? "1" : "");
    person.goAway();
    expect(await end).toBe("left");
    expect(person.shown()).toContain("Nothing was written");
    expect(await person.read()).toBe("MODEL=q4_0\n");
    expect(await person.files()).toEqual([".env"]);
  });

  it("with Ctrl+C at the last question leaves everything as it was", async () => {
    const end = person.begin({ env, terminal: true });
    await withoutPlatforms();
    await person.answer("Number", "");
    await theRest();
    await person.asked("Write it?");
    person.type("\u0003");
    expect(await end).toBe("left");
    expect(await person.files()).toEqual([]);
  });

  it("with Ctrl+C while a platform is asked does not wait for it", async () => {
    telegram.faults.next("getMe", { kind: "hang" });
    const end = person.begin({ env, terminal: true });
    await person.answer("Token", "");
    await person.answer("Token", telegram.token);
    await telegram.until(() => telegram.callsOf("getMe").length > 0);
    person.type("\u0003");
    expect(await end).toBe("left");
    expect(await person.files()).toEqual([]);
  });

  it("in a terminal a token that is typed is not shown", async () => {
    const end = person.begin({ env, terminal: true });
    await person.answer("Token", discord.token);
    await person.answer("read all messages", "");
    person.type("\u0003");
    await end;
    expect(person.shown()).not.toContain(discord.token);
  });
});

describe("a password", () => {
  it("is asked for until it is long enough and was typed twice", async () => {
    const end = person.begin({ env });
    await withoutPlatforms();
    await person.answer("Number", "");
    await person.answer("Folder", "");
    await person.answer("> ", "");
    await person.answer("web page", "");
    await person.answer("Number", "2");
    await person.answer("Password", "");
    await person.answer("others could read along", "short");
    await person.answer("at least 8", "long enough");
    await person.answer("Once more", "longer enough");
    await person.answer("two different ones", "long enough");
    await person.answer("Once more", "long enough");
    person.entersTheRest();
    await end;
    expect(parseConfig(await person.settings()).web?.password).toBe("long enough");
  });
});
