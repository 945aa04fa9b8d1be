import { describe, expect, it, vi } from "vitest";
import { pdf } from "./documents.ts";
import { readingOf, sectionsIn } from "./reading.ts";

describe("a PDF", () => {
  it("is read page by page", async () => {
    const bytes = pdf([{ lines: ["The first page."] }, { lines: ["The second page."] }]);
    expect(await readingOf("Handbook.pdf", bytes)).toEqual([
      "Handbook/p. 1: The first page.",
      "Handbook/p. 2: The second page.",
    ]);
  });

  it("is read in Chinese, lines that were broken for their width put together", async () => {
    const bytes = pdf([
      { lines: ["退款须在收到商品之后七日之内", "提出,逾期恕不办理。", "", "", "联系电话:四零零"] },
    ]);
    const [section] = await sectionsIn("规定.pdf", bytes);
    expect(section?.text).toBe("退款须在收到商品之后七日之内提出,逾期恕不办理。\n\n联系电话:四零零");
  });

  it.each([
    ["UniGB-UCS2-H", "GB1", "00540065006190006b3e"],
    ["GBK-EUC-H", "GB1", "546561cdcbbfee"],
    ["GBK-EUC-V", "GB1", "546561cdcbbfee"],
    ["ETen-B5-H", "CNS1", "546561b068b4da"],
  ])("is read when only the name %s tells what its codes stand for", async (name, ordering, codes) => {
    const bytes = pdf([{ lines: ["Tea退款"] }], {
      characterMap: { name, ordering, encode: () => Buffer.from(codes, "hex") },
    });
    expect(await readingOf("a.pdf", bytes)).toEqual(["a/p. 1: Tea退款"]);
  });

  it("is read when it is encrypted and opens without a password", async () => {
    const bytes = pdf([{ lines: ["Not that secret."] }], { encryption: "none" });
    expect(await readingOf("a.pdf", bytes)).toEqual(["a/p. 1: Not that secret."]);
  });

  it("has its outline's entries above its pages", async () => {
    const bytes = pdf([{ lines: ["One."] }, { lines: ["Two."] }, { lines: ["Three."] }], {
      outline: [
        { title: "Rooms", page: 1 },
        { title: "Meals", page: 2 },
      ],
    });
    expect(await readingOf("House.pdf", bytes)).toEqual([
      "House/p. 1: One.",
      "House/Rooms/p. 2: Two.",
      "House/Meals/p. 3: Three.",
    ]);
  });

  it("is called by its own title, unless a program made that up", async () => {
    const pages = [{ lines: ["Text."] }];
    expect(await readingOf("a.pdf", pdf(pages, { title: "House rules" }))).toEqual([
      "House rules/p. 1: Text.",
    ]);
    expect(await readingOf("a.pdf", pdf(pages, { title: "Microsoft Word - x.doc" }))).toEqual([
      "a/p. 1: Text.",
    ]);
  });

  it("joins a word that was parted at the end of a line, and keeps short lines apart", async () => {
    const [section] = await sectionsIn(
      "a.pdf",
      pdf([
        {
          lines: [
            "The guarantee holds for all house-",
            "hold devices that were bought here",
            "for two years.",
          ],
        },
      ]),
    );
    expect(section?.text).toBe(
      "The guarantee holds for all household devices that were bought here for two years.",
    );
    const [list] = await sectionsIn(
      "b.pdf",
      pdf([{ lines: ["Tea 2", "Coffee 3", "A very large breakfast 12"] }]),
    );
    expect(list?.text).toBe("Tea 2\nCoffee 3\nA very large breakfast 12");
  });

  it("is refused when it needs a password", async () => {
    const bytes = pdf([{ lines: ["Secret."] }], { encryption: "password" });
    await expect(readingOf("a.pdf", bytes)).rejects.toMatchObject({
      name: "UnreadableDocument",
      code: "encrypted",
    });
  });

  it.each([
    ["is no PDF", "Just some text, a little longer than a head would be."],
    ["is empty", ""],
    ["has nothing behind its head", "%PDF-1.4\n"],
  ])("is refused when it %s", async (_, content) => {
    await expect(readingOf("a.pdf", content)).rejects.toMatchObject({
      name: "UnreadableDocument",
      code: "damaged",
      message: "It is no PDF, or damaged.",
    });
  });

  it("is refused when it holds no text", async () => {
    await expect(readingOf("scan.pdf", pdf([{ lines: [] }, { lines: [] }]))).rejects.toMatchObject({
      code: "unsupported",
    });
  });

  it("says nothing on the console, however broken it is", async () => {
    const spies = (["log", "info", "warn", "error"] as const).map((name) => vi.spyOn(console, name));
    const bytes = pdf([{ lines: ["One."] }, { lines: ["Two."] }]);
    const broken = Buffer.from(
      bytes.toString("latin1").replaceAll("/Length", "/Longth").replace("xref", "xxxx"),
      "latin1",
    );
    await readingOf("a.pdf", broken).catch(() => undefined);
    await readingOf("a.pdf", bytes.subarray(0, bytes.length / 2)).catch(() => undefined);
    expect(spies.flatMap((spy) => spy.mock.calls)).toEqual([]);
    vi.restoreAllMocks();
  });
});
