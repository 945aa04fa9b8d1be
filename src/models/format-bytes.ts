/** An amount of data as people read it, in decimal units: `512 kB`, `8.4 MB`, `1.27 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes >= 999.5e6) return `${(bytes / 1e9).toFixed(2)} GB`;
  if (bytes >= 999.5e3) return `${(bytes / 1e6).toFixed(bytes < 9.95e6 ? 1 : 0)} MB`;
  if (bytes >= 1000) return `${(bytes / 1e3).toFixed(0)} kB`;
  return `${Math.max(0, Math.round(bytes))} B`;
}
