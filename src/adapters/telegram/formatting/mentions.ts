import type { MessageEntity } from "grammy/types";
import type { FormattedText } from "./canvas.ts";

/** Stands between the @ and the name, where nobody sees it: the name then is no username to Telegram. */
const WORD_JOINER = "\u2060";
/** Takes the place of @ where there is no room for a further letter. */
const WIDE_AT = "＠";

const HOST = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+`;
const PATH = String.raw`(?::[1-9]\d{0,3})?[/?][^\p{Z}\p{C}\u2000-\u206f()[\]{}<>"«»]*`;
/** A dot before an address, in the same run of letters, may keep Telegram from seeing that one begins. */
const NOTHING_BEFORE = String.raw`(?<=(?:^|[ \n"<>«»])[^ \n"<>«».]{0,64}https?://)`;
/** Where an @ counts as a part of what Telegram makes a link of. Narrow on purpose: whatever else there is calls somebody. */
const ADDRESS = [
  String.raw`https?://${NOTHING_BEFORE}${HOST}[A-Za-z]{2,63}${PATH}`,
  String.raw`(?<=(?:^|[ \n"<>«»])\(?)${HOST}(?:com|dev|io|net|org|social)${PATH}`,
].join("|");
/** Telegram drops some invisible letters, so whatever stands before a name counts as nothing, other than a space. */
const AT = String.raw`(?<![\p{L}\p{N}_])@(?![ \n]|$)`;
const ADDRESS_OR_AT = new RegExp(`${ADDRESS}|${AT}`, "gu");

/**
 * The message with every @username written in such a way that Telegram neither links it nor calls that person. Addresses stay as
 * they are, and so does code, in which Telegram looks for no names. Never longer than `maxLength` if it was not before.
 */
export function withoutMentions({ text, entities }: FormattedText, maxLength: number): FormattedText {
  const code = entities.filter(({ type }) => type === "code" || type === "pre");
  const places = [...text.matchAll(ADDRESS_OR_AT)]
    .filter(([found]) => found === "@") // an address is longer
    .map(({ index }) => index)
    .filter((at) => !code.some(({ offset, length }) => offset <= at && at < offset + length));
  if (text.length + places.length > maxLength) {
    return { text: rewritten(text, places, WIDE_AT), entities };
  }
  return {
    text: rewritten(text, places, `@${WORD_JOINER}`),
    entities: entities.map((entity) => shifted(entity, places)),
  };
}

/** `text` with `instead` for the letter at each of `places`. */
function rewritten(text: string, places: readonly number[], instead: string): string {
  const pieces = places.map((at, index) => text.slice((places[index - 1] ?? -1) + 1, at) + instead);
  return pieces.join("") + text.slice((places.at(-1) ?? -1) + 1);
}

/** The entity in a text that has grown by one letter behind each of `places`. */
function shifted(entity: MessageEntity, places: readonly number[]): MessageEntity {
  const { offset, length } = entity;
  const before = places.filter((at) => at < offset).length;
  // A mark that ends with the @ itself ends before the letter behind it.
  const within = places.filter((at) => at >= offset && at < offset + length - 1).length;
  return { ...entity, offset: offset + before, length: length + within };
}
