const IN_HOST = /[\p{L}\p{N}.-]+/gu;
const HOST = /\.\p{L}[^.]+$|^\d{1,3}(?:\.\d{1,3}){3}$/u;
/** Letters, digits, signs and emoji; neither spaces nor formatting, nor those letters and signs that are drawn as nothing. */
const VISIBLE = /(?![\u115f\u1160\u2800\u3164\uffa0])[\p{L}\p{N}\p{P}\p{S}]/u;
const AFTER_PROTOCOL = /(?<=:\/\/)[^\s/?#:]+/g;

/**
 * `href` as an address that words may stand for on Telegram; undefined for others. Mail addresses are none: Telegram
 * reads them as a web address with a user name. Nor is `tg://user`, which names a person and would call them.
 */
export function linkAddress(href: string): string | undefined {
  if (!URL.canParse(href)) return undefined;
  const url = new URL(href);
  if (url.protocol === "tg:") return /^tg:\/\/(?!user\b)[a-z]+(?:[/?]|$)/i.test(href) ? href : undefined;
  return url.protocol === "http:" || url.protocol === "https:" ? url.href : undefined;
}

/** Whether people can see that there is something: a link of invisible letters would be a hidden one. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** Whether `text` reads as if it led elsewhere than to `address`: it names a host, and that is not the address's. */
export function pretendsToLeadElsewhere(text: string, address: string): boolean {
  const host = bare(new URL(address).hostname);
  // Letters that nobody sees, such as soft hyphens, would tear a host apart.
  return hostsIn(text.normalize("NFKC").replace(/\p{Cf}/gu, "")).some((named) => {
    const url = `http://${named}`;
    return !URL.canParse(url) || bare(new URL(url).hostname) !== host;
  });
}

function hostsIn(text: string): string[] {
  const words = [...text.matchAll(IN_HOST)].map(([word]) =>
    word.replace(/^[.-]+/, "").replace(/(?<![.-])[.-]+$/, ""),
  );
  return [
    ...words.filter((word) => HOST.test(word)),
    ...[...text.matchAll(AFTER_PROTOCOL)].map(([host]) => host),
  ];
}

function bare(host: string): string {
  return host.replace(/^www\./, "");
}
