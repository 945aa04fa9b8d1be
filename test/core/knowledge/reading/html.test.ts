import { describe, expect, it } from "vitest";
import { readingOf, sectionsIn } from "./reading.ts";

async function textOf(html: string): Promise<string> {
  const sections = await sectionsIn("a.html", html);
  return sections.map(({ text }) => text).join("\n\n");
}

describe("a web page", () => {
  it("is read along its headings, below its title", async () => {
    const html =
      "<!doctype html><title>Install – Lantern</title><h1>Install</h1><p>Hello.<h2>Linux &amp; BSD</h2>Text.<h2>Mac</h2><p>Other.";
    expect(await readingOf("a.htm", html)).toEqual([
      "Install – Lantern: Hello.",
      "Install – Lantern/Linux & BSD: Text.",
      "Install – Lantern/Mac: Other.",
    ]);
  });

  it("is called by its file where it gives itself no title", async () => {
    expect(await readingOf("Prices.html", "<p>Two.</p>")).toEqual(["Prices: Two."]);
  });

  it("leaves out what people do not read", async () => {
    const html =
      "<head><style>p{}</style><script>if (a<b) x('</p>')</script></head><nav><ul><li>Home</nav><p>Seen." +
      "<div hidden>No <div>no</div> no</div><!-- no --><noscript>no</noscript><select><option>no</select> Seen too.";
    expect(await textOf(html)).toBe("Seen.\n\nSeen too.");
  });

  it("has links as their text, and pictures as what stands for them", async () => {
    const html =
      '<p>See <a href="https://example.org/x">the <b>list</b></a> <img src="http://example.org/p.png" alt="of prices">.';
    expect(await textOf(html)).toBe("See the list of prices .");
  });

  it("makes rows of tables", async () => {
    const html =
      "<table><caption>Drinks</caption><thead><tr><th>Name<th>Price</thead><tr><td>Tea<br>green<td>2<tr><td>A | B</td><td><p>3</p></td></tr></table>";
    expect(await textOf(html)).toBe(
      "Drinks\n\n| Name | Price |\n| --- | --- |\n| Tea green | 2 |\n| A \\| B | 3 |",
    );
  });

  it("takes a table with one cell for a paragraph, and one in a cell for its text", async () => {
    const html = "<table><tr><td>Hello <table><tr><td>little<td>world</table></table>";
    expect(await textOf(html)).toBe("Hello little world");
  });

  it("repeats the head of a table that is given in parts", async () => {
    const rows = Array.from({ length: 1000 }, (_, index) => `<tr><td>Thing ${index}<td>${index}`);
    const sections = await textOf(`<table><tr><th>Name<th>Price${rows.join("")}</table>`);
    const heads = sections.split("| Name | Price |\n| --- | --- |\n").length - 1;
    expect(heads).toBeGreaterThan(1);
    expect(sections.match(/^\| Thing \d+ \| \d+ \|$/gm)).toHaveLength(1000);
  });

  it("makes lists of lists", async () => {
    const html = "<ul><li>One<ol start=3><li>three<li><p>four</p><p>more</p></ol><li>Two</ul><p>End";
    expect(await textOf(html)).toBe("- One\n  3. three\n  4. four\n     more\n- Two\n\nEnd");
  });

  it("keeps code as it is", async () => {
    expect(await textOf("<pre><code>\na  =  1\n\n  b\n</code></pre><p>x\n  y")).toBe(
      "```\na  =  1\n\n  b\n```\n\nx y",
    );
    expect(await textOf("<p>Text.<pre>left open")).toBe("Text.\n\n```\nleft open\n```");
  });

  it("is read in the encoding that it declares", async () => {
    const html = Buffer.concat([
      Buffer.from('<meta charset="big5"><p>'),
      Buffer.from("b068b4da", "hex"), // 退款
    ]);
    expect(await readingOf("a.html", html)).toEqual(["a: 退款"]);
  });

  it("takes time in step with its length, whatever it is", async () => {
    const started = performance.now();
    await sectionsIn("a.html", "<span>a</span> ".repeat(200_000));
    await sectionsIn("a.html", "<div><ul><li><table><td>".repeat(900));
    await sectionsIn("a.html", "<".repeat(500_000));
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("is refused when it goes deeper than anybody would nest it", async () => {
    await expect(readingOf("a.html", "<div>".repeat(100_000))).rejects.toMatchObject({ code: "damaged" });
  });
});
