/** What is wrong with the nesting of tags in `markup`; null when every tag is closed in its place. */
export function misnested(markup: string): string | null {
  const open: string[] = [];
  for (const [tag, slash, name = "", rest = ""] of markup.matchAll(
    /<(\/?)([a-z][\w-]*)((?:[^<>"]|"[^"<>]*")*)>/gi,
  )) {
    if (rest.endsWith("/")) continue;
    if (slash === "") open.push(name);
    else if (open.pop() !== name) return `${tag} closes nothing`;
  }
  return open.length > 0 ? `<${open.join("><")}> is never closed` : strayBracket(markup);
}

function strayBracket(markup: string): string | null {
  const text = markup.replaceAll(/<\/?[a-z][\w-]*(?:[^<>"]|"[^"<>]*")*>/gi, "");
  return /[<>]|&(?!amp;|lt;|gt;|quot;)/.exec(text)?.[0] ?? null;
}

/** The values of `attribute` in all elements `name`, in order. */
export function attributes(markup: string, name: string, attribute: string): string[] {
  return [...markup.matchAll(new RegExp(`<${name}\\b[^>]*? ${attribute}="([^"]*)"`, "g"))].map(
    ([, value = ""]) => value,
  );
}
