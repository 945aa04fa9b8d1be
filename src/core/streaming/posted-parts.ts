import type { PostedPart, ReplySurface } from "../chat.ts";

/** The parts of one reply that people can see, first to last. */
export interface PostedParts {
  readonly count: number;
  /** Whether part `index` is posted and shows exactly `text`. */
  shows(index: number, text: string): boolean;
  /**
   * Makes part `index` show `text`, by a post if it is the next one, else by a replace. Calls nothing when it does
   * already. What is known to be shown changes only when the call has succeeded. Throws what the surface throws.
   */
  put(index: number, text: string, signal: AbortSignal): Promise<void>;
}

/** No parts yet. */
export function createPostedParts(surface: ReplySurface): PostedParts {
  const parts: { readonly message: PostedPart; shown: string }[] = [];

  return {
    get count() {
      return parts.length;
    },
    shows: (index, text) => parts[index]?.shown === text,
    async put(index, text, signal) {
      const part = parts[index];
      if (part === undefined) {
        parts.push({ message: await surface.post(text, signal), shown: text });
      } else if (part.shown !== text) {
        await part.message.replace(text, signal);
        part.shown = text;
      }
    },
  };
}
