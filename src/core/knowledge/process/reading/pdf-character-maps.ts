/** The encodings of text in PDFs by how their maps are called, as `TextDecoder` knows them. */
const ENCODINGS: readonly (readonly [name: RegExp, encoding: string])[] = [
  [/^Uni.*-(?:UCS2|UTF16)-/, "utf-16be"],
  [/^GB(?:K|K2K|Kp|pc)?(?:-EUC)?-[HV]$/, "gb18030"],
  [/-B5-|^B5/, "big5"],
];

interface BinaryDataRequest {
  readonly kind: string;
  readonly filename: string;
}

/**
 * Stands in for the files with character maps that PDFs in Chinese rely on when they bring none of their own. Those lead from
 * codes to the numbers of glyphs, others from there to Unicode; as nothing is painted here, the code points themselves
 * serve for numbers, and the platform's own decoders say which they are. pdf.js makes one for each document.
 */
export class CharacterMaps {
  #hasEncoding = false;

  /** The map of that name. Rejects when there is none, which pdf.js survives; other data is never there. */
  async fetch({ kind, filename }: BinaryDataRequest): Promise<Uint8Array> {
    if (kind !== "cMapUrl") throw new Error(`No data of the kind ${kind}.`);
    return new TextEncoder().encode(this.#map(filename));
  }

  #map(name: string): string {
    if (name.endsWith("-UCS2")) {
      // True numbers of glyphs, which no decoder knows.
      if (!this.#hasEncoding) throw new Error(`No map ${name} for glyphs.`);
      return mapText("<0000> <ffff>", "1 beginbfrange\n<0000> <ffff> <0000>\nendbfrange");
    }
    const [, encoding] = ENCODINGS.find(([pattern]) => pattern.test(name)) ?? [];
    if (encoding === undefined) throw new Error(`No map ${name}.`);
    this.#hasEncoding = true;
    return encoding === "utf-16be"
      ? mapText("<0000> <ffff>", "1 begincidrange\n<0000> <ffff> 0\nendcidrange")
      : mapOfBytes(encoding);
  }
}

/** A map for an encoding with one byte for each character of ASCII and two for the others. */
function mapOfBytes(encoding: string): string {
  const decoder = new TextDecoder(encoding);
  const blocks = ["1 begincidrange\n<00> <7f> 0\nendcidrange"];
  for (let first = 0x81; first <= 0xfe; first++) {
    const entries: string[] = [];
    for (let second = 0x40; second <= 0xfe; second++) {
      const character = decoder.decode(Uint8Array.of(first, second));
      if (character.length === 1 && character !== "\ufffd") {
        entries.push(`<${hex(first)}${hex(second)}> ${character.charCodeAt(0)}`);
      }
    }
    blocks.push(`${entries.length} begincidchar\n${entries.join("\n")}\nendcidchar`);
  }
  return mapText("<00> <80>\n<8140> <fefe>", blocks.join("\n"));
}

function mapText(codes: string, entries: string): string {
  return `begincmap\n${codes.split("\n").length} begincodespacerange\n${codes}\nendcodespacerange\n${entries}\nendcmap\n`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
