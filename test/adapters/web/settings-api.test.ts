import { describe, expect, it } from "vitest";
import { NOTHING_SET } from "../../../src/core/settings/settings-store.ts";
import { answerWith, FIGURES } from "../../fakes/scripted-conversation.ts";
import { allEventsOf, startWeb } from "./running-web.ts";

const HOURS = { id: "a/1", file: "shop/guide.md", heading: "Opening hours", text: "From **9** to 18." };

describe("/api/settings", () => {
  it("tells what is set for a channel, and what counts where nothing is", async () => {
    await using web = await startWeb();
    web.core.view = { ...web.core.view, own: { ...NOTHING_SET, temperature: 0.3 }, folders: ["shop"] };
    const response = await fetch(`${web.url}/api/settings?channel=kitchen`);
    expect([response.status, await response.json()]).toEqual([200, web.core.view]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("changes it by the command, and gives the sentence and what is set then", async () => {
    await using web = await startWeb();
    web.core.onCommand = () => {
      web.core.view = { ...web.core.view, own: { ...NOTHING_SET, temperature: 0.3 } };
      return "Temperature: 0.3.";
    };
    const text = "temperature: 0.3";
    const init = { headers: { "accept-language": "zh-CN" } };
    const response = await web.post("/api/settings", { channel: "kitchen", text }, init);
    expect(await response.json()).toEqual({ sentence: "Temperature: 0.3.", settings: web.core.view });
    expect(web.core.commands).toMatchObject([
      { name: "settings", channel: "web:kitchen", text, language: "zh", person: { managesChannel: true } },
    ]);
  });

  it("tells them in a sentence where nothing is to be changed", async () => {
    await using web = await startWeb();
    const response = await web.post("/api/settings", { channel: "kitchen" });
    expect(await response.json()).toMatchObject({ sentence: "did settings" });
    expect(web.core.commands[0]).not.toHaveProperty("text");
  });

  it("refuses what it cannot read, and pages of other sites", async () => {
    await using web = await startWeb();
    const refusals = [
      await web.post("/api/settings", { channel: "kitchen", text: " " }),
      await web.post("/api/settings", { channel: "../", text: "undo" }),
      await web.post("/api/settings", { channel: "kitchen", text: "x".repeat(70_000) }),
      await web.post("/api/settings", { channel: "kitchen" }, { headers: { origin: "https://example.com" } }),
      await fetch(`${web.url}/api/settings`),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([400, 400, 413, 403, 400]);
    expect(web.core.commands).toEqual([]);
  });
});

describe("/api/passage", () => {
  it("gives the words of a document that an answer came from, and nothing else of it", async () => {
    await using web = await startWeb();
    web.core.passages = [HOURS];
    const response = await fetch(`${web.url}/api/passage?channel=kitchen&id=a%2F1`);
    const { id: _, ...words } = HOURS;
    expect([response.status, await response.json()]).toEqual([200, words]);
  });

  it("says in a sentence that it is gone, or not for this channel", async () => {
    await using web = await startWeb();
    const response = await fetch(`${web.url}/api/passage?channel=kitchen&id=a%2F1`);
    expect([response.status, await response.json()]).toEqual([
      404,
      { code: "no-passage", message: "This passage is no longer in the documents." },
    ]);
  });

  it("asks the core for the channel's own", async () => {
    await using web = await startWeb();
    web.core.passage = (channel, id) => Promise.resolve({ ...HOURS, id, text: channel });
    const response = await fetch(`${web.url}/api/passage?channel=kitchen&id=x`);
    expect(await response.json()).toMatchObject({ text: "web:kitchen" });
  });

  it("refuses an address without a channel or a passage, and asks for the password where there is one", async () => {
    await using web = await startWeb();
    await using locked = await startWeb({ password: "open sesame" });
    const refusals = await Promise.all(
      ["?id=x", "?channel=kitchen", `?channel=kitchen&id=${"x".repeat(201)}`].map((query) =>
        fetch(`${web.url}/api/passage${query}`),
      ),
    );
    expect(refusals.map(({ status }) => status)).toEqual([400, 400, 400]);
    for (const path of ["passage?channel=kitchen&id=x", "settings?channel=kitchen"]) {
      expect((await fetch(`${locked.url}/api/${path}`)).status).toBe(401);
    }
  });
});

describe("the end of an answer", () => {
  it("names the documents that it came from, and that it was there already", async () => {
    await using web = await startWeb();
    const { text: _, ...source } = HOURS;
    const cited = { sources: [HOURS], sentence: "Source: guide.md" } as const;
    web.core.onMessage = (_message, reply) => {
      const ending = { kind: "answered", text: "From 9.", notes: [], figures: FIGURES } as const;
      void reply.finish({ ...ending, origin: "stored", cited });
      return "accepted";
    };
    const [, done] = await allEventsOf(await web.post("/api/chat", { channel: "kitchen", text: "When?" }));
    expect(done).toEqual({
      event: "done",
      data: { text: "From 9.", notes: [], ...FIGURES, origin: "stored", sources: [source] },
    });
  });

  it("says nothing of either where there is nothing to say", async () => {
    await using web = await startWeb();
    web.core.onMessage = (_, reply) => {
      void answerWith(reply, "Hi.");
      return "accepted";
    };
    const [, done] = await allEventsOf(await web.post("/api/chat", { channel: "kitchen", text: "Hello" }));
    expect(done?.data).toEqual({ text: "Hi.", notes: [], ...FIGURES });
  });
});

it.each(["start", "help", "status", "sources"])(
  "answers /api/%s with the command's sentence",
  async (name) => {
    await using web = await startWeb();
    const response = await web.post(`/api/${name}`, { channel: "kitchen" });
    expect([response.status, await response.json()]).toEqual([200, { sentence: `did ${name}` }]);
    expect(web.core.commands).toMatchObject([{ name, channel: "web:kitchen" }]);
  },
);
