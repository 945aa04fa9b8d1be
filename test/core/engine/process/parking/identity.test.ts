import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { engineRelease } from "../../../../../src/core/engine/process/parking/engine-release.ts";
import {
  type IdentityParts,
  parkingIdentity,
} from "../../../../../src/core/engine/process/parking/identity.ts";
import { fingerprintModel } from "../../../../../src/core/engine/process/parking/model-fingerprint.ts";
import { aToken } from "../tokens.ts";

const FRAME = { start: [aToken(1)], afterSystem: [aToken(2)], afterQuestion: [aToken(3)], afterAnswer: [] };
const PARTS: IdentityParts = {
  model: { bytes: 10, sum: "aa" },
  frame: FRAME,
  contextTokens: 512,
  sequences: 2,
  release: "3.22.1",
};

describe("the identity of parked states", () => {
  it("is the same for the same parts, and tells nothing of them", () => {
    expect(parkingIdentity(PARTS)).toBe(parkingIdentity(structuredClone(PARTS)));
    expect(parkingIdentity(PARTS)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, Partial<IdentityParts>]>([
    ["the model's size", { model: { bytes: 11, sum: "aa" } }],
    ["the model's content", { model: { bytes: 10, sum: "ab" } }],
    ["the chat frame", { frame: { ...FRAME, afterQuestion: [aToken(4)] } }],
    [
      "where one part of the frame ends",
      { frame: { ...FRAME, start: [aToken(1), aToken(2)], afterSystem: [] } },
    ],
    ["the window", { contextTokens: 1024 }],
    ["the number of sequences", { sequences: 4 }],
    ["the library", { release: "3.22.2" }],
  ])("changes with %s", (_, changes) => {
    expect(parkingIdentity({ ...PARTS, ...changes })).not.toBe(parkingIdentity(PARTS));
  });

  it("knows the version of the library that is installed", () => {
    expect(engineRelease()).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe("the fingerprint of a model", () => {
  const MIB = 1024 * 1024;

  /** The fingerprint of a file of `size` bytes, of which those in `changed` differ from the usual ones. */
  async function fingerprint(size: number, ...changed: number[]) {
    const folder = mkdtempSync(join(tmpdir(), "lantern-fingerprint-"));
    try {
      const bytes = Buffer.alloc(size, "weights");
      for (const at of changed) bytes.writeUInt8(0, at);
      writeFileSync(join(folder, "model.gguf"), bytes);
      return await fingerprintModel(join(folder, "model.gguf"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it.each([0, 1, MIB - 1, 3 * MIB + 5, 8 * MIB, 20 * MIB + 3])(
    "tells files of %i bytes apart",
    async (size) => {
      const plain = await fingerprint(size);
      expect(plain.bytes).toBe(size);
      expect(await fingerprint(size)).toEqual(plain);
      for (const at of size === 0 ? [] : [0, size - 1])
        expect(await fingerprint(size, at)).not.toEqual(plain);
      expect((await fingerprint(size + 1)).bytes).toBe(size + 1);
    },
  );

  it("sees every byte of a small file, and a change that goes through a large one", async () => {
    const small = await fingerprint(5 * MIB);
    for (const at of [MIB, 2 * MIB + 7, 4 * MIB - 1])
      expect(await fingerprint(5 * MIB, at)).not.toEqual(small);
    const everyMib = Array.from({ length: 18 }, (_, index) => index * MIB + MIB + 99);
    expect(await fingerprint(20 * MIB, ...everyMib)).not.toEqual(await fingerprint(20 * MIB));
  });

  it("throws when there is no such file", async () => {
    await expect(fingerprintModel("/no/such/model.gguf")).rejects.toMatchObject({ code: "ENOENT" });
  });
});
