import { describe, expect, it, vi } from "vitest";
import type { FromLibrary } from "../../../../src/core/knowledge/protocol.ts";
import { createAnswering } from "../../../../src/core/knowledge/process/answering.ts";
import { openLibrary } from "../../../../src/core/knowledge/process/library.ts";
import type { Ranker } from "../../../../src/core/knowledge/process/ranker.ts";
import { createCapturedLog } from "../../../fakes/captured-log.ts";
import { makeShelf } from "./shelf.ts";

describe("a search that is abandoned", () => {
  it("stops ranking, and is not answered; the others are", async () => {
    await using shelf = await makeShelf({ "a.md": "Herons.", "b.md": "Grey herons." });
    const log = createCapturedLog();
    const asked: string[] = [];
    let goOn: (score: number) => void = () => {};
    const ranker: Ranker = {
      model: "ranker",
      rank(question) {
        asked.push(question);
        return new Promise((resolve) => (goOn = resolve));
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const { folder, file } = shelf;
    await using library = await openLibrary({ folder, file, log, ranker });
    await library.update(new AbortController().signal);
    const said: FromLibrary[] = [];
    const say = async (message: FromLibrary) => void said.push(message);
    const answer = createAnswering(library, { say, log }, () => {});
    const search = (id: number, question: string) =>
      answer({ type: "search", id, query: { question, before: [], folders: null, limit: 5 } });

    const first = search(1, "herons");
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    await answer({ type: "abandon", id: 1 });
    await first;
    goOn(1);
    expect(said).toEqual([]);
    await answer({ type: "abandon", id: 1 }); // it may come late
    await search(2, "otters");
    expect(said).toMatchObject([{ type: "found", id: 2, passages: [] }]);
    expect(asked).toEqual(["herons"]);
    expect(log.lines).toEqual([]);
  });
});
