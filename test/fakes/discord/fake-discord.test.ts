import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { startFakeDiscord, type FakeDiscord } from "./server.ts";

let discord: FakeDiscord;
let now = 0;

beforeEach(async () => {
  now = 0;
  discord = await startFakeDiscord({ now: () => now });
});

afterEach(() => discord.close());

function call(method: string, path: string, body?: object, token = discord.token): Promise<Response> {
  return fetch(`${discord.apiUrl}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function codeOf(response: Response): Promise<unknown> {
  return [response.status, z.object({ code: z.number() }).parse(await response.json()).code];
}

const messages = () => `/channels/${discord.world.general.id}/messages`;

it("lets five messages into a channel in five seconds, and says when the next may come", async () => {
  const statuses: number[] = [];
  for (let count = 0; count < 5; count++)
    statuses.push((await call("POST", messages(), { content: "hi" })).status);
  now = 2_000;
  const refused = await call("POST", messages(), { content: "hi" });

  expect(statuses).toEqual([200, 200, 200, 200, 200]);
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("3.000");
  expect(await refused.json()).toMatchObject({ retry_after: 3, global: false });
  const elsewhere = discord.world.addChannel(discord.world.guild, "elsewhere");
  expect((await call("POST", `/channels/${elsewhere.id}/messages`, { content: "hi" })).status).toBe(200);

  now = 5_000;
  const late = await call("POST", messages(), { content: "hi" });
  expect(late.status).toBe(200);
  expect(late.headers.get("x-ratelimit-remaining")).toBe("4");
});

it("counts edits apart from messages, and nothing at all when told so", async () => {
  const message = await (await call("POST", messages(), { content: "0" })).json();
  const { id } = z.object({ id: z.string() }).parse(message);
  const edit = () => call("PATCH", `${messages()}/${id}`, { content: "1" });
  for (let count = 0; count < 5; count++) expect((await edit()).status).toBe(200);
  expect((await edit()).status).toBe(429);
  discord.limits.enforce(false);
  expect((await edit()).status).toBe(200);
});

it("refuses what Discord refuses", async () => {
  const theirs = discord.people.say(discord.world.addUser("ada"), discord.world.general, "mine");
  const mine = discord.people.publish({
    channel: discord.world.general,
    author: discord.world.bot,
    content: "gone",
  });
  discord.people.delete(mine);

  expect(await codeOf(await call("POST", messages(), { content: "x".repeat(2001) }))).toEqual([400, 50035]);
  expect(await codeOf(await call("POST", messages(), { content: " \n" }))).toEqual([400, 50006]);
  expect(await codeOf(await call("PATCH", `${messages()}/${mine.id}`, { content: "x" }))).toEqual([
    404, 10008,
  ]);
  expect(await codeOf(await call("PATCH", `${messages()}/${theirs.id}`, { content: "x" }))).toEqual([
    403, 50005,
  ]);
  expect(await codeOf(await call("POST", "/channels/1/messages", { content: "x" }))).toEqual([404, 10003]);
  expect(await codeOf(await call("GET", "/gateway/bot", undefined, "wrong"))).toEqual([401, 0]);
});

it("creates a message once for each nonce that is enforced, for a few minutes, and not again when it was deleted", async () => {
  const post = () => call("POST", messages(), { content: "once", nonce: "1", enforce_nonce: true });
  expect(await (await post()).json()).toEqual(await (await post()).json());
  expect(discord.answers(discord.world.general)).toHaveLength(1);
  for (const answer of discord.answers(discord.world.general)) discord.people.delete(answer);
  expect(await codeOf(await post())).toEqual([404, 10008]);
  now = 10 * 60_000;
  expect((await post()).status).toBe(200);
  expect(await codeOf(await call("POST", messages(), { content: "x", nonce: "1".repeat(26) }))).toEqual([
    400, 50035,
  ]);
});

it("lets messages that are more than an hour old be edited three times in twenty seconds", async () => {
  const { general, bot } = discord.world;
  const old = discord.people.publish({ channel: general, author: bot, content: "0", ageMs: 61 * 60_000 });
  const edit = () => call("PATCH", `${messages()}/${old.id}`, { content: "1" });
  for (let count = 0; count < 3; count++) expect((await edit()).status).toBe(200);
  const refused = await edit();
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "20.000"]);
  expect(await refused.json()).toMatchObject({ code: 30046 });
});

const button = (custom_id: string) => ({ type: 2, style: 2, custom_id, label: "Press" });
const row = (...components: object[]) => [{ type: 1, components }];

it("keeps the buttons that an edit does not name, and takes them away when it names none", async () => {
  const posted = await call("POST", messages(), { content: "0", components: row(button("a")) });
  const { id } = z.object({ id: z.string() }).parse(await posted.json());
  const edit = async (change: object) => {
    await call("PATCH", `${messages()}/${id}`, { content: "1", ...change });
    return discord.answers(discord.world.general)[0]?.components.length;
  };
  expect(await edit({})).toBe(1);
  expect(await edit({ components: [] })).toBe(0);
});

it.each([
  ["with the same data twice", row(button("a"), button("a"))],
  ["without data", row({ ...button("a"), custom_id: undefined })],
  ["with too much data", row(button("x".repeat(101)))],
  ["with nothing to see", row({ ...button("a"), label: undefined })],
  ["with a sign that is none", row({ ...button("a"), emoji: { name: "stop" } })],
  ["six in a row", row(...["a", "b", "c", "d", "e", "f"].map(button))],
  ["outside of a row", [button("a")]],
])("refuses buttons %s", async (_what, components) => {
  expect(await codeOf(await call("POST", messages(), { content: "x", components }))).toEqual([400, 50035]);
});

it("shows what was said after a message from there on, the newest first, and what was said last", async () => {
  const ada = discord.world.addUser("ada");
  const said = Array.from({ length: 5 }, (_, index) =>
    discord.people.say(ada, discord.world.directWith(ada), String(index)),
  );
  const page = async (query: string) => {
    const path = `/channels/${discord.world.directWith(ada).id}/messages?${query}`;
    const body: unknown = await (await call("GET", path)).json();
    return z
      .array(z.object({ content: z.string() }))
      .parse(body)
      .map(({ content }) => content);
  };
  expect(await page(`after=${said[1]?.id}&limit=2`)).toEqual(["3", "2"]);
  expect(await page("limit=2")).toEqual(["4", "3"]);
  expect(await page(`before=${said[2]?.id}`)).toEqual(["1", "0"]);
  expect(await codeOf(await call("GET", `${messages()}?limit=101`))).toEqual([400, 50035]);
});

it("keeps the menu of commands, and shows its translations to those who ask", async () => {
  const path = `/applications/${discord.world.bot.id}/commands`;
  const command = { name: "help", description: "Help", description_localizations: { "zh-CN": "帮助" } };
  expect((await call("PUT", path, [command])).status).toBe(200);
  const menu = async (query: string) => (await call("GET", path + query)).json();
  expect(await menu("?with_localizations=true")).toMatchObject([
    { ...command, type: 1, contexts: null, integration_types: [0], default_member_permissions: null },
  ]);
  expect(await menu("")).not.toMatchObject([command]);
  expect(await codeOf(await call("PUT", path, [{ ...command, name: "Not so" }]))).toEqual([400, 50035]);
});

it("takes an answer to a command within three seconds, once", async () => {
  const ada = discord.world.addUser("ada");
  const late = discord.people.command(ada, discord.world.directWith(ada), "help");
  now = 3_001;
  const inTime = discord.people.command(ada, discord.world.directWith(ada), "help");
  const acknowledge = ({ id, token }: typeof late) =>
    call("POST", `/interactions/${id}/${token}/callback`, { type: 5 });

  expect(await codeOf(await acknowledge(late))).toEqual([404, 10062]);
  expect((await acknowledge(inTime)).status).toBe(204);
  expect(await codeOf(await acknowledge(inTime))).toEqual([400, 40060]);
});

it("fails on demand, as often as asked, where asked", async () => {
  discord.faults.inject({
    method: "POST",
    path: "/messages",
    times: 2,
    fault: { kind: "error", status: 403, code: 50013 },
  });
  expect((await call("POST", `/channels/${discord.world.general.id}/typing`)).status).toBe(204);
  expect(await codeOf(await call("POST", messages(), { content: "x" }))).toEqual([403, 50013]);
  expect(await codeOf(await call("POST", messages(), { content: "x" }))).toEqual([403, 50013]);
  expect((await call("POST", messages(), { content: "x" })).status).toBe(200);
});

it("wakes those who wait for a change", async () => {
  const waiting = discord.until(() => discord.world.general.typings > 0 && "typing");
  await call("POST", `/channels/${discord.world.general.id}/typing`);
  expect(await waiting).toBe("typing");
});
