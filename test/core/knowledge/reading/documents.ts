import { createHash } from "node:crypto";
import { strToU8, zipSync } from "fflate";

/** The head of a DOCX: the names of its parts. */
const CONTENT_TYPES =
  '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
  '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
const RELATIONS =
  '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" ' +
  'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>';
const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const STYLES = `<w:styles ${WORD}>
  <w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
  <w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>
  <w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style>
  <w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="House heading"/><w:basedOn w:val="2"/></w:style>
  <w:style w:type="paragraph" w:styleId="Toc"><w:name w:val="toc 1"/></w:style>
</w:styles>`;

/** The bytes of a Word document with that XML as its body, and with the given parts besides. */
export function docx(body: string, parts: Readonly<Record<string, string>> = {}): Uint8Array {
  const files = {
    "[Content_Types].xml": CONTENT_TYPES,
    "_rels/.rels": RELATIONS,
    "word/styles.xml": STYLES,
    "word/document.xml": `<?xml version="1.0"?><w:document ${WORD}><w:body>${body}</w:body></w:document>`,
    ...parts,
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])), {
    level: 1,
  });
}

/** A paragraph of a Word document; `properties` is the XML of what is said about it. */
export function paragraph(text: string, properties = ""): string {
  return `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

export function styled(style: string, text: string): string {
  return paragraph(text, `<w:pStyle w:val="${style}"/>`);
}

interface PdfPage {
  /** One below the other; a blank one leaves a gap, what stands behind a tab begins far to the right, and `# ` makes it large. */
  readonly lines: readonly string[];
}

interface PdfOptions {
  readonly title?: string;
  /** Each begins on the page with its number, counted from 0. */
  readonly outline?: readonly { readonly title: string; readonly page: number }[];
  /** `password`: it opens with one only. `none`: it is encrypted and opens without one. */
  readonly encryption?: "password" | "none";
  /** A font that says by the name of a character map, and nothing else, what its codes stand for. */
  readonly characterMap?: {
    readonly name: string;
    readonly ordering: string;
    readonly encode: (line: string) => Buffer;
  };
}

const PASSWORD_PADDING = Buffer.from(
  "28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a",
  "hex",
);
const FILE_ID = Buffer.from("0123456789abcdef");

/** The bytes of a PDF with these pages. Letters of any script may be used. */
export function pdf(pages: readonly PdfPage[], options: PdfOptions = {}): Buffer {
  const { outline = [], characterMap } = options;
  const encode = characterMap?.encode ?? inUtf16;
  const ordering = characterMap?.ordering ?? "Identity";
  const firstPage = 7;
  const firstEntry = firstPage + pages.length * 2;
  const encryptObject = firstEntry + outline.length;
  const key = options.encryption === "none" ? emptyPasswordKey() : undefined;
  const objects: (string | Buffer)[] = [
    `<< /Type /Catalog /Pages 2 0 R${outline.length > 0 ? " /Outlines 6 0 R" : ""} >>`,
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${firstPage + index * 2} 0 R`).join(" ")}] >>`,
    `<< /Type /Font /Subtype /Type0 /BaseFont /Any /DescendantFonts [4 0 R] ${characterMap === undefined ? "/Encoding /Identity-H /ToUnicode 5 0 R" : `/Encoding /${characterMap.name}`} >>`,
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /CIDSystemInfo << /Registry (Adobe) /Ordering (${ordering}) /Supplement 0 >> /DW 500 /FontDescriptor << /Type /FontDescriptor /FontName /Any /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >> >>`,
    stream(TO_UNICODE, 5, key),
    outline.length > 0
      ? `<< /Type /Outlines /First ${firstEntry} 0 R /Last ${firstEntry + outline.length - 1} 0 R /Count ${outline.length} >>`
      : "<< >>",
  ];
  for (const [index, { lines }] of pages.entries()) {
    const contents = firstPage + index * 2 + 1;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${contents} 0 R >>`,
      stream(pageContents(lines, encode), contents, key),
    );
  }
  for (const [index, { title, page }] of outline.entries()) {
    const next = index < outline.length - 1 ? ` /Next ${firstEntry + index + 1} 0 R` : "";
    objects.push(`<< /Title (${title}) /Parent 6 0 R /Dest [${firstPage + page * 2} 0 R /Fit]${next} >>`);
  }
  if (options.encryption !== undefined) {
    const user = key === undefined ? Buffer.alloc(32, 1) : rc4(key, PASSWORD_PADDING);
    objects.push(
      `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${Buffer.alloc(32, 7).toString("hex")}> /U <${user.toString("hex")}> >>`,
    );
  }
  const info = options.title === undefined ? "" : ` /Info << /Title (${options.title}) >>`;
  const encrypt = options.encryption === undefined ? "" : ` /Encrypt ${encryptObject} 0 R`;
  return assembledPdf(
    objects,
    `${info}${encrypt} /ID [<${FILE_ID.toString("hex")}> <${FILE_ID.toString("hex")}>]`,
  );
}

/** Every unit stands for itself. */
const TO_UNICODE =
  "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /All def /CMapType 2 def\n" +
  "1 begincodespacerange <0000> <ffff> endcodespacerange\n" +
  "1 beginbfrange <0000> <ffff> <0000> endbfrange\nendcmap end end";

function inUtf16(line: string): Buffer {
  return Buffer.from(line, "utf16le").swap16();
}

function pageContents(lines: readonly string[], encode: (line: string) => Buffer): string {
  const shown = lines.map((line) => {
    const [, size = "", text = ""] = /^(# )?(.*)$/.exec(line) ?? [];
    const parts = text.split("\t").map((part) => `<${encode(part).toString("hex")}> Tj`);
    const back = 180 * (1 - parts.length);
    return `/F1 ${size === "" ? 12 : 20} Tf ${parts.join(" 180 0 Td ")} ${back} -14 Td`;
  });
  return `BT 72 760 Td\n${shown.join("\n")}\nET`;
}

function stream(text: string, object: number, key: Buffer | undefined): Buffer {
  const bytes = key === undefined ? Buffer.from(text) : rc4(objectKey(key, object), Buffer.from(text));
  return Buffer.concat([
    Buffer.from(`<< /Length ${bytes.length} >>\nstream\n`),
    bytes,
    Buffer.from("\nendstream"),
  ]);
}

function assembledPdf(objects: readonly (string | Buffer)[], trailer: string): Buffer {
  const parts: Buffer[] = [Buffer.from("%PDF-1.4\n")];
  const places: number[] = [];
  let length = parts[0]?.length ?? 0;
  for (const [index, object] of objects.entries()) {
    const part = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      Buffer.from(object),
      Buffer.from("\nendobj\n"),
    ]);
    places.push(length);
    length += part.length;
    parts.push(part);
  }
  const table = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}` +
        `trailer << /Size ${objects.length + 1} /Root 1 0 R${trailer} >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

function emptyPasswordKey(): Buffer {
  const rights = Buffer.alloc(4);
  rights.writeInt32LE(-4);
  return md5(PASSWORD_PADDING, Buffer.alloc(32, 7), rights, FILE_ID).subarray(0, 5);
}

function objectKey(key: Buffer, object: number): Buffer {
  const number = Buffer.from([object & 0xff, (object >> 8) & 0xff, 0, 0, 0]);
  return md5(key, number).subarray(0, 10);
}

function md5(...parts: readonly Buffer[]): Buffer {
  return createHash("md5").update(Buffer.concat(parts)).digest();
}

/** Node's own is not there where OpenSSL keeps old ciphers out. */
function rc4(key: Buffer, bytes: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const at = (index: number) => state[index & 0xff] ?? 0;
  const swap = (one: number, other: number) => {
    [state[one], state[other]] = [at(other), at(one)];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 0xff;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return Buffer.from(
    bytes.map((byte) => {
      i = (i + 1) & 0xff;
      j = (j + at(i)) & 0xff;
      swap(i, j);
      return byte ^ at(at(i) + at(j));
    }),
  );
}
