/** Control characters other than a tab, line ends, halves of characters, and what reorders or hides other letters. */
const UNSEEN = /(?!\t)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * `text` in one line, with what a terminal would obey or hide written out, such as `\n` and `\u001b`: in a log, nobody's words
 * can pass for another line of it, recolour it or turn it around.
 */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (letter) => {
    if (letter === "\n") return "\\n";
    if (letter === "\r") return "\\r";
    const code = (letter.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
  });
}
