import type { Done } from "./ask.ts";
import { formatNumber, texts } from "./texts.ts";

/** What an answer cost, on one line. */
export function figuresInShort({ msToFirstToken, tokensPerSecond, ended, origin }: Done): string {
  const parts = [
    ...(origin === "stored" ? [texts.stored] : []),
    ...(ended === "stopped" ? [texts.stopped] : []),
    ...(msToFirstToken === null ? [] : [texts.firstWord(formatNumber(msToFirstToken / 1000, 2))]),
    ...(tokensPerSecond > 0 ? [texts.speed(rate(tokensPerSecond))] : []),
  ];
  return parts.join(" · ") || texts.figures;
}

/** All of it, as names and values; of an answer that was there already, that it was. */
export function figuresInFull(done: Done): readonly (readonly [name: string, value: string])[] {
  const { tokensRead, tokensReused, tokensWritten, msToFirstToken, tokensPerSecond, origin } = done;
  const { msInLine = 0, turnsLeftOut = 0, passagesRead = 0 } = done;
  const names = texts.figureNames;
  if (origin === "stored") return [[names.origin, texts.storedBefore]];
  return [
    ...(msToFirstToken === null ? [] : [[names.firstWord, seconds(msToFirstToken)] as const]),
    ...(tokensPerSecond > 0 ? [[names.speed, texts.speed(rate(tokensPerSecond))] as const] : []),
    [names.read, texts.readOf(formatNumber(tokensRead), formatNumber(tokensRead + tokensReused))],
    [names.cached, texts.tokens(formatNumber(tokensReused))],
    [names.written, texts.tokens(formatNumber(tokensWritten))],
    ...(msInLine >= 10 ? [[names.inLine, seconds(msInLine)] as const] : []),
    ...(passagesRead > 0 ? [[names.passages, texts.passages(formatNumber(passagesRead))] as const] : []),
    ...(turnsLeftOut > 0 ? [[names.leftOut, texts.turns(formatNumber(turnsLeftOut))] as const] : []),
  ];
}

function seconds(milliseconds: number): string {
  return texts.seconds(formatNumber(milliseconds / 1000, 2));
}

function rate(tokensPerSecond: number): string {
  return formatNumber(tokensPerSecond, tokensPerSecond < 10 ? 1 : 0);
}
