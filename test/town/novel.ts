/** A question that can be told from all others, in the question and in every sentence of its answer. */
const CODE = /\bq\d+\b/;

/** The code in a text; undefined without. */
export function codeIn(text: string): string | undefined {
  return CODE.exec(text)?.[0];
}

/** An answer of so many sentences, each with its number, so that it shows whether one is missing or there twice. */
export function novel(code: string, sentences: number): string {
  return Array.from({ length: sentences }, (_, index) => sentence(code, index + 1)).join("");
}

function sentence(code: string, number: number): string {
  const mark = `${code}n${number}`;
  if (number % 12 === 5) return `\n\n\`\`\`python\nlamp = light("${mark}")\nlamp.burn()\n\`\`\`\n\n`;
  if (number % 12 === 9) return `\n- ${mark} is a thing on a list, with **bold words** in it\n`;
  return `${mark} says that the lamp burns *quietly* through the night. `;
}

/** The numbers of the sentences of the answer to `code` in what is seen, in order. */
export function numbersSeen(code: string, seen: readonly string[]): readonly number[] {
  const marks = seen.join("\n").matchAll(new RegExp(`\\b${code}n(\\d+)\\b`, "g"));
  return [...marks].map(([, number]) => Number(number));
}
