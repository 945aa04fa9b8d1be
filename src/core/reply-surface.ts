import type { Control } from "./chat.ts";

/** Limits that a platform sets on messages. */
export interface SurfaceLimits {
  /** UTF-16 units of one message. */
  readonly maxPartLength: number;
  /** Lines of one message that people like to see; Infinity where it does not matter. */
  readonly maxPartLines: number;
  /** Milliseconds between two calls that change what is shown. */
  readonly minEditIntervalMs: number;
  /** Milliseconds after which a typing indicator has to be asked for again. */
  readonly typingIntervalMs: number;
}

/** One part of a reply as people see it: a chat message. */
export interface PostedPart {
  /** What the platform calls it, unique within the place. */
  readonly id: string;
  /**
   * Shows `text` instead, with `control` below it or with none. Resolves also when that is what is already shown. Throws
   * {@link SurfaceError}, or `signal.reason` on abort.
   */
  replace(text: string, signal: AbortSignal, control?: Control): Promise<void>;
}

/** A place on a platform that takes messages which can be edited. Called strictly one call at a time. */
export interface ReplySurface {
  readonly limits: SurfaceLimits;
  /** Names the chat; the platform counts the calls of all its surfaces together. */
  readonly chat: string;
  /** Whether a part that is posted again, after a call or a run that ended before it was known, stands there once. */
  readonly postsOnce: boolean;
  /**
   * Posts a part, with `control` below it if there is one. The first part answers the question visibly where the platform
   * can. Throws {@link SurfaceError}, or `signal.reason` on abort.
   */
  post(text: string, signal: AbortSignal, control?: Control): Promise<PostedPart>;
  /** The part that was posted as `id`, also by an earlier run. What it shows is not known; later posts come after it. */
  adopt(id: string): PostedPart;
  /** Throws {@link SurfaceError}, or `signal.reason` on abort. */
  showTyping(signal: AbortSignal): Promise<void>;
}
