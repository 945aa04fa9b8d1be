import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  openParking,
  type Parking,
  type ParkingOptions,
} from "../../../../../src/core/engine/process/parking/parking.ts";

/** A folder for one test, and what parking complained about there. */
export interface ParkingPlace extends Disposable {
  /** Not made yet; parking makes it. */
  readonly folder: string;
  readonly problems: unknown[];
  open(changes?: Partial<ParkingOptions>): Promise<Parking>;
  /** Names of the files that are there, sorted. */
  files(): string[];
  /** Of all of them together. */
  bytes(): number;
  /** The only one that ends so. */
  file(ending: ".json" | ".state"): string;
}

export function makeParkingPlace(): ParkingPlace {
  const root = mkdtempSync(join(tmpdir(), "lantern-parking-"));
  const folder = join(root, "states");
  const problems: unknown[] = [];
  const files = () => (existsSync(folder) ? readdirSync(folder).toSorted() : []);
  return {
    folder,
    problems,
    open: async (changes = {}) =>
      openParking({
        folder,
        identity: "this model",
        maxBytes: 2 ** 30,
        onProblem: (error) => void problems.push(error),
        ...changes,
      }),
    files,
    bytes: () => files().reduce((sum, name) => sum + statSync(join(folder, name)).size, 0),
    file(ending) {
      const names = files().filter((name) => name.endsWith(ending));
      if (names.length !== 1 || names[0] === undefined) throw new Error(`${names.length} files ${ending}`);
      return join(folder, names[0]);
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}
