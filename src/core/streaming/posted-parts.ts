import type { Control, PostTracker } from "../chat.ts";
import type { PostedPart, ReplySurface } from "../reply-surface.ts";
import { SurfaceError } from "../errors.ts";

/** What people see of a part: its text and the button below it. */
export interface Look {
  readonly text: string;
  readonly control: Control | null;
}

/** The parts of one reply that people can see, first to last. */
export interface PostedParts {
  readonly count: number;
  /** Whether a post of which nobody knows whether it succeeded may have left a message that is none of these. */
  readonly mayBeDoubled: boolean;
  /** Whether the next post tells what became of one before it of which nobody knows, also of an earlier run's. */
  readonly postsTell: boolean;
  /** Tells `tracker` of every post from now on. */
  track(tracker: PostTracker): void;
  /** Whether part `index` is posted and known to look exactly like this. */
  shows(index: number, look: Look): boolean;
  /**
   * Makes part `index` look like this, by a post if it is the next one, else by a replace. Calls nothing when it does
   * already. After a call of which nobody knows whether it succeeded it is not known what the part shows. Throws what the
   * surface throws.
   */
  put(index: number, look: Look, signal: AbortSignal): Promise<void>;
}

/** The parts that were posted earlier as `adopted`, first to last. It is not known what they show. */
export function createPostedParts(surface: ReplySurface, adopted: readonly string[]): PostedParts {
  const parts = adopted.map((id): Part => ({ message: surface.adopt(id), shown: undefined }));
  let tracker: PostTracker | undefined;
  let mayBeDoubled = false;

  async function post({ text, control }: Look, signal: AbortSignal): Promise<PostedPart> {
    await tracker?.posting();
    try {
      const message = await surface.post(text, signal, control ?? undefined);
      await tracker?.posted(message.id, surface.postsOnce);
      return message;
    } catch (error) {
      if (wasNotTaken(error)) await tracker?.notPosted();
      else mayBeDoubled = !surface.postsOnce;
      throw error;
    }
  }

  async function replace(part: Part, look: Look, signal: AbortSignal): Promise<void> {
    const before = part.shown;
    part.shown = undefined;
    try {
      await part.message.replace(look.text, signal, look.control ?? undefined);
      part.shown = look;
    } catch (error) {
      if (wasNotTaken(error)) part.shown = before;
      throw error;
    }
  }

  return {
    get count() {
      return parts.length;
    },
    get mayBeDoubled() {
      return mayBeDoubled;
    },
    postsTell: surface.postsOnce,
    track: (wanted) => void (tracker = wanted),
    shows: (index, look) => isSameLook(parts[index]?.shown, look),
    async put(index, look, signal) {
      const part = parts[index];
      if (part === undefined) parts.push({ message: await post(look, signal), shown: look });
      else if (!isSameLook(part.shown, look)) await replace(part, look, signal);
    },
  };
}

interface Part {
  readonly message: PostedPart;
  /** Undefined while it is not known. */
  shown: Look | undefined;
}

function isSameLook(shown: Look | undefined, { text, control }: Look): boolean {
  return shown?.text === text && shown.control === control;
}

/** Whether it is certain that a call which failed with `error` changed nothing. */
function wasNotTaken(error: unknown): boolean {
  return error instanceof SurfaceError && error.changedNothing;
}
