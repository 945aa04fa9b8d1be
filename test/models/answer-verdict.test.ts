import { describe, expect, it } from "vitest";
import { isResumable, judgeAnswer, rangeHeaders } from "../../src/models/answer-verdict.ts";
import type { PartState } from "../../src/models/answer-verdict.ts";

const SUM = "a".repeat(64);
const OTHER_SUM = "b".repeat(64);
const UNKNOWN = { url: "https://hub.example/x.gguf?key=secret", path: "/models/x.gguf", known: null };
const NOTHING: PartState = { bytes: 0, origin: null };
const PART: PartState = { bytes: 40, origin: { validator: '"v1"', bytes: 100, sha256: null } };

function judge(status: number, headers: Record<string, string>, part = NOTHING, file = UNKNOWN) {
  const response = new Response(null, { status, headers });
  return judgeAnswer({ response, announced: { bytes: null, sha256: null } }, part, file);
}

describe("judging an answer", () => {
  it("takes a whole file from the beginning, whatever was there", () => {
    const origin = { validator: '"v2"', bytes: 100, sha256: null };
    expect(judge(200, { "content-length": "100", etag: '"v2"' }, PART)).toEqual({ kind: "body", from: 0, origin });
  });

  it("goes on with exactly the piece that was asked for", () => {
    expect(judge(206, { "content-range": "bytes 40-99/100", etag: '"v1"' }, PART)).toMatchObject({
      kind: "body",
      from: 40,
    });
    for (const range of ["bytes 39-99/100", "bytes 41-99/100", "bytes 0-99/100", "40-99/100", ""]) {
      expect(judge(206, { "content-range": range }, PART)).toMatchObject({ kind: "different" });
    }
  });

  it("does not go on with a file that has changed, even if the server does not care", () => {
    expect(judge(206, { "content-range": "bytes 40-99/100", etag: '"v2"' }, PART)).toMatchObject({
      kind: "different",
      why: "it has changed in the meantime",
    });
    expect(judge(206, { "content-range": "bytes 40-100/101", etag: '"v1"' }, PART)).toMatchObject({
      kind: "different",
      why: "it has another size",
    });
  });

  it("does not believe the length of a packed answer", () => {
    expect(() => judge(200, { "content-length": "100", "content-encoding": "gzip" })).toThrow("how large");
  });

  it("waits as long as a busy server asks for, within reason", () => {
    expect(judge(503, { "retry-after": "7" })).toMatchObject({ kind: "cut", retryAfterMs: 7000 });
    expect(judge(429, { "retry-after": "86400" })).toMatchObject({ kind: "cut", retryAfterMs: 120_000 });
    expect(judge(500, { "retry-after": "soon" })).toMatchObject({ kind: "cut", retryAfterMs: 0 });
  });

  it("never tells what follows the path of an address", () => {
    for (const status of [404, 403, 400]) expect(() => judge(status, {})).toThrow(/^((?!secret).)*$/);
  });
});

describe("going on with a part", () => {
  it("asks for the rest of the same version", () => {
    expect(rangeHeaders(PART)).toEqual({ range: "bytes=40-", "if-range": '"v1"' });
    expect(rangeHeaders({ bytes: 40, origin: null })).toEqual({ range: "bytes=40-" });
    expect(rangeHeaders(NOTHING)).toEqual({});
  });

  it("wants to know where the part came from, or what the whole must be", () => {
    const known = { bytes: 100, sha256: SUM };
    expect(isResumable(PART, null)).toBe(true);
    expect(isResumable({ bytes: 40, origin: null }, null)).toBe(false);
    expect(isResumable({ bytes: 40, origin: null }, known)).toBe(true);
    expect(isResumable({ bytes: 101, origin: null }, known)).toBe(false);
    expect(isResumable({ ...PART, bytes: 101 }, null)).toBe(false);
    expect(isResumable({ bytes: 40, origin: { validator: null, bytes: 100, sha256: null } }, null)).toBe(false);
    expect(isResumable({ bytes: 40, origin: { validator: null, bytes: 100, sha256: SUM } }, null)).toBe(true);
    expect(isResumable({ bytes: 40, origin: { validator: null, bytes: 100, sha256: OTHER_SUM } }, known)).toBe(false);
    expect(isResumable({ bytes: 40, origin: { validator: null, bytes: 99, sha256: null } }, known)).toBe(false);
  });
});
