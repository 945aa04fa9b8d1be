import { z } from "zod";
import type { SqliteFile } from "../../database/sqlite-file.ts";

/** What {@link Knowledge.version} says of an index. */
export interface IndexVersion {
  /** As it was when it was last looked up. */
  current(): string;
  /**
   * Resolves with the number of changes when {@link current} knows of all that were made before the call. Throws what the
   * database throws.
   */
  lookUp(): Promise<number>;
}

const counted = z.tuple([z.object({ made: z.string(), changes: z.int() })]);

/**
 * The version of the index that `reader` reads: what it was called when it was made, which is by chance, and how often it
 * has changed. Throws what the database throws.
 */
export async function readIndexVersion(reader: SqliteFile): Promise<IndexVersion> {
  const look = async () => counted.parse(await reader.query("SELECT made, changes FROM version"))[0];
  const { made, changes } = await look();
  let latest = changes;

  return {
    current: () => `${made}-${latest}`,
    async lookUp() {
      // Of two that look at once the later answer may be the older one.
      latest = Math.max(latest, (await look()).changes);
      return latest;
    },
  };
}
