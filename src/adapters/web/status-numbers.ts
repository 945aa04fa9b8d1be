/** An amount of memory in decimal units, three digits at the most: `1.27 GB`, `812 MB`, `0`. */
export function bytesText(bytes: number): string {
  if (bytes >= 999.5e6) return `${Number((bytes / 1e9).toPrecision(3))} GB`;
  return bytes < 5e5 ? "0" : `${Number((bytes / 1e6).toPrecision(3))} MB`;
}

/** In the two largest units that matter, whole minutes at the least: `3 days 4 hr`. */
export function durationText(ms: number, lang: string): string {
  const minutes = Math.floor(ms / 60_000);
  const parts = [
    ["day", Math.floor(minutes / 1440)],
    ["hour", Math.floor(minutes / 60) % 24],
    ["minute", minutes % 60],
  ] as const;
  const first = parts.findIndex(([, amount]) => amount > 0);
  return parts
    .slice(first === -1 ? 2 : first)
    .slice(0, 2)
    .filter(([, amount], index) => amount > 0 || index === 0)
    .map(([unit, amount]) =>
      new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "short" }).format(amount),
    )
    .join(" ");
}
