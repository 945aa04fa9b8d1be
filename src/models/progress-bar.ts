const WIDTH = 20;

/** `[####----------------]`: how much of something is done, `share` being from 0 to 1. */
export function bar(share: number): string {
  return `[${"#".repeat(Math.floor(Math.min(1, share) * WIDTH)).padEnd(WIDTH, "-")}]`;
}
