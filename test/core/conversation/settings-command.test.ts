import { describe, expect, it } from "vitest";
import { channelId, type CommandCall, type Person } from "../../../src/core/chat.ts";
import { sentencesIn } from "../../../src/core/conversation/sentences.ts";
import { createSettingsCommand } from "../../../src/core/conversation/settings-command.ts";
import { HistoryError } from "../../../src/core/errors.ts";
import { ALL_FOLDERS, NOTHING_SET } from "../../../src/core/settings/settings-store.ts";
import { createCapturedLog } from "../../fakes/captured-log.ts";
import { createMemorySettings } from "../../fakes/memory-settings.ts";

const ROOM = channelId("discord", "1");
const THREAD = channelId("discord", "2");
const GROUP = channelId("telegram", "-1001");
const PAGE = channelId("web", "secret");
const ANN: Person = { id: "discord:1", name: "Ann", managesChannel: false };
const MOD: Person = { id: "discord:2", name: "Mod", managesChannel: true };
const OWNER: Person = { id: "discord:3", name: "Owner", managesChannel: false };

/** A room whose moderator speaks, unless a test says otherwise. */
function openRoom({ folders = ["public", "staff"], ofBot = null as readonly string[] | null } = {}) {
  const settings = createMemorySettings();
  const log = createCapturedLog();
  const command = createSettingsCommand({
    settings,
    log,
    access: { allow: [], admins: [OWNER.id] },
    knowledgeFolders: () => folders,
    defaults: { persona: "You are Lantern.", answerTokens: 512, temperature: 0.7, folders: ofBot },
  });
  return {
    settings,
    log,
    says(text: string, changes: Partial<CommandCall> = {}) {
      const call: CommandCall = {
        name: "settings",
        channel: ROOM,
        person: MOD,
        origins: [],
        direct: false,
        language: "en",
        place: "",
        hears: "mentions",
        ...(text === "" ? {} : { text }),
        ...changes,
      };
      return command(call, sentencesIn(call.language));
    },
  };
}

describe("/settings alone", () => {
  it("shows what counts, where each is set, and how to change it", async () => {
    const room = openRoom();
    await room.settings.change(ROOM, { persona: "You are a pirate.", temperature: 1, folders: ["public"] });
    await room.settings.change(THREAD, { temperature: 0.3 });
    expect(await room.says("", { channel: THREAD, parent: ROOM })).toBe(
      [
        "What counts here:",
        "• Persona: “You are a pirate.” (set in the channel above)",
        "• Length: at most 512 tokens (default)",
        "• Temperature: 0.3 (set here)",
        "• Language: that of the question (default)",
        "• Always: off (default)",
        "• Folders: public (set in the channel above)",
        "",
        "To change one: /settings temperature 0.3 – to let go of it: /settings temperature default – to take the last change back: /settings undo",
      ].join("\n"),
    );
    expect(await room.says("", { language: "zh" })).toContain("• 人设：“You are a pirate.”（在这里设置）");
  });

  it("shows it to everybody, but not how to change it", async () => {
    const shown = await openRoom().says("", { person: ANN });
    expect(shown).toContain("• Temperature: 0.7 (default)");
    expect(shown).toContain("Only those who manage this chat");
    expect(shown).not.toContain("/settings undo");
  });

  it("leaves out folders where there are no documents, and what changes nothing in a direct chat", async () => {
    expect(await openRoom({ folders: [] }).says("")).not.toContain("Folders");
    expect(await openRoom().says("", { direct: true })).not.toContain("Always");
  });

  it("shows the beginning of a long persona in one line, as words", async () => {
    const room = openRoom();
    await room.settings.change(ROOM, { persona: `Say \`\`\`\n[x](https://y.example) ${"言".repeat(300)}` });
    const [, line = ""] = (await room.says("")).split("\n");
    expect(line).toMatch(/^• Persona: “Say ''' \[x\] \(https:\/\/y\.example\) 言+…” \(set here\)$/);
    expect(line.length).toBeLessThan(250);
  });

  it("tells the bot's own folders, and a length that the bot has since been kept below", async () => {
    const room = openRoom({ ofBot: ["public"] });
    await room.settings.change(ROOM, { answerTokens: 5000 });
    const shown = await room.says("");
    expect(shown).toContain("Folders: public (default)");
    expect(shown).toContain("Length: at most 512 tokens (set here)");
    await room.settings.change(ROOM, { folders: [ALL_FOLDERS] });
    expect(await room.says("")).toContain("Folders: all (set here)");
  });
});

describe("a change", () => {
  it("is made, and says what counts now and how to take it back", async () => {
    const room = openRoom();
    expect(await room.says("temperature 0.3")).toBe(
      "Temperature: 0.3 (set here). /settings undo takes this back.",
    );
    expect(await room.says("长度 200", { language: "zh" })).toBe(
      "长度：最多 200 个词元（在这里设置）。用 /settings 撤销 可以收回这次修改。",
    );
    expect(room.settings.own(ROOM)).toEqual({ ...NOTHING_SET, temperature: 0.3, answerTokens: 200 });
    expect(await room.says("temperature 0.3")).toBe("Temperature: 0.3 (set here), as before.");
    expect(await room.says("temperature default")).toContain("Temperature: 0.7 (default).");
  });

  it("that lets go of a setting says what counts from above", async () => {
    const room = openRoom();
    await room.settings.change(ROOM, { language: "zh" });
    const thread = { channel: THREAD, parent: ROOM };
    await room.says("language en", thread);
    expect(await room.says("language auto", thread)).toContain(
      "Language: Chinese (set in the channel above).",
    );
  });

  it("is for those alone who manage the channel", async () => {
    const room = openRoom();
    for (const text of ["temperature 1", "undo", "nonsense", "length"])
      expect(await room.says(text, { person: ANN })).toContain("Only those who manage this chat");
    expect(room.settings.own(ROOM)).toEqual(NOTHING_SET);
    await room.says("temperature 1", { person: ANN, direct: true });
    await room.says("length 100", { person: OWNER });
    expect(room.settings.own(ROOM)).toEqual({ ...NOTHING_SET, temperature: 1, answerTokens: 100 });
  });

  it.each([
    ["temperature 3", "from 0 to 2"],
    ["length 9", "from 16 to 512"],
    [`persona ${"x".repeat(1001)}`, "at most 1,000 characters"],
    ["language fr", "zh, en or auto"],
    ["always", "on, off or default"],
    ["colour red", "I do not know which setting you mean"],
  ])("that cannot be made is answered with what can be: %.20s", async (text, sentence) => {
    const room = openRoom();
    expect(await room.says(text)).toContain(sentence);
    expect(room.settings.own(ROOM)).toEqual(NOTHING_SET);
  });

  it("is told in the log by name, never with a persona's words or the name of a page's conversation", async () => {
    const room = openRoom();
    await room.says("persona You are my secret.");
    await room.says("temperature 1", {
      channel: PAGE,
      direct: true,
      person: { id: "web:secret", name: "", managesChannel: true },
    });
    const told = room.log.lines.filter(({ level }) => level !== "debug");
    expect(told.map(({ fields }) => fields)).toEqual([
      { channel: ROOM, person: MOD.id, settings: ["persona"] },
      { channel: "web", person: "web", settings: ["temperature"] },
    ]);
    expect(JSON.stringify(told)).not.toContain("secret");
  });

  it("that cannot be stored is not made, and the person hears so", async () => {
    const room = openRoom();
    room.settings.failWith(new HistoryError("unwritable", "The disk is full."));
    expect(await room.says("temperature 1")).toBe("I could not save that, so nothing has changed.");
    expect(room.log.lines.map(({ level }) => level)).toEqual(["error"]);
  });
});

describe("always on", () => {
  it.each([
    [ROOM, "mentions", "that needs DISCORD_MESSAGE_CONTENT=true and Message Content Intent."],
    [ROOM, "everything", null],
    [
      GROUP,
      "commands",
      "that needs my privacy mode off (@BotFather, /setprivacy), or me as an administrator.",
    ],
    [GROUP, "everything", null],
  ] as const)("in %s, hearing %s, says what it takes", async (channel, hears, needs) => {
    const room = openRoom();
    expect(await room.says("always on", { channel, hears })).toBe(
      `Always: on, I answer everything (set here)${needs === null ? "." : `, once I can hear it: ${needs}`} /settings undo takes this back.`,
    );
    expect(room.settings.own(channel).alwaysOn).toBe(true);
  });

  it("changes nothing in a direct chat, and says so", async () => {
    expect(await openRoom().says("always on", { direct: true })).toContain("here it changes nothing");
  });
});

describe("the folders", () => {
  it("are up to ADMINS, also in a direct chat and for those who manage the channel", async () => {
    const room = openRoom();
    for (const changes of [{}, { person: ANN, direct: true }, { channel: PAGE, person: OWNER, direct: true }])
      for (const text of ["folders staff", "folders all", "folders default", "folders", "folders nowhere"]) {
        const said = await room.says(text, changes);
        expect(said).toContain("ADMINS");
        expect(said).not.toContain("public");
      }
    expect(room.settings.own(ROOM)).toEqual(NOTHING_SET);
    expect(room.settings.own(PAGE)).toEqual(NOTHING_SET);
  });

  it("are chosen among those that there are, by whom ADMINS lists", async () => {
    const room = openRoom();
    const person = OWNER;
    expect(await room.says("folders public, staff/plans", { person })).toContain(
      "Folders: public, staff/plans",
    );
    expect(room.settings.own(ROOM).folders).toEqual(["public", "staff/plans"]);
    expect(await room.says("folders ../secret", { person })).toContain(
      "some of these with commas between them: public, staff.",
    );
    expect(await room.says("folders none", { person })).toContain("Folders: none (set here)");
    expect(await openRoom({ folders: [] }).says("folders public", { person })).toContain(
      "I have no documents",
    );
  });

  it("cannot be had back by taking back what ADMINS chose", async () => {
    const room = openRoom();
    await room.says("folders public", { person: OWNER });
    expect(await room.says("undo")).toContain("ADMINS");
    expect(room.settings.own(ROOM).folders).toEqual(["public"]);
    const [said] = await Promise.all([room.says("folders staff", { person: OWNER }), room.says("undo")]);
    expect(said).toContain("Folders: staff");
    expect(room.settings.own(ROOM).folders).toEqual(["staff"]);
    await room.says("temperature 1");
    expect(await room.says("undo")).toBe("Taken back. Temperature: 0.7 (default).");
    expect(room.settings.own(ROOM).folders).toEqual(["staff"]);
  });
});

describe("undo", () => {
  it("takes the last change back, once", async () => {
    const room = openRoom();
    expect(await room.says("undo")).toBe("There is no change to take back.");
    await room.says("temperature 1");
    await room.says("temperature 2");
    expect(await room.says("撤销", { language: "zh" })).toBe("已撤销。温度：1（在这里设置）。");
    expect(await room.says("undo")).toBe("There is no change to take back.");
    expect(room.settings.own(ROOM).temperature).toBe(1);
    expect(room.log.lines.at(-1)?.fields).toMatchObject({ settings: ["temperature"] });
  });
});
