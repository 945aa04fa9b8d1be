const SAFE_PROTOCOLS = new Set(["http:", "https:", "mailto:"]);

/** `href` as an address that may be opened, or null: only whole web and mail addresses may, nothing that could run. */
export function safeHref(href: string): string | null {
  if (!URL.canParse(href)) return null; // a relative address would lead into this page's own server
  const url = new URL(href);
  return SAFE_PROTOCOLS.has(url.protocol) ? url.href : null;
}
