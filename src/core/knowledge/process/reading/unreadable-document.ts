/**
 * - `encrypted`: it opens with a password only.
 * - `damaged`: it is not what its name says, or parts of it are missing.
 * - `too-big`: it is larger, or holds more text, than is read of one document.
 * - `unsupported`: it is of a kind that cannot be read, or holds no text to be read.
 * - `gone`: it is not there any more, or closed to the bot.
 */
export type UnreadableDocumentCode = "encrypted" | "damaged" | "too-big" | "unsupported" | "gone";

/** A document that cannot be read. The message is one sentence for the person who runs the bot, without the file's name. */
export class UnreadableDocument extends Error {
  override readonly name = "UnreadableDocument";
  readonly code: UnreadableDocumentCode;

  constructor(code: UnreadableDocumentCode, sentence: string, details: { readonly cause?: unknown } = {}) {
    super(sentence, details);
    this.code = code;
  }
}
