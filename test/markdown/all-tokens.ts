import { known, type MarkedToken, type Token } from "../../src/markdown/parse.ts";

/** What a token holds, one level down. */
export function children(token: Token): readonly Token[] {
  const [read] = known([token]);
  if (read === undefined) return [];
  if (read.type === "list") return read.items;
  if (read.type === "table") return [read.header, ...read.rows].flat().flatMap(({ tokens }) => tokens);
  return "tokens" in read ? (read.tokens ?? []) : [];
}

/** All tokens, each before what it holds. */
export function* allTokens(tokens: readonly Token[]): Generator<MarkedToken> {
  for (const token of known(tokens)) {
    yield token;
    yield* allTokens(children(token));
  }
}
