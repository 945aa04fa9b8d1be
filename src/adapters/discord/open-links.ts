/**
 * Shows where links lead that pretend to lead elsewhere: words that stand for an address and name another host than its own
 * become those words with the address behind them. So do links that are written in a way that leaves it unclear what their
 * words are. Other links, and blocks of code, stay as they are. The text never gets longer.
 *
 * Meant for the text of one message: a hostile one takes time in the square of its length.
 */
export function withOpenLinks(markdown: string): string {
  if (!markdown.includes("](")) return markdown;
  let opened = "";
  let from = 0;
  for (const { 0: piece, index } of markdown.matchAll(NOT_PROSE)) {
    if (!piece.startsWith("```")) continue;
    opened += openLinks(markdown.slice(from, index)) + piece;
    from = index + piece.length;
  }
  return opened + openLinks(markdown.slice(from));
}

/**
 * What Discord reads before it looks for links: blocks of code, escapes, code within a line. Only blocks that begin a line are
 * left alone; the rest is here so that nothing that is no block to Discord is taken for one. (Were code within a line left
 * alone as well, a backtick that Discord takes for a part of an address would hide what follows it.)
 */
const NOT_PROSE = /^```[\s\S]*?```|\\[^\sA-Za-z0-9]|(`+)[\s\S]*?[^`]\1(?!`)/gm;

/** What makes Discord see an address, however little of one. */
const ADDRESS_FOLLOWS = String.raw`(?=[^\w)]{0,16}[a-z][\w+.-]{0,15}:)`;
const LINK = new RegExp(
  String.raw`!?\[(?<label>[^[\]]*)\]\(<?(?<address>https?:\/\/[^\s()<>]+)>?\)` +
    String.raw`|!?\[(?<words>[^[\]]*)\]\(${ADDRESS_FOLLOWS}` +
    String.raw`|\]\(${ADDRESS_FOLLOWS}`,
  "gi",
);

function openLinks(prose: string): string {
  let opened = "";
  let from = 0;
  for (const { 0: link, index, groups } of prose.matchAll(LINK)) {
    const { label, address, words } = groups ?? {};
    opened += prose.slice(from, index);
    from = index + link.length;
    if (label === undefined || address === undefined) opened += `${words ?? ""} (`;
    else opened += pretendsToLeadElsewhere(label, address) ? `${label} (${address})` : link;
  }
  return opened + prose.slice(from);
}

const IN_HOST = /[\p{L}\p{N}.-]+/gu;
const HOST = /\.\p{L}[^.]+$|^\d{1,3}(?:\.\d{1,3}){3}$/u;
const AFTER_PROTOCOL = /(?<=:\/\/)[^\s/?#:]+/g;

/** Whether `label` reads as if it led elsewhere than to `address`: it names a host, and that is not the address's. */
function pretendsToLeadElsewhere(label: string, address: string): boolean {
  const host = hostOf(address);
  if (host === null || label.trim() === "") return true;
  const seen = label
    .normalize("NFKC")
    .replace(/[\p{Cf}\\*_~|`]/gu, "") // marks and letters that nobody sees would tear a host apart
    .replace(/(?<=[a-z\d])。(?=[a-z\d])/gi, "."); // a dot to browsers too
  const words = [...seen.matchAll(IN_HOST)].map(([word]) =>
    word.replace(/^[.-]+/, "").replace(/(?<![.-])[.-]+$/, ""),
  );
  const named = [
    ...words.filter((word) => HOST.test(word)),
    ...[...seen.matchAll(AFTER_PROTOCOL)].map(([word]) => word),
  ];
  return named.some((name) => hostOf(`http://${name}`) !== host);
}

function hostOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, "") : null;
}
