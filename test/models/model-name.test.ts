import { describe, expect, it } from "vitest";
import { CATALOGUE, DEFAULT_MODEL } from "../../src/models/catalogue.ts";
import { hubFileUrl } from "../../src/models/hub.ts";
import { parseModelName } from "../../src/models/model-name.ts";
import { catalogueFile } from "../../src/models/model-source.ts";

const REVISION = "9217f5db79a29953eb74d5343926648285ec7e67";

describe("the catalogue", () => {
  it("holds the four files of the default model, each with its own sum", () => {
    expect(CATALOGUE.map(({ shortName }) => shortName)).toEqual(["fp16", "q8_0", "q4_k_m", "q4_0"]);
    expect(CATALOGUE.map(({ bytes }) => bytes)).toEqual([
      1_266_425_696, 675_710_816, 491_400_032, 428_730_208,
    ]);
    expect(new Set(CATALOGUE.map(({ sha256 }) => sha256)).size).toBe(4);
    for (const { sha256, revision, file, shortName } of CATALOGUE) {
      expect(sha256).toMatch(/^[\da-f]{64}$/);
      expect(revision).toBe(REVISION);
      expect(file).toBe(`qwen2.5-0.5b-instruct-${shortName}.gguf`);
    }
  });

  it("has the FP16 file as the default", () => {
    expect(DEFAULT_MODEL.shortName).toBe("fp16");
  });

  it("leads to the official address of the pinned revision, or to the same on a mirror", () => {
    const file = catalogueFile(DEFAULT_MODEL);
    const path = `Qwen/Qwen2.5-0.5B-Instruct-GGUF/resolve/${REVISION}/qwen2.5-0.5b-instruct-fp16.gguf`;
    expect(hubFileUrl("https://huggingface.co", file)).toBe(`https://huggingface.co/${path}`);
    expect(hubFileUrl("https://mirror.example/hub/", file)).toBe(`https://mirror.example/hub/${path}`);
  });
});

describe("reading MODEL", () => {
  it.each([undefined, "", "  "])("takes %j for the default model", (text) => {
    expect(parseModelName(text)).toEqual({ source: catalogueFile(DEFAULT_MODEL) });
  });

  it.each(CATALOGUE)("knows $shortName in any case and keeps it under its plain name", (entry) => {
    const { shortName, file, bytes, sha256 } = entry;
    for (const text of [shortName, shortName.toUpperCase(), ` ${shortName} `]) {
      expect(parseModelName(text)).toMatchObject({
        source: { kind: "hub-file", file, place: file, known: { bytes, sha256 } },
      });
    }
  });

  it.each(["models/demo/lamp-tiny.gguf", "/srv/x.GGUF", "C:\\models\\x.gguf", "../我的模型.gguf"])(
    "takes %s for a file on this machine",
    (path) => {
      expect(parseModelName(path)).toEqual({ source: { kind: "local", path } });
    },
  );

  it("finds a file of a repository, at a revision or on the main branch", () => {
    expect(parseModelName("hf:some-one/A.Model_1/deep/x.Q4.gguf")).toEqual({
      source: {
        kind: "hub-file",
        repository: "some-one/A.Model_1",
        revision: "main",
        file: "deep/x.Q4.gguf",
        known: null,
        place: "some-one/A.Model_1/deep/x.Q4.gguf",
      },
    });
    expect(parseModelName("HF:a/b/x.gguf#refs/pr/3")).toMatchObject({
      source: { revision: "refs/pr/3", place: "a/b@refs%2Fpr%2F3/x.gguf" },
    });
  });

  it("leaves the choice of the file to the hub when only the repository is named", () => {
    expect(parseModelName("hf:a/b")).toEqual({
      source: { kind: "hub-search", repository: "a/b", quantization: "latest" },
    });
    expect(parseModelName("hf:a/b-GGUF:Q4_K_M")).toEqual({
      source: { kind: "hub-search", repository: "a/b-GGUF", quantization: "Q4_K_M" },
    });
  });

  it("recognises the default model's files by their long names and by addresses copied from the hub", () => {
    const [, q8] = CATALOGUE;
    const expected = { source: catalogueFile(q8) };
    const page = "https://huggingface.co/Qwen/Qwen2.5-0.5B-Instruct-GGUF";
    expect(parseModelName(`hf:${q8.repository}/${q8.file}`)).toEqual(expected);
    expect(parseModelName(`hf:${q8.repository}/${q8.file}#${REVISION}`)).toEqual(expected);
    expect(parseModelName(`${page}/blob/main/${q8.file}`)).toEqual(expected);
    expect(parseModelName(`${page}/resolve/main/${q8.file}?download=true`)).toEqual(expected);
    expect(parseModelName(`hf:${q8.repository}/${q8.file}#another`)).not.toEqual(expected);
  });

  it("takes an https address, and http only from this machine", () => {
    expect(parseModelName("https://example.org:8443/a%20b/x.gguf?key=1#part")).toEqual({
      source: {
        kind: "web-file",
        url: "https://example.org:8443/a%20b/x.gguf?key=1",
        place: "example.org_8443/a%20b/x.gguf",
      },
    });
    for (const host of ["localhost:8000", "127.0.0.1", "[::1]:80"]) {
      expect(parseModelName(`http://${host}/x.gguf`)).toHaveProperty("source.kind", "web-file");
    }
    expect(parseModelName("http://example.org/x.gguf")).toHaveProperty("problem");
    expect(parseModelName("http://localhost.example.org/x.gguf")).toHaveProperty("problem");
  });

  it.each([
    "gpt-4",
    "q5_0",
    "model.bin",
    "ftp://example.org/x.gguf",
    "file:///x.gguf",
    "https://example.org/x.bin",
    "https://",
    "https://name:word@example.org/x.gguf",
    "hf:",
    "hf:only",
    "hf:a/b/x.bin",
    "hf:a/b/../../x.gguf",
    "hf:../b/x.gguf",
    "hf:a/b/c\\..\\x.gguf",
    "hf:a/b/x-00001-of-00003.gguf",
    "https://example.org/x-00002-of-00003.gguf",
  ])("refuses %s in one sentence that names MODEL and what may stand there", (text) => {
    const parsed = parseModelName(text);
    if (!("problem" in parsed)) throw new Error(`${text} was taken for ${parsed.source.kind}`);
    expect(parsed.problem).toMatch(/^MODEL [^\n]+fp16, q8_0, q4_k_m, q4_0[^\n]+\.gguf[^\n]+hf:[^\n]+https[^\n]+\.$/);
    expect(parsed.problem).not.toContain("name:word");
  });

  it("never lets an address lead out of the folder of models", () => {
    for (const address of ["https://example.org/..%2f..%2fx.gguf", "https://example.org/a/%2e%2e/x.gguf"]) {
      const parsed = parseModelName(address);
      if (!("source" in parsed) || parsed.source.kind !== "web-file") throw new Error("expected an address");
      expect(parsed.source.place.split("/")).not.toContain("..");
    }
  });
});
