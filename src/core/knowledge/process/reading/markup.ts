import { Parser } from "htmlparser2";
import { UnreadableDocument } from "./unreadable-document.ts";

/** Hears what stands in a document of marked-up text, in its order. */
export interface MarkupHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(text: string): void;
  close(name: string): void;
}

/** The parser takes time for each element that is open, and nobody nests so many on purpose. */
const MAX_DEPTH = 5000;

/**
 * A parser for HTML or XML that is given in pieces. What is left open is closed at the end. Nothing is fetched, and no
 * entity but the common ones is known. Throws {@link UnreadableDocument} when elements are nested more than 5,000 deep.
 */
export function createMarkupParser(
  handler: MarkupHandler,
  { xml }: { readonly xml: boolean },
): Pick<Parser, "write" | "end"> {
  let depth = 0;
  return new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > MAX_DEPTH) throw new UnreadableDocument("damaged", "Its elements are nested too deep.");
        handler.open(name, attributes);
      },
      ontext: (text) => handler.text(text),
      onclosetag(name) {
        depth--;
        handler.close(name);
      },
    },
    { xmlMode: xml },
  );
}
