import { describe, expect, it } from "vitest";
import { readingOf, sectionsIn } from "./reading.ts";

describe("a CSV file", () => {
  it("has rows that are understood by themselves", async () => {
    expect(await readingOf("prices.csv", 'Name,Price,Note\nTea,2,\n"Coffee, big",3,"with\nmilk"\n')).toEqual([
      "prices: Name: Tea; Price: 2\nName: Coffee, big; Price: 3; Note: with milk",
    ]);
  });

  it.each([
    ["semicolons", "Name;Price\nTea;2,50"],
    ["tabs", "Name\tPrice\nTea\t2,50"],
    ["bars", '"Name"|Price\nTea|2,50'],
  ])("has columns parted by %s", async (_, text) => {
    expect(await readingOf("a.csv", text)).toEqual(["a: Name: Tea; Price: 2,50"]);
  });

  it("reads Chinese of any common encoding", async () => {
    const gbk = Buffer.from("c3fbb3c62cbcdbb8f10ab2e82c320a", "hex"); // 名称,价格 / 茶,2
    expect(await readingOf("a.csv", gbk)).toEqual(["a: 名称: 茶; 价格: 2"]);
    expect(await readingOf("a.csv", "\ufeff名称,价格\r\n茶,2\r\n")).toEqual(["a: 名称: 茶; 价格: 2"]);
  });

  it("gives what has no name without one", async () => {
    expect(await readingOf("a.csv", "Name,\nTea,hot,extra\nMilk\n\n,,\n")).toEqual([
      "a: Name: Tea; hot; extra\nName: Milk",
    ]);
  });

  it("holds its column names when there are no rows, and nothing when there is nothing", async () => {
    expect(await readingOf("a.csv", "Name,Price")).toEqual(["a: Name; Price"]);
    expect(await readingOf("a.csv", "")).toEqual([]);
  });

  it("is given in parts when it is long", async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `Thing ${index},${index}`);
    const sections = await sectionsIn("a.csv", `Name,Price\n${rows.join("\n")}`);
    const lines = sections.flatMap(({ text }) => text.split("\n").filter((line) => line !== ""));
    expect(sections.length).toBeGreaterThan(10);
    expect(lines).toEqual(rows.map((_, index) => `Name: Thing ${index}; Price: ${index}`));
  });

  it("is refused when a quotation never ends", async () => {
    await expect(readingOf("a.csv", 'Name,Price\n"Tea,2\n')).rejects.toMatchObject({
      name: "UnreadableDocument",
      code: "damaged",
    });
  });
});
