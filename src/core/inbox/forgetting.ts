import type { InboxEntry } from "./inbox.ts";

/** How long an entry that is done is remembered, from when it was accepted. */
export const REMEMBERED_MS = 24 * 60 * 60_000;
/** How many entries that are done are remembered at most. */
export const REMEMBERED_ENTRIES = 2_000;

/**
 * Those of `all`, oldest first, that need not be remembered any more at `date`, in milliseconds since 1970. Never one that
 * is open.
 */
export function outdated<Item extends { readonly entry: InboxEntry | null }>(
  all: readonly Item[],
  date: number,
): readonly Item[] {
  const done = all.filter(({ entry }) => entry?.state === "done");
  const surplus = done.length - REMEMBERED_ENTRIES;
  return done.filter(
    ({ entry }, index) => index < surplus || (entry !== null && entry.acceptedAt <= date - REMEMBERED_MS),
  );
}
